using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>Calls that would have failed, so that they are not simulated again at every step. What is forgotten with
/// the process is simulated once more.</summary>
/// <param name="seconds">How long one is left alone.</param>
internal sealed class RefusedCalls(long seconds)
{
    private readonly Dictionary<string, long> _until = [];

    /// <summary>Remembers one.</summary>
    /// <param name="call">The call.</param>
    /// <param name="now">Unix seconds.</param>
    public void Add(EscrowCall call, long now)
    {
        foreach (string subject in CallSubjects.Of(call)) _until[subject] = now + seconds;
    }

    /// <summary>What is left alone now, in the words of <see cref="CallSubjects"/>.</summary>
    /// <param name="now">Unix seconds.</param>
    public IReadOnlySet<string> At(long now)
    {
        foreach (string past in _until.Where(each => each.Value <= now).Select(each => each.Key).ToList())
            _until.Remove(past);
        return _until.Keys.ToHashSet();
    }
}
