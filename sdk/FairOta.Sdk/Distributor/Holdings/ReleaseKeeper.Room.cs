using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <content>Room, and who gives way for it.</content>
internal sealed partial class ReleaseKeeper
{
    /// <summary>Takes room for a release, letting go what gives way to it.</summary>
    /// <returns>Null; or that there is none.</returns>
    private WorkRefusal? MakeRoom(EscrowView view, ReleaseView release, Manifest manifest, long now)
    {
        ReleaseId id = release.Created.Release;
        TrancheAdded[] fleets = [.. release.Tranches.Where(IsPossible)];
        long bytes = (long)manifest.SegmentCount * manifest.SegmentSize + fleets.Sum(t => (long)HeldFleet.BytesOf(t));
        long devices = fleets.Sum(tranche => (long)tranche.FleetSize);
        lock (_gate)
        {
            Tenant newcomer = Tenant(id, bytes, devices, release, isBound: false, now);
            if (RoomRules.MakeRoom(newcomer, [.. Tenants(view, id, now)], Policy) is not { } leaving) return NoRoom;
            Holding[] gone = [.. leaving.Select(_holdings.Find).OfType<Holding>()];
            if (Array.FindIndex(gone, held => !_duties.TryLetGo(held.Id, now)) is >= 0 and var kept)
            {
                foreach (Holding held in gone[..kept]) _holdings.Put(held); // nobody goes for nothing
                return NoRoom;
            }

            foreach (Holding held in gone.Where(held => held.IsRecalled)) _unfit[held.Id] = TakenBack;
            foreach (ReleaseId other in leaving)
            {
                Delete(other, isForRoom: true);
                _drafts.Remove(other);
                LogLetGo(other, id);
            }

            _drafts[id] = (bytes, devices);
            return null;
        }
    }

    /// <summary>Demands room for one more fleet of a release that is held; nothing gives way for that.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    private void DemandRoom(ReleaseId release, TrancheAdded tranche)
    {
        lock (_gate)
        {
            long bytes = Policy.MaxTotalBytes - _holdings.All.Values.Sum(held => held.HeldBytes)
                - _drafts.Where(draft => draft.Key != release).Sum(draft => draft.Value.Bytes);
            long devices = Policy.MaxTotalDevices - _holdings.All.Values.Sum(held => held.HeldDevices)
                - _drafts.Where(draft => draft.Key != release).Sum(draft => draft.Value.Devices);
            if (HeldFleet.BytesOf(tranche) > bytes || tranche.FleetSize > devices)
                throw new InvalidDataException($"There is no room for the fleet of tranche {tranche.Tranche}.");
        }
    }

    private IEnumerable<Tenant> Tenants(EscrowView view, ReleaseId newcomer, long now)
    {
        foreach (Holding held in _holdings.All.Values.Where(held => held.Id != newcomer))
        {
            yield return Tenant(
                held.Id,
                held.HeldBytes,
                held.HeldDevices,
                view.Find(held.Id),
                _underWay.ContainsKey(held.Id) || _duties.HasDuties(held.Id, now),
                now,
                held.IsRecalled);
        }

        foreach ((ReleaseId id, (long bytes, long devices)) in _drafts)
            if (id != newcomer && _holdings.Find(id) is null)
                yield return Tenant(
                    id, bytes, devices, view.Find(id), _underWay.ContainsKey(id) || _owed.Contains(id), now);
    }

    private static Tenant Tenant(
        ReleaseId id,
        long bytes,
        long devices,
        ReleaseView? release,
        bool isBound,
        long now,
        bool isRecalled = false)
    {
        bool isOver = isRecalled || release is null || !release.Reclaimed.IsZero
            || release.Created.ClaimDeadline - Limits.OpenBeforeDeadlineSeconds <= now
            || WorkRules.DevicesLeft(release) <= 0;
        return new Tenant(
            id, bytes, devices, release?.Created.Token ?? default, release?.Balance ?? 0, isBound, isOver);
    }

    private static WorkRefusal NoRoom { get; } = new(WorkRule.Room, "There is no room, and nothing gives way to it.");
}
