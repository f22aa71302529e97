using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// No key without an entitled distributor. PROTOCOL.md, <i>Exchange</i>, step 6: once the reservation is as final as it
/// wants, a distributor hands out and reveals the keys of accepted deliveries, and only those; by its own policy it may
/// answer the receipt with k at once.
/// </summary>
/// <remarks>Of every distributor that keeps the protocol: a key that leaves it over the wire, or that the chain pays,
/// belongs to a reservation whose block had been as settled as its policy says in the chain as it stood after some
/// block before; or it was public by then, or claimed (reserved and revealed at once). Keys that were out before a
/// reorganisation are out: <see cref="KeysNotLost"/> counts what that costs.</remarks>
internal sealed class KeyEntitled(ChainLog chain, WireLog wire, Settled settled) : Witness(
    "Keys only to who is entitled", "A key leaves its distributor only once its reservation is settled.", chain, wire,
    Given, Paid)
{
    private const string Given = "keys given over the wire";
    private const string Paid = "keys revealed on chain";
    private readonly Dictionary<int, SimDistributor> _distributors = [];
    private readonly HashSet<Address> _addresses = [];

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        foreach (SimDistributor one in world.Distributors.OfType<SimDistributor>())
        {
            _distributors.Add(one.Number, one);
            if (!one.Policy.KeyAtReceipt) _addresses.Add(one.Address);
        }
    }

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        if (Wire.KeyGiven is not { } commitment) return;
        if (!_distributors.TryGetValue(happening.Actor, out SimDistributor? one)) return;
        bool isEntitled = settled.Entitled.ContainsKey(commitment) || settled.IsPublic(commitment)
            || one.Policy.KeyAtReceipt && Wire.OfCommitment(commitment) is { ReceivedMs: not null };
        Count(Given);
        Check(
            isEntitled, happening.AtMs,
            () => $"{one.Name} gave the key of {Wire.OfCommitment(commitment)?.Device} without a settled reservation.");
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        settled.Look(world);
        foreach (LoggedBlock block in Chain.Added)
        {
            foreach (Delivered paid in block.Events.OfType<Delivered>())
            {
                if (!_addresses.Contains(paid.Distributor)) continue;
                Count(Paid);
                bool byClaim = block.Transactions.Any(
                    each => each.Hash == paid.At.Transaction && each.Call == nameof(Sdk.Chain.Claim));
                Check(
                    byClaim || !settled.Early.Contains(paid), world.World.NowMs,
                    () => $"{paid.Distributor} revealed the key of {paid.Device} before its reservation was settled.");
            }
        }
    }
}
