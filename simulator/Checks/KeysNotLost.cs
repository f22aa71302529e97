using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
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
/// own choice of finality. One whose books came from a backup may not know a key that it gave out.</remarks>
internal sealed class KeysNotLost(ChainLog chain, WireLog wire, Settled settled) : Witness(
    "Keys are not lost", "A key that is out is paid for, unless the chain took back what was settled.", chain, wire)
{
    private readonly Dictionary<Address, SimDistributor> _distributors = [];
    private readonly Dictionary<int, SimDistributor> _numbers = [];
    private readonly Dictionary<Address, (SimDistributor Distributor, long AtMs)> _out = [];
    private readonly HashSet<int> _restored = [];

    /// <inheritdoc/>
    public override void Conclude(FleetWorld world)
    {
        Dictionary<Address, long> standing = Standing();
        HashSet<(Address Distributor, Address Commitment)> paid = [.. Chain.Releases
            .SelectMany(release => release.Value.Deliveries.Values).SelectMany(each => each)
            .Select(each => (each.Event.Distributor, CurveMemo.CommitmentOf(each.Event.Key)))];
        foreach ((Address commitment, (SimDistributor one, long atMs)) in _out)
        {
            if (_restored.Contains(one.Number)) continue;
            bool isKept = paid.Contains((one.Address, commitment))
                || standing.GetValueOrDefault(commitment) >= world.World.Now
                || settled.WasTakenBack(commitment) || one.Policy.KeyAtReceipt;
            Check(
                isKept, atMs,
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
        if (happening is FaultInjected { Kind: "restored from backup" }) _restored.Add(happening.Actor);
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
        foreach (SimReceipt each in Chain.Added.SelectMany(block => block.Receipts))
        {
            if (each.Transaction.Call is not Reveal reveal
                || !_distributors.TryGetValue(each.Transaction.Sender, out SimDistributor? one)) continue;
            foreach (Hash32 key in reveal.Keys) _out.TryAdd(CurveMemo.CommitmentOf(key), (one, world.World.NowMs));
        }
    }

    /// <summary>When reservations end, by the commitments of their deliveries.</summary>
    private Dictionary<Address, long> Standing()
    {
        Dictionary<Address, long> standing = [];
        foreach (EscrowEvent each in Chain.Blocks.SelectMany(block => block.Events))
        {
            if (each is Reserved { Reservation: var made })
                foreach (Accepted delivery in made.Deliveries) standing[delivery.KeyCommitment] = made.Expiry;
            else if (each is Expired { Reservation: var over })
                foreach (Accepted delivery in over.Deliveries) standing.Remove(delivery.KeyCommitment);
        }

        return standing;
    }
}
