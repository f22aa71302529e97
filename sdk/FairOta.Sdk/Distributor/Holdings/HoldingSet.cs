using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Threading;

namespace FairOta.Sdk.Distributor;

/// <summary>The releases that are served. Reads see one immutable set; changes replace it, one after another, and on
/// disk before they show.</summary>
/// <param name="store">Where the releases lie on disk; null where they lie nowhere.</param>
public sealed class HoldingSet(HoldingStore? store = null)
{
    /// <summary>Guards disk and set together: one folder is never written and deleted at once, and no change is made
    /// upon a holding that another has replaced.</summary>
    private readonly Lock _gate = new();
    private ImmutableDictionary<ReleaseId, Holding> _all = ImmutableDictionary<ReleaseId, Holding>.Empty;

    /// <summary>All of them.</summary>
    public ImmutableDictionary<ReleaseId, Holding> All => Volatile.Read(ref _all);

    /// <summary>The holding of a release, or null.</summary>
    public Holding? Find(ReleaseId release) => All.GetValueOrDefault(release);

    /// <summary>Adds a holding or replaces the one of its release. What lies on disk stays as it is.</summary>
    public void Put(Holding holding)
    {
        lock (_gate) Set(All.SetItem(holding.Id, holding));
    }

    /// <summary>Adds a fleet to a holding. Does nothing where the release is not held any more.</summary>
    /// <param name="release">The release.</param>
    /// <param name="tranche">Its number, from 0.</param>
    /// <param name="fleet">The fleet, checked against the chain by the caller.</param>
    /// <exception cref="IOException">It cannot be written; nothing changed.</exception>
    public void Put(ReleaseId release, int tranche, HeldFleet fleet)
    {
        lock (_gate)
        {
            if (Find(release) is not { } held) return;
            store?.SaveFleet(release, tranche, fleet.ListBytes);
            Put(held.With(tranche, fleet));
        }
    }

    /// <summary>Keeps the notice that takes a release back. Does nothing where the release is not held any more, or is
    /// recalled already.</summary>
    /// <param name="release">The release.</param>
    /// <param name="notice">The notice, verified by the caller.</param>
    /// <exception cref="IOException">It cannot be written; nothing changed.</exception>
    public void Recall(ReleaseId release, byte[] notice)
    {
        lock (_gate)
        {
            if (Find(release) is not { IsRecalled: false } held) return;
            store?.SaveRecall(release, notice);
            Put(held.WithRecall(notice));
        }
    }

    /// <summary>Takes the same manifest with another signature, and no recall that is not by that. Does nothing where
    /// the release is not held any more.</summary>
    /// <exception cref="IOException">It cannot be written; nothing changed.</exception>
    internal void Resign(ReleaseId release, byte[] signedManifest)
    {
        lock (_gate)
        {
            if (Find(release) is not { } held) return;
            store?.SaveManifest(release, signedManifest);
            Put(held.Resigned(signedManifest));
        }
    }

    /// <summary>Drops a release. What lies on disk stays.</summary>
    public void Remove(ReleaseId release)
    {
        lock (_gate) Set(All.Remove(release));
    }

    /// <summary>Keeps a holding on disk and serves it from there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Save(Holding holding)
    {
        lock (_gate)
        {
            store?.Save(holding);
            Put(holding);
        }
    }

    /// <summary>Serves a draft of which all is here.</summary>
    /// <exception cref="InvalidDataException">What lies on disk is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or moved.</exception>
    internal void Complete(ReleaseId release, IReadOnlyDictionary<int, HeldFleet> fleets)
    {
        lock (_gate)
        {
            store!.Complete(release);
            Holding holding = store.Load(release);
            foreach ((int tranche, HeldFleet fleet) in fleets) holding = holding.With(tranche, fleet);
            Put(holding);
        }
    }

    /// <summary>Drops a release and all that lies on disk of it; but where it makes room only, not that its vendor took
    /// it back.</summary>
    /// <exception cref="IOException">It cannot be deleted; it is served no more.</exception>
    internal void Delete(ReleaseId release, bool isForRoom = false)
    {
        lock (_gate)
        {
            Remove(release);
            if (isForRoom) store?.LetGo(release);
            else store?.Delete(release);
        }
    }

    private void Set(ImmutableDictionary<ReleaseId, Holding> all) => Volatile.Write(ref _all, all);
}
