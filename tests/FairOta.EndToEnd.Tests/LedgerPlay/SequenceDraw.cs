using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Draws a sequence of steps from a seed and from what came of the steps before on a ledger in memory. What to
/// do is drawn first, then when: mostly a moment later, often the second at which the answer changes.</summary>
internal sealed class SequenceDraw
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;
    private readonly Chance _chance;
    private readonly MemorySide _side;
    private readonly DeliveryDraw _deliveries;
    private readonly List<Step> _steps = [];
    private readonly Dictionary<(ReleaseId Release, uint Tranche), (PlayFleet Fleet, uint Size)> _tranches = [];
    private readonly List<(ReleaseId Release, Address Sender, DrawnDelivery Delivery)> _drawn = [];
    private long _now = Cast.Beginning;

    private SequenceDraw(int seed, MemorySide side)
    {
        (_chance, _side) = (new Chance(seed), side);
        _deliveries = new DeliveryDraw(_chance, Eip712.Domain(side.Ledger.ChainId, Cast.Escrow.ToBytes()));
    }

    /// <summary>Draws and plays a sequence.</summary>
    /// <returns>The steps and what came of each.</returns>
    public static (IReadOnlyList<Step> Steps, IReadOnlyList<string> Outcomes) Play(int seed, MemorySide side)
    {
        SequenceDraw draw = new(seed, side);
        int count = 6 + draw._chance.Below(9);
        List<string> outcomes = [];
        for (int i = 0; i < count; i++) outcomes.Add(draw.Move(i));
        return (draw._steps, outcomes);
    }

    private string Move(int number)
    {
        Step step = number == 0 && !_chance.OneIn(20) ? Create(honest: true) : Next();
        _now = step.Time;
        _steps.Add(step);
        string outcome = _side.Play(step);
        if (outcome.Contains("TrancheAdded", StringComparison.Ordinal)) NoteTranche((EscrowStep)step);
        return outcome;
    }

    private void NoteTranche(EscrowStep step)
    {
        (Hash32 manifest, Hash32 root, uint size) = step.Call switch
        {
            CreateRelease c => (c.ManifestHash, c.FleetRoot, c.FleetSize),
            AddTranche c => (c.ManifestHash, c.FleetRoot, c.FleetSize),
            _ => throw new InvalidOperationException("Something else added a tranche."),
        };
        ReleaseId id = ReleaseId.Of(step.Sender, manifest);
        uint tranche = (uint)(_side.Ledger.Release(id)!.Tranches.Count - 1);
        _tranches[(id, tranche)] = (Cast.Fleets.First(f => f.Root == root), size);
    }

    private Step Next() => _chance.Weighted(
        (_tranches.Count == 0 ? 9 : 3, () => Create(_tranches.Count == 0)),
        (3, Add),
        (10, () => Batch(reserve: true)),
        (5, () => Batch(reserve: false)),
        (_side.Reservations.Count == 0 ? 1 : 10, Reveal),
        (_side.Reservations.Count == 0 ? 1 : 5, Expire),
        (_steps.Count < 6 ? 1 : 4, Reclaim), // whose time ends all else
        (1, Announce),
        (1, Token),
        (2, Replay));

    /// <summary>A moment later, or one of those seconds, if it is not past.</summary>
    private long Later(params IEnumerable<long> instants)
    {
        long[] ahead = [.. instants.Where(t => t > _now && t < _now + (100 * Day))];
        return ahead.Length > 0 && !_chance.OneIn(3) ? _chance.Of(ahead)
            : _now + (_chance.OneIn(8) ? _chance.Below(30) * Hour : 1) + _chance.Below(4);
    }

    /// <summary>The seconds at which an answer changes, at that time.</summary>
    private static IEnumerable<long> Around(long time) => [time - 1, time, time + 1];

    private EscrowStep Step(long time, Address sender, EscrowCall call) => new(
        time, sender, call, _chance.OneIn(60) ? _chance.Of(call.Value + 1, 1, BigInteger.Zero) : call.Value);

    private EscrowStep Create(bool honest)
    {
        long now = Later();
        PlayFleet fleet = _chance.Of(Cast.Fleets);
        Address vendor = honest || _chance.OneIn(2) ? _chance.Of(Cast.Vendors) : _chance.Of(Cast.Everybody);
        CreateRelease call = new(
            _chance.Of(Cast.Manifests), _chance.Of<BigInteger>(1, 2, 1000, BigInteger.Pow(10, 15)),
            now + (2 * Day) + (_chance.OneIn(3) ? 0 : _chance.Below(9 * (int)Day)),
            _chance.Of("", "http://vendor.example", "http://höst.example"), fleet.Root, fleet.Size)
        {
            Token = _chance.OneIn(3) ? _chance.Of([.. Cast.RealTokens, Cast.PlainToken, Cast.NoToken]) : default,
        };
        if (!honest || _chance.OneIn(20))
        {
            call = _chance.Weighted(
                (2, () => call),
                (1, () => call with { Reward = 0 }),
                (1, () => call with { Reward = (BigInteger.One << 96) - 1 }),
                (2, () => call with { ClaimDeadline = Deadline(now) }),
                (1, () => call with { Url = Url() }),
                (2, () => call with { FleetSize = Size(fleet) }));
        }

        return Step(now, vendor, call);
    }

    private EscrowStep Add()
    {
        (Address vendor, Hash32 manifest, LedgerRelease? release) = Release();
        long now = release is null || !_chance.OneIn(4) ? Later([]) : Later(Around(release.ClaimDeadline));
        PlayFleet fleet = _chance.Of(Cast.Fleets);
        BigInteger reward = release?.Reward ?? 1;
        AddTranche call = new(
            manifest, fleet.Root, _chance.OneIn(5) ? Size(fleet) : fleet.Size,
            _chance.OneIn(8) ? reward + 1 : reward)
        {
            Token = release?.Token ?? default,
        };
        return Step(now, vendor, call);
    }

    private EscrowStep Reclaim()
    {
        (Address vendor, Hash32 manifest, LedgerRelease? release) = Release();
        long now = Later(release is null ? [] : Around(release.ClaimDeadline + Day));
        return Step(now, vendor, new Reclaim(manifest));
    }

    private EscrowStep Announce() =>
        Step(Later(), _chance.Of(Cast.Everybody), new Announce(_chance.OneIn(2) ? "http://d.example" : Url()));

    private Step Token()
    {
        Address token = _chance.Of(Cast.RealTokens), sender = _chance.Of(Cast.Vendors);
        BigInteger amount = _chance.Of<BigInteger>(0, 1, 1000, 5000, Cast.Tokens, LedgerToken.Unlimited);
        return _chance.OneIn(2)
            ? new ApproveStep(Later(), sender, token, amount)
            : new TransferStep(Later(), sender, token, Cast.Escrow, amount);
    }

    /// <summary>An earlier call again, by the same sender or another.</summary>
    private Step Replay()
    {
        Step step = _chance.Of(_steps.Count > 0 ? _steps : [Create(honest: true)]);
        return step with { Time = Later(), Sender = _chance.OneIn(4) ? _chance.Of(Cast.Everybody) : step.Sender };
    }

    private EscrowStep Batch(bool reserve)
    {
        (ReleaseId id, uint tranche, PlayFleet fleet, uint size, LedgerRelease? release) = Tranche();
        Address sender = _chance.Of(Cast.Distributors);
        long lead = reserve ? 3 * Hour : 0;
        long deadline = Math.Min(release?.ClaimDeadline ?? _now, _now + (100 * Day));
        long now = _chance.OneIn(12) ? Later(Around(deadline - lead)) : Later([]);
        Presentation at = new(
            id, fleet, size, sender, now, lead, deadline,
            release?.Tranches.ElementAtOrDefault((int)tranche)?.Taken ?? new LedgerPlaces());
        DrawnDelivery[] batch = [.. Enumerable
            .Range(0, _chance.OneIn(40) ? 0 : 1 + (_chance.OneIn(2) ? 0 : _chance.Below(5)))
            .Select(i => Delivery(at, isFirst: i == 0))];
        _drawn.AddRange(batch.Select(d => (id, sender, d)));
        Delivery[] deliveries = [.. batch.Select(d => d.Delivery)];
        return Step(now, sender, reserve
            ? new Reserve(id, tranche, deliveries)
            : new Claim(id, tranche, deliveries, Keys([.. batch.Select(d => d.Key)])));
    }

    /// <summary>A new delivery, or one that was presented before.</summary>
    private DrawnDelivery Delivery(Presentation at, bool isFirst)
    {
        DrawnDelivery[] again = [.. _drawn
            .Where(d => d.Release == at.Release && d.Sender == at.Sender)
            .Select(d => d.Delivery)];
        return again.Length > 0 && _chance.OneIn(5)
            ? _deliveries.Again(at, _chance.Of(again)) : _deliveries.Next(at, isFirst);
    }

    private EscrowStep Reveal()
    {
        Reservation reservation = Reservation(live: true);
        Reservation shown = Changed(reservation);
        Hash32[] keys = [.. shown.Deliveries.Select(d => DeliveryDraw.KeyOf(d.KeyCommitment))];
        long now = _chance.OneIn(2) ? Later([]) : Later(Around(reservation.Expiry));
        return Step(now, _chance.Of(Cast.Everybody), new Reveal(shown, Keys(keys)));
    }

    private EscrowStep Expire()
    {
        Reservation reservation = Reservation(live: false);
        return Step(
            Later(Around(reservation.Expiry)), _chance.Of(Cast.Everybody), new Expire(Changed(reservation)));
    }

    /// <summary>Those keys, or some of them wrong, missing or too many.</summary>
    private IReadOnlyList<Hash32> Keys(Hash32[] keys)
    {
        if (keys.Length > 0 && _chance.OneIn(7))
        {
            int at = _chance.Below(keys.Length);
            keys[at] = _chance.OneIn(3) ? keys[_chance.Below(keys.Length)] : _deliveries.WrongKey(keys[at]);
        }

        return _chance.OneIn(20) ? keys[..^Math.Min(1, keys.Length)] : _chance.OneIn(30) ? [.. keys, default] : keys;
    }

    /// <summary>A reservation that was made, mostly one that stands, and is live perhaps.</summary>
    private Reservation Reservation(bool live)
    {
        Reservation[] standing = [.. _side.Reservations
            .Where(_side.Ledger.IsReserved).Where(r => !live || r.Expiry > _now)];
        if (standing.Length > 0 && !_chance.OneIn(6)) return _chance.Of(standing);
        if (_side.Reservations.Count > 0) return _chance.Of(_side.Reservations);
        (ReleaseId id, uint tranche, PlayFleet fleet, _, _) = Tranche();
        return new Reservation(
            id, tranche, _chance.Of(Cast.Distributors), _now + Hour, [new Accepted(0, Cast.Poor, Cast.Poor)]);
    }

    /// <summary>The reservation, one time in six with something other in it.</summary>
    private Reservation Changed(Reservation r)
    {
        if (!_chance.OneIn(6)) return r;
        Accepted first = r.Deliveries[0];
        return _chance.Weighted(
            (1, () => r with { Expiry = r.Expiry + 1 }),
            (1, () => r with { Expiry = r.Expiry - 1 }),
            (1, () => r with { Distributor = _chance.Of(Cast.Everybody) }),
            (1, () => r with { Tranche = r.Tranche + 1 }),
            (1, () => r with { Release = new ReleaseId(Cast.Manifests[0]) }),
            (1, () => r with { Deliveries = [.. r.Deliveries.Reverse()] }),
            (1, () => r with { Deliveries = [.. r.Deliveries.Skip(1)] }),
            (1, () => r with { Deliveries = [.. r.Deliveries, first] }),
            (1, () => r with { Deliveries = [first with { Device = Cast.Poor }, .. r.Deliveries.Skip(1)] }),
            (1, () => r with { Deliveries = [first with { Index = first.Index + 1 }, .. r.Deliveries.Skip(1)] }));
    }

    /// <summary>A tranche that there is, one time in 15 one that there is not.</summary>
    private (ReleaseId Id, uint Number, PlayFleet Fleet, uint Size, LedgerRelease? Release) Tranche()
    {
        PlayFleet fleet = _chance.Of(Cast.Fleets);
        if (_tranches.Count == 0 || _chance.OneIn(15))
        {
            ReleaseId id = ReleaseId.Of(_chance.Of(Cast.Vendors), _chance.Of(Cast.Manifests));
            return (id, (uint)_chance.Below(3), fleet, fleet.Size, _side.Ledger.Release(id));
        }

        var open = _tranches.Where(t => _side.Ledger.Release(t.Key.Release)!.ClaimDeadline > _now).ToArray();
        ((ReleaseId release, uint number), (PlayFleet known, uint size)) =
            _chance.Of(open.Length > 0 && !_chance.OneIn(8) ? open : [.. _tranches]);
        // Devices of another tranche are presented too.
        return (release, number, _chance.OneIn(15) ? fleet : known, size, _side.Ledger.Release(release));
    }

    private (Address Vendor, Hash32 Manifest, LedgerRelease? Release) Release()
    {
        (Address Vendor, Hash32 Manifest)[] made = [.. _steps.OfType<EscrowStep>()
            .Where(s => s.Call is CreateRelease)
            .Select(s => (s.Sender, ((CreateRelease)s.Call).ManifestHash))];
        (Address vendor, Hash32 manifest) = made.Length > 0 && !_chance.OneIn(10)
            ? _chance.Of(made) : (_chance.Of(Cast.Everybody), _chance.Of(Cast.Manifests));
        return (vendor, manifest, _side.Ledger.Release(ReleaseId.Of(vendor, manifest)));
    }

    private long Deadline(long now) =>
        _chance.Of(0, now, now + (2 * Day) - 1, now + (2 * Day) + 1, long.MaxValue, long.MaxValue);

    private uint Size(PlayFleet fleet) => _chance.Of(0u, 1u, fleet.Size - 1, fleet.Size + 1, uint.MaxValue);

    private string Url() =>
        _chance.Of("", "u", new string('u', 119), new string('u', 120), new string('u', 121), new string('ü', 61));
}
