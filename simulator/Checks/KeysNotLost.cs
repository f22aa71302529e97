using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// A distributor loses a reward whose key is out only to a reorganisation deeper than its own finality. PROTOCOL.md,
/// <i>Exchange</i>, step 6, and the two steps of payment in <i>On chain</i>: the key is never out while somebody else
/// could still take the reward.
/// </summary>
/// <remarks>In the end, of every key of a distributor that keeps the protocol which left it over the wire or in a
/// transaction that was mined, even one that reverted: it was paid to that distributor; or its reservation stands and
/// is not over; or a reorganisation took that reservation's block back after it was settled, which is the distributor's
/// own choice of finality; or the receipt came after the backup that its books are from, so that they do not know
/// it.</remarks>
internal sealed class KeysNotLost(ChainLog chain, WireLog wire, Settled settled, Restores restores) : Witness(
    "Keys are not lost", "A key that is out is paid for, unless the chain took back what was settled.", chain, wire,
    Out, Paid, TakenBack, Forgotten)
{
    private const string Out = "keys that were out";
    private const string Paid = "of these paid";
    private const string TakenBack = "lost to a reorganisation";
    private const string Forgotten = "lost to a backup";
    private readonly Dictionary<Address, SimDistributor> _distributors = [];
    private readonly Dictionary<int, SimDistributor> _numbers = [];
    private readonly Dictionary<Address, (SimDistributor Distributor, long AtMs)> _out = [];
    private readonly HashSet<(Address Distributor, Address Commitment)> _paid = [];

    /// <summary>When reservations end that stand, by the commitments of their deliveries; Unix seconds.</summary>
    private readonly Dictionary<Address, long> _standing = [];

    /// <inheritdoc/>
    public override void Conclude(FleetWorld world)
    {
        foreach ((Address commitment, (SimDistributor one, long atMs)) in _out)
        {
            Count(Out);
            bool isPaid = _paid.Contains((one.Address, commitment));
            bool isOpen = isPaid || _standing.GetValueOrDefault(commitment) >= world.World.Now
                || one.Policy.KeyAtReceipt;
            bool isTakenBack = !isOpen && settled.WasTakenBack(commitment);
            bool isForgotten = !isOpen && !isTakenBack
                && restores.Forgot(one.Number, Wire.OfCommitment(commitment)?.ReceivedMs);
            Count(Paid, isPaid ? 1 : 0);
            Count(TakenBack, isTakenBack ? 1 : 0);
            Count(Forgotten, isForgotten ? 1 : 0);
            Check(
                isOpen || isTakenBack || isForgotten, atMs,
                () => $"{one.Name} was not paid for {Wire.OfCommitment(commitment)?.Device}, whose key it gave out.");
        }
    }

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        foreach (SimDistributor one in world.Distributors.OfType<SimDistributor>())
        {
            _distributors.Add(one.Address, one);
            _numbers.Add(one.Number, one);
        }
    }

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        restores.See(happening);
        if (Wire.KeyGiven is { } key && Wire.OfCommitment(key) is { } session && session.Host == happening.Actor
            && _numbers.TryGetValue(happening.Actor, out SimDistributor? one))
        {
            _out.TryAdd(key, (one, happening.AtMs));
        }
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        settled.Look(world);
        foreach (EscrowEvent each in Chain.RemovedEvents) Follow(each, isGone: true);
        foreach (EscrowEvent each in Chain.AddedEvents) Follow(each, isGone: false);
        foreach (MinedTransaction each in Chain.Added.SelectMany(block => block.Transactions))
        {
            if (!_distributors.TryGetValue(each.Sender, out SimDistributor? one)) continue;
            foreach (Address commitment in each.Shown.Select(CurveMemo.CommitmentOf))
            {
                // Not every word of an EVM's data is a key.
                if (Wire.OfCommitment(commitment)?.Distributor == one.Address)
                    _out.TryAdd(commitment, (one, world.World.NowMs));
            }
        }
    }

    private void Follow(EscrowEvent each, bool isGone)
    {
        switch (each)
        {
            case Reserved { Reservation: var made }:
                Stand(made, !isGone);
                break;
            case Expired { Reservation: var over }:
                Stand(over, isGone);
                break;
            case Delivered e when isGone:
                _paid.Remove((e.Distributor, CurveMemo.CommitmentOf(e.Key)));
                break;
            case Delivered e:
                _paid.Add((e.Distributor, CurveMemo.CommitmentOf(e.Key)));
                break;
        }
    }

    private void Stand(Reservation made, bool stands)
    {
        foreach (Accepted delivery in made.Deliveries)
        {
            if (stands) _standing[delivery.KeyCommitment] = made.Expiry;
            else _standing.Remove(delivery.KeyCommitment);
        }
    }
}
