using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// Money is conserved to the wei. PROTOCOL.md, <i>On chain</i>: a tranche locks reward × size and nothing of it changes
/// afterwards; each device's reward is kept for that device; the money of one release never pays for another.
/// </summary>
/// <remarks>After each block: no wei comes or goes in all; the escrow holds what was locked and neither paid nor
/// reclaimed, in all and of each release; every account of vendor and distributors holds what it began with, plus what
/// the escrow paid it, less what it sent and its fees. In the end: what a distributor's books say it earned is what the
/// chain paid, and what its outbox says it spent is what the chain took.</remarks>
internal sealed class MoneyConserved(ChainLog chain, WireLog wire) : Witness(
    "Money is conserved", "Supply, escrow, accounts and books agree with the chain, to the wei.", chain, wire)
{
    /// <summary>Blocks after which an outbox has settled what was mined, whatever it waits for.</summary>
    private const int Settling = 80;

    private readonly Dictionary<Address, (BigInteger Wei, BigInteger Fees, BigInteger Sent)> _start = [];
    private readonly Dictionary<Address, BigInteger> _settledFees = [];
    private readonly HashSet<int> _restored = [];
    private BigInteger? _supply;
    private bool _isReorganised;

    /// <inheritdoc/>
    public override void Conclude(FleetWorld world)
    {
        long atMs = world.World.NowMs;
        foreach (SimDistributor one in world.Distributors.OfType<SimDistributor>())
        {
            // Books from a backup know less than the chain, and a process that is down reads nothing.
            if (_restored.Contains(one.Number) || !one.IsUp) continue;
            foreach ((ReleaseId id, ReleaseLog release) in Chain.Releases) CheckBooks(one, id, release, atMs);
            // An EVM's receipts are not in the log; what they cost shows in the report.
            if (!_isReorganised && world.Chain is WorldChain) CheckFees(one, atMs);
        }
    }

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        _supply = (world.Chain as WorldChain)?.Chain.TotalSupply;
        foreach (Address account in Accounts(world))
        {
            SenderLog? sender = Chain.Sender(account);
            _start[account] = (world.Chain.BalanceOf(account), sender?.Fees ?? 0, sender?.Sent ?? 0);
        }
    }

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        switch (happening)
        {
            case OutboxSettled e:
                _settledFees[e.Sender] = _settledFees.GetValueOrDefault(e.Sender) + e.Fee;
                break;
            case FaultInjected { Kind: "restored from backup" } e:
                _restored.Add(e.Actor);
                break;
            case Reorganised:
                _isReorganised = true;
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        long atMs = world.World.NowMs;
        BigInteger held = Chain.Releases.Where(each => each.Value.Created.Token.IsZero)
            .Aggregate(BigInteger.Zero, (sum, each) => sum + LeftOf(each.Value));
        BigInteger escrow = world.Chain.BalanceOf(world.Chain.Escrow);
        Check(escrow == held, atMs, () => $"The escrow holds {escrow} wei and should hold {held}.");
        foreach ((ReleaseId id, ReleaseLog release) in Chain.Releases)
        {
            BigInteger left = LeftOf(release);
            Check(left.Sign >= 0, atMs, () => $"Release {id} paid {-left} wei more than it locked.");
        }

        if (world.Chain is not WorldChain { Chain: var ledger }) return;
        BigInteger supply = ledger.TotalSupply;
        Check(supply == _supply, atMs, () => $"There are {supply} wei, and there were {_supply}.");
        foreach ((ReleaseId id, ReleaseLog release) in Chain.Releases)
        {
            BigInteger left = LeftOf(release);
            LedgerRelease? own = ledger.Release(id);
            Check(own?.Balance == left, atMs, () => $"Release {id} has {own?.Balance} wei left, not {left}.");
        }

        foreach ((Address account, var start) in _start)
        {
            BigInteger expected = ExpectedOf(account, start), found = world.Chain.BalanceOf(account);
            Check(expected == found, atMs, () => $"{account} holds {found} wei and should hold {expected}.");
        }
    }

    private static BigInteger LeftOf(ReleaseLog release) =>
        release.Locked - release.Created.Reward * release.PaidInAll - release.Reclaimed;

    private static IEnumerable<Address> Accounts(FleetWorld world) =>
    [
        world.Vendor.Account.Address,
        .. world.Distributors.OfType<SimDistributor>().Select(each => each.Address),
        .. world.Distributors.OfType<SimRogue>().Select(each => each.Cheat.Account.Address),
    ];

    private BigInteger ExpectedOf(Address account, (BigInteger Wei, BigInteger Fees, BigInteger Sent) start)
    {
        BigInteger came = 0;
        foreach ((_, ReleaseLog release) in Chain.Releases)
        {
            came += release.Created.Reward * release.Paid.GetValueOrDefault(account);
            if (release.Created.Vendor == account) came += release.Reclaimed;
        }

        SenderLog? sender = Chain.Sender(account);
        return start.Wei + came + start.Fees + start.Sent - (sender?.Fees ?? 0) - (sender?.Sent ?? 0);
    }

    /// <summary>What is final is in the books, and nothing is that the chain does not show.</summary>
    private void CheckBooks(SimDistributor one, ReleaseId id, ReleaseLog release, long atMs)
    {
        BigInteger booked = one.Books.Earned().Where(each => each.Release == id)
            .Aggregate(BigInteger.Zero, (sum, each) => sum + each.Amount);
        BigInteger shown = release.Created.Reward * release.Paid.GetValueOrDefault(one.Address);
        long final = Chain.Head.Number - (one.Policy.Confirmations.Confirmations ?? Settling) - 1;
        BigInteger due = release.Created.Reward * release.Deliveries.Values.Sum(paid => paid.Count(
            each => each.Event.Distributor == one.Address && each.Event.At.Block <= final));
        Check(
            booked <= shown && booked >= due, atMs,
            () => $"{one.Name} has {booked} wei of {id} in its books; the chain paid {shown}, {due} of it for good.");
    }

    /// <summary>What the outbox told of fees is what was taken for transactions that are as old as that.</summary>
    private void CheckFees(SimDistributor one, long atMs)
    {
        BigInteger told = _settledFees.GetValueOrDefault(one.Address), taken = Chain.Sender(one.Address)?.Fees ?? 0;
        BigInteger due = Chain.Blocks.Where(block => block.Number <= Chain.Head.Number - Settling)
            .SelectMany(block => block.Receipts).Where(receipt => receipt.Transaction.Sender == one.Address)
            .Aggregate(BigInteger.Zero, (sum, receipt) => sum + receipt.Fee);
        Check(
            told <= taken && told >= due, atMs,
            () => $"{one.Name} says {told} wei of fees; the chain took {taken}, {due} of it long ago.");
    }
}
