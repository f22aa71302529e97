using System.Threading;

namespace FairOta.Sdk.Distributor;

/// <summary>What offers cost so far. Thread-safe.</summary>
internal sealed class OfferCost
{
    private long _keys;
    private long _passes;

    /// <summary>Keys of segments worked out: about λ operations upon scalars each.</summary>
    public long Keys => Interlocked.Read(ref _keys);

    /// <summary>Passes over a package, or over what was not sent of it, for a digest.</summary>
    public long Passes => Interlocked.Read(ref _passes);

    /// <summary>Counts keys.</summary>
    public void CountKeys(int count) => Interlocked.Add(ref _keys, count);

    /// <summary>Counts a pass.</summary>
    public void CountPass() => Interlocked.Increment(ref _passes);
}
