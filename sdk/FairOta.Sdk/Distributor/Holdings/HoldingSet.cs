using System.Collections.Immutable;
using System.Threading;

namespace FairOta.Sdk.Distributor;

/// <summary>The releases that are served. Reads see one immutable set; changes replace it.</summary>
public sealed class HoldingSet
{
    private ImmutableDictionary<ReleaseId, Holding> _all = ImmutableDictionary<ReleaseId, Holding>.Empty;

    /// <summary>All of them.</summary>
    public ImmutableDictionary<ReleaseId, Holding> All => Volatile.Read(ref _all);

    /// <summary>The holding of a release, or null.</summary>
    public Holding? Find(ReleaseId release) => All.GetValueOrDefault(release);

    /// <summary>Adds a holding or replaces the one of its release.</summary>
    public void Put(Holding holding) =>
        ImmutableInterlocked.AddOrUpdate(ref _all, holding.Id, holding, (_, _) => holding);

    /// <summary>Drops a release.</summary>
    public void Remove(ReleaseId release) => ImmutableInterlocked.TryRemove(ref _all, release, out _);
}
