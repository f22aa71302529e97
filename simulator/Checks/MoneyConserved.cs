using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// Money is conserved to the wei. PROTOCOL.md, <i>On chain</i>: a tranche locks reward × size and nothing of it changes
/// afterwards; each device's reward is kept for that device; the money of one release never pays for another.
/// </summary>
/// <remarks>After each block with something in it, and in the end: no wei comes or goes in all; the escrow holds what
/// was locked and neither paid nor reclaimed, in all and of each release; every account of vendor and distributors
/// holds what it began with, plus what the escrow paid it, less what it sent and its fees by receipts. In the end: what
/// a distributor's books say it earned is what the chain paid, but for receipts that came after the backup that its
/// books are from; and what its outbox says of each transaction's fee is what was taken for it, in the block that
/// stands or in one that a reorganisation took back. On an EVM nobody can count all wei: no call gives their sum, base
/// fees burn, and tips go to whoever makes blocks.</remarks>
internal sealed class MoneyConserved(ChainLog chain, WireLog wire, Restores restores) : Witness(
    "Money is conserved", "Supply, escrow, accounts and books agree with the chain, to the wei.", chain, wire,
    Blocks, Balances, Sums, Books, Told, Undone)
{
    private const string Blocks = "blocks with something in them";
    private const string Balances = "balances of accounts";
    private const string Sums = "times all wei there are";
    private const string Books = "releases in distributors' books";
    private const string Told = "transactions of distributors by their fee";
    private const string Undone = "of these in blocks taken back";

    /// <summary>Blocks after which an outbox has settled what was mined, whatever it waits for.</summary>
    private const int Settling = 80;

    private readonly Dictionary<Address, (BigInteger Wei, BigInteger Fees, BigInteger Sent)> _start = [];
    private readonly Dictionary<Hash32, Taken> _taken = [];
    private readonly List<OutboxSettled> _told = [];
    private HashSet<Address> _distributors = [];
    private BigInteger? _supply;

    /// <inheritdoc/>
    public override void Conclude(FleetWorld world)
    {
        long atMs = world.World.NowMs;
        CheckMoney(world);
        foreach (SimDistributor one in world.Distributors.OfType<SimDistributor>())
        {
            foreach ((ReleaseId id, ReleaseLog release) in Chain.Releases) CheckBooks(one, id, release, atMs);
            CheckFees(one, atMs);
        }
    }

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        _supply = (world.Chain as WorldChain)?.Chain.TotalSupply;
        _distributors = [.. world.Distributors.OfType<SimDistributor>().Select(each => each.Address)];
        foreach (Address account in Accounts(world))
        {
            SenderLog? sender = Chain.Sender(account);
            _start[account] = (world.Chain.BalanceOf(account), sender?.Fees ?? 0, sender?.Sent ?? 0);
        }
    }

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        restores.See(happening);
        if (happening is OutboxSettled e) _told.Add(e);
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        Count(Blocks, Chain.Added.Count(block => !block.IsEmpty));
        foreach (LoggedBlock block in Chain.Removed)
            foreach (MinedTransaction each in Own(block)) _taken[each.Hash].Block = null;
        foreach (LoggedBlock block in Chain.Added)
        {
            foreach (MinedTransaction each in Own(block))
            {
                if (!_taken.TryGetValue(each.Hash, out Taken? taken))
                    _taken.Add(each.Hash, taken = new Taken(each.Sender));
                taken.Block = block.Number;
                if (!taken.Fees.Contains(each.Fee)) taken.Fees.Add(each.Fee);
            }
        }

        if (Chain.Removed.Count > 0 || !Chain.Added.All(block => block.IsEmpty)) CheckMoney(world);
    }

    private void CheckMoney(FleetWorld world)
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

        foreach ((Address account, var start) in _start)
        {
            BigInteger expected = ExpectedOf(account, start), found = world.Chain.BalanceOf(account);
            Check(expected == found, atMs, () => $"{account} holds {found} wei and should hold {expected}.");
        }

        Count(Balances, 1 + _start.Count);
        if (world.Chain is not WorldChain { Chain: var ledger }) return;
        Count(Sums);
        BigInteger supply = ledger.TotalSupply;
        Check(supply == _supply, atMs, () => $"There are {supply} wei, and there were {_supply}.");
        foreach ((ReleaseId id, ReleaseLog release) in Chain.Releases)
        {
            BigInteger left = LeftOf(release);
            LedgerRelease? own = ledger.Release(id);
            Check(own?.Balance == left, atMs, () => $"Release {id} has {own?.Balance} wei left, not {left}.");
        }
    }

    private IEnumerable<MinedTransaction> Own(LoggedBlock block) =>
        block.Transactions.Where(each => _distributors.Contains(each.Sender));

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
        Count(Books);
        BigInteger booked = one.Books.Earned().Where(each => each.Release == id)
            .Aggregate(BigInteger.Zero, (sum, each) => sum + each.Amount);
        int paid = release.Paid.GetValueOrDefault(one.Address);
        BigInteger shown = release.Created.Reward * paid;
        long final = Chain.Head.Number - (one.Policy.Confirmations.Confirmations ?? Settling) - 1;
        int young = Chain.Kept.Where(block => block.Number > final).SelectMany(block => block.Events)
            .OfType<Delivered>().Count(each => each.Distributor == one.Address && each.Release == id);
        int forgotten = Wire.Sessions.Count(each => each.Host == one.Number && each.Release == id
            && restores.Forgot(one.Number, each.ReceivedMs));
        // A process that is down reads nothing.
        BigInteger due = one.IsUp ? release.Created.Reward * (paid - young - forgotten) : 0;
        Check(
            booked <= shown && booked >= due, atMs,
            () => $"{one.Name} has {booked} wei of {id} in its books; the chain paid {shown}, {due} of it for good.");
    }

    /// <summary>What the outbox told of fees was taken; and of what was taken long ago, it told.</summary>
    private void CheckFees(SimDistributor one, long atMs)
    {
        HashSet<Hash32> told = [];
        foreach (OutboxSettled each in _told.Where(each => each.Sender == one.Address))
        {
            if (each.Outcome == nameof(SettledOutcome.Displaced))
            {
                Check(each.Fee.IsZero, each.AtMs, () => $"{one.Name} says {each.Fee} wei of fees for nothing.");
                continue;
            }

            Taken? taken = _taken.GetValueOrDefault(each.Transaction);
            Count(Told);
            if (taken is null or { Block: null } or { Fees.Count: > 1 }) Count(Undone);
            Check(
                told.Add(each.Transaction) && taken?.Fees.Contains(each.Fee) == true, each.AtMs,
                () => $"{one.Name} says {each.Fee} wei of fees of {each.Call}; the chain took "
                    + $"{string.Join(" or ", taken?.Fees ?? [])}.");
        }

        if (!one.IsUp) return;
        foreach ((Hash32 hash, Taken taken) in _taken)
        {
            if (taken.Sender != one.Address || !(taken.Block <= Chain.Head.Number - Settling)) continue;
            Check(
                told.Contains(hash), atMs,
                () => $"{one.Name} says nothing of {taken.Fees[^1]} wei of fees that the chain took long ago.");
        }
    }

    /// <summary>What the chain took for a transaction: more than one fee where it was mined again.</summary>
    private sealed class Taken(Address sender)
    {
        public Address Sender => sender;

        public List<BigInteger> Fees { get; } = new(1);

        /// <summary>The block that stands; null where none does.</summary>
        public long? Block { get; set; }
    }
}
