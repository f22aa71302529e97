using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// Which keys a distributor was ever entitled to give out, by the chain as it stood after each block: entitled once is
/// entitled for good, because a key that is out stays out whatever the chain takes back.
/// </summary>
internal sealed class Settled(ChainLog chain)
{
    private readonly Dictionary<Address, Reserved> _waiting = [];
    private readonly Dictionary<Address, Reserved> _entitled = [];
    private readonly HashSet<Address> _takenBack = [];
    private readonly HashSet<Address> _public = [];
    private readonly List<Delivered> _early = [];
    private LoggedBlock? _last;

    /// <summary>Key commitments whose reservation was as settled as its distributor demands, with it.</summary>
    public IReadOnlyDictionary<Address, Reserved> Entitled => _entitled;

    /// <summary>Whether a key was ever paid, and so is public.</summary>
    public bool IsPublic(Address commitment) => _public.Contains(commitment);

    /// <summary>Whether a reorganisation took a reservation back that was as settled as its distributor
    /// demands.</summary>
    public bool WasTakenBack(Address commitment) => _takenBack.Contains(commitment);

    /// <summary>Deliveries of the last reading whose key was neither public nor settled before.</summary>
    public IReadOnlyList<Delivered> Early => _early;

    /// <summary>Takes a new block in; the same one once.</summary>
    public void Look(FleetWorld world)
    {
        if (ReferenceEquals(_last, chain.Head)) return;
        _last = chain.Head;
        _early.Clear();
        foreach (LoggedBlock gone in chain.Removed)
        {
            foreach (Reserved each in gone.Events.OfType<Reserved>())
                foreach (Accepted delivery in each.Reservation.Deliveries) TakeBack(delivery.KeyCommitment, gone.Hash);
        }

        foreach (LoggedBlock block in chain.Added)
        {
            foreach (EscrowEvent each in block.Events)
            {
                if (each is Reserved reserved)
                {
                    foreach (Accepted delivery in reserved.Reservation.Deliveries)
                        _waiting[delivery.KeyCommitment] = reserved;
                }
                else if (each is Delivered delivered)
                {
                    Address commitment = CurveMemo.CommitmentOf(delivered.Key);
                    if (_public.Add(commitment) && !_entitled.ContainsKey(commitment)) _early.Add(delivered);
                }
            }
        }

        Entitle(world);
    }

    private void TakeBack(Address commitment, Hash32 block)
    {
        if (_waiting.TryGetValue(commitment, out Reserved? waiting) && waiting.At.BlockHash == block)
            _waiting.Remove(commitment);
        if (_entitled.TryGetValue(commitment, out Reserved? entitled) && entitled.At.BlockHash == block)
            _takenBack.Add(commitment);
    }

    private void Entitle(FleetWorld world)
    {
        foreach (SimDistributor one in world.Distributors.OfType<SimDistributor>())
        {
            long settled = SettledBlock(world, one.Policy.Confirmations);
            foreach ((Address commitment, Reserved reserved) in _waiting
                .Where(each => each.Value.Reservation.Distributor == one.Address && each.Value.At.Block <= settled)
                .ToArray())
            {
                _waiting.Remove(commitment);
                _entitled.TryAdd(commitment, reserved);
            }
        }
    }

    private long SettledBlock(FleetWorld world, Finality finality) => finality.Confirmations is { } count
        ? chain.Head.Number - count
        : world.Chain is WorldChain { Chain: var ledger } && finality.Tag is { } tag ? ledger.Height(tag.ToString())
        : -1;
}
