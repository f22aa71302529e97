using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.Metrics;

namespace FairOta.Sdk.Distributor;

/// <summary>What became of a call that the distributor decided on.</summary>
internal enum CallOutcome
{
    /// <summary>It was sent.</summary>
    Sent = 0,

    /// <summary>Simulated, it would have failed or cost too much: it was not sent, and is tried again.</summary>
    Refused = 1,

    /// <summary>It was decided and simulated, and no node is known to have taken it.</summary>
    Failed = 2,
}

/// <summary>Counts the calls of the escrow.</summary>
/// <param name="meters">Makes the distributor's meter, which it also disposes.</param>
internal sealed class CallCounter(IMeterFactory meters)
{
    private readonly ConcurrentDictionary<(string Call, CallOutcome Outcome), long> _counts = [];
    private readonly Counter<long> _calls = meters.Create(DistributorHosting.TelemetryName).CreateCounter<long>(
        "fairota.distributor.calls", "{call}",
        "Calls of the escrow by what became of them: sent, refused when simulated, failed when sent.");

    /// <summary>Counts one.</summary>
    /// <param name="call">Which, in a word.</param>
    /// <param name="outcome">What became of it.</param>
    public void Count(string call, CallOutcome outcome)
    {
        _counts.AddOrUpdate((call, outcome), 1, (_, count) => count + 1);
        _calls.Add(
            1,
            new KeyValuePair<string, object?>("fairota.call", call),
            new KeyValuePair<string, object?>("fairota.outcome", outcome.ToString().ToLowerInvariant()));
    }

    /// <summary>What was counted since the process started.</summary>
    public IReadOnlyDictionary<(string Call, CallOutcome Outcome), long> Counts => _counts;
}
