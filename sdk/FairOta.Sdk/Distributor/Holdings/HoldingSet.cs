using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Threading;

namespace FairOta.Sdk.Distributor;

/// <summary>The releases that are served. Reads see one immutable set, and nobody waits for the disk to read or to drop
/// a release; what is changed lies on disk before it shows.</summary>
/// <param name="store">Where the releases lie on disk; null where they lie nowhere.</param>
internal sealed class HoldingSet(HoldingStore? store = null)
{
    /// <summary>Guards the disk: one folder is never written and deleted at once.</summary>
    private readonly Lock _disk = new();
    private ImmutableDictionary<ReleaseId, Holding> _all = ImmutableDictionary<ReleaseId, Holding>.Empty;

    /// <summary>All of them.</summary>
    public ImmutableDictionary<ReleaseId, Holding> All => Volatile.Read(ref _all);

    /// <summary>The holding of a release, or null.</summary>
    public Holding? Find(ReleaseId release) => All.GetValueOrDefault(release);

    /// <summary>Adds a holding or replaces the one of its release. What lies on disk stays as it is.</summary>
    public void Put(Holding holding) =>
        ImmutableInterlocked.AddOrUpdate(ref _all, holding.Id, holding, (_, _) => holding);

    /// <summary>Adds a fleet to a holding. Does nothing where the release is not held any more.</summary>
    /// <param name="release">The release.</param>
    /// <param name="tranche">Its number, from 0.</param>
    /// <param name="fleet">The fleet, checked against the chain by the caller.</param>
    /// <exception cref="IOException">It cannot be written; nothing changed.</exception>
    public void Put(ReleaseId release, int tranche, HeldFleet fleet)
    {
        lock (_disk)
        {
            if (Find(release) is null) return;
            store?.SaveFleet(release, tranche, fleet.ListBytes);
            Change(release, held => held.With(tranche, fleet));
        }
    }

    /// <summary>Keeps the notice that takes a release back. Does nothing where the release is not held any more, or is
    /// recalled already.</summary>
    /// <param name="release">The release.</param>
    /// <param name="notice">The notice, verified by the caller.</param>
    /// <exception cref="IOException">It cannot be written; nothing changed.</exception>
    public void Recall(ReleaseId release, byte[] notice)
    {
        lock (_disk)
        {
            if (Find(release) is not { IsRecalled: false }) return;
            store?.SaveRecall(release, notice);
            Change(release, held => held.WithRecall(notice));
        }
    }

    /// <summary>Takes the same manifest with another signature. Does nothing where the release is not held any more, or
    /// is recalled: that a signature differs takes no recall back.</summary>
    /// <exception cref="IOException">It cannot be written; nothing changed.</exception>
    internal void Resign(ReleaseId release, byte[] signedManifest)
    {
        lock (_disk)
        {
            if (Find(release) is not { IsRecalled: false }) return;
            store?.SaveManifest(release, signedManifest);
            Change(release, held => held.Resigned(signedManifest));
        }
    }

    /// <summary>Takes the same manifest with another signature together with the recall by its signer, in place of any
    /// that there is. Does nothing where the release is not held any more.</summary>
    /// <exception cref="IOException">It cannot be written; nothing shows yet.</exception>
    internal void Recall(ReleaseId release, byte[] signedManifest, byte[] notice)
    {
        lock (_disk)
        {
            if (Find(release) is null) return;
            store?.SaveRecall(release, notice);
            store?.SaveManifest(release, signedManifest);
            Change(release, held => held.Resigned(signedManifest).WithRecall(notice));
        }
    }

    /// <summary>Drops a release. What lies on disk stays.</summary>
    public void Remove(ReleaseId release) => ImmutableInterlocked.TryRemove(ref _all, release, out _);

    /// <summary>Keeps a holding on disk and serves it from there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    internal void Save(Holding holding)
    {
        lock (_disk)
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
        lock (_disk)
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
        lock (_disk)
        {
            Remove(release);
            if (isForRoom) store?.LetGo(release);
            else store?.Delete(release);
        }
    }

    /// <summary>Changes what is held still.</summary>
    private void Change(ReleaseId release, Func<Holding, Holding> change) => ImmutableInterlocked.Update(
        ref _all,
        all => all.TryGetValue(release, out Holding? held) ? all.SetItem(release, change(held)) : all);
}
