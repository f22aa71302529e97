using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>A delivery as its event tells it.</summary>
/// <param name="Event">The event.</param>
/// <param name="ByClaim">Whether it was reserved and revealed in one transaction.</param>
internal readonly record struct LoggedDelivery(Delivered Event, bool ByClaim);

/// <summary>A block that stands.</summary>
/// <param name="Number">Its height.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Time">Unix seconds.</param>
/// <param name="Events">What the escrow logged in it.</param>
/// <param name="Receipts">What is in it; empty where the chain does not tell.</param>
internal sealed record LoggedBlock(
    long Number, Hash32 Hash, long Time, IReadOnlyList<EscrowEvent> Events, IReadOnlyList<SimReceipt> Receipts);

/// <summary>
/// The checkers' own reading of the chain: block by block, back and forth with its reorganisations. It knows nothing
/// of the views that vendors and distributors make of the same events.
/// </summary>
internal sealed class ChainLog
{
    private static readonly IReadOnlyList<SimReceipt> NoReceipts = [];
    private readonly List<LoggedBlock> _blocks = [];
    private readonly Dictionary<ReleaseId, ReleaseLog> _releases = [];
    private readonly Dictionary<Address, SenderLog> _senders = [];

    /// <summary>Blocks that stand, from the contract's first.</summary>
    public IReadOnlyList<LoggedBlock> Blocks => _blocks;

    /// <summary>What the last reading found new, the oldest first.</summary>
    public IReadOnlyList<LoggedBlock> Added { get; private set; } = [];

    /// <summary>What the last reading found gone, the newest first.</summary>
    public IReadOnlyList<LoggedBlock> Removed { get; private set; } = [];

    /// <summary>The releases that there are.</summary>
    public IEnumerable<KeyValuePair<ReleaseId, ReleaseLog>> Releases => _releases;

    /// <summary>The newest block.</summary>
    public LoggedBlock Head => _blocks[^1];

    /// <summary>A release; null where there is none.</summary>
    public ReleaseLog? Find(ReleaseId release) => _releases.GetValueOrDefault(release);

    /// <summary>What an account's transactions cost it; null where it sent none, or the chain does not tell.</summary>
    public SenderLog? Sender(Address account) => _senders.GetValueOrDefault(account);

    /// <summary>A block that stands at that height; null where none does.</summary>
    public LoggedBlock? At(long number) =>
        _blocks.Count > 0 && number >= _blocks[0].Number && number <= Head.Number
            ? _blocks[(int)(number - _blocks[0].Number)] : null;

    /// <summary>Reads on. What was read since the last block is not read twice, whoever asks.</summary>
    public void Read(FleetWorld world)
    {
        IEscrow escrow = world.Vendor.Escrow;
        BlockHeader head = HeaderAt(escrow, BlockTag.Latest);
        if (_blocks.Count > 0 && Head.Hash == head.Hash) return;
        List<LoggedBlock> removed = [];
        while (_blocks.Count > 0
            && (Head.Number > head.Number || HeaderAt(escrow, BlockTag.At(Head.Number)).Hash != Head.Hash))
        {
            LoggedBlock gone = Head;
            _blocks.RemoveAt(_blocks.Count - 1);
            Count(gone, -1);
            removed.Add(gone);
        }

        long from = _blocks.Count > 0 ? Head.Number + 1 : world.Chain.FirstBlock;
        ILookup<long, EscrowEvent> events = escrow.GetEventsAsync(from, head.Number).GetAwaiter().GetResult()
            .ToLookup(each => each.At.Block);
        List<LoggedBlock> added = [];
        for (long number = from; number <= head.Number; number++)
        {
            BlockHeader header = HeaderAt(escrow, BlockTag.At(number));
            LoggedBlock block = new(
                number, header.Hash, header.Timestamp, [.. events[number]],
                (world.Chain as WorldChain)?.Chain.Block(number)?.Receipts ?? NoReceipts);
            _blocks.Add(block);
            Count(block, 1);
            added.Add(block);
        }

        (Added, Removed) = (added, removed);
    }

    private static BlockHeader HeaderAt(IEscrow escrow, BlockTag tag) =>
        escrow.GetBlockAsync(tag).GetAwaiter().GetResult()
        ?? throw new NodeException($"The chain has no block {tag}.");

    private void Count(LoggedBlock block, int sign)
    {
        foreach (SimReceipt receipt in block.Receipts)
        {
            Address sender = receipt.Transaction.Sender;
            if (!_senders.TryGetValue(sender, out SenderLog? log)) _senders.Add(sender, log = new SenderLog());
            log.Fees += sign * receipt.Fee;
            if (receipt.Succeeded) log.Sent += sign * receipt.Transaction.Value;
        }

        HashSet<Hash32> claims =
            [.. block.Receipts.Where(r => r.Transaction.Call is Claim).Select(r => r.Transaction.Hash)];
        foreach (EscrowEvent each in sign > 0 ? block.Events : block.Events.Reverse())
        {
            if (each is ReleaseCreated created)
            {
                if (sign > 0) _releases.Add(created.Release, new ReleaseLog(created));
                else _releases.Remove(created.Release);
            }
            else if (ReleaseOf(each) is { } id)
            {
                _releases[id].Count(each, sign, claims.Contains(each.At.Transaction));
            }
        }
    }

    private static ReleaseId? ReleaseOf(EscrowEvent each) => each switch
    {
        TrancheAdded e => e.Release,
        Delivered e => e.Release,
        Reserved e => e.Reservation.Release,
        Reclaimed e => e.Release,
        _ => null,
    };
}

/// <summary>What an account's transactions cost it, in wei.</summary>
internal sealed class SenderLog
{
    /// <summary>Fees of all that were mined, reverted ones too.</summary>
    public BigInteger Fees { get; set; }

    /// <summary>Wei that went with those that succeeded.</summary>
    public BigInteger Sent { get; set; }
}

/// <summary>What the events say of a release that stand.</summary>
/// <param name="created">How it was created.</param>
internal sealed class ReleaseLog(ReleaseCreated created)
{
    private readonly Dictionary<Address, List<LoggedDelivery>> _deliveries = [];

    /// <summary>How it was created.</summary>
    public ReleaseCreated Created => created;

    /// <summary>Places of all tranches.</summary>
    public long Places { get; private set; }

    /// <summary>Its tranches, in order.</summary>
    public List<TrancheAdded> Tranches { get; } = [];

    /// <summary>Deliveries paid, by who was paid.</summary>
    public Dictionary<Address, int> Paid { get; } = [];

    /// <summary>What the vendor took back, in wei.</summary>
    public BigInteger Reclaimed { get; private set; }

    /// <summary>What is locked, in wei.</summary>
    public BigInteger Locked => created.Reward * Places;

    /// <summary>Deliveries paid in all.</summary>
    public long PaidInAll => Paid.Values.Sum(count => (long)count);

    /// <summary>Deliveries that were paid, by device.</summary>
    public IReadOnlyDictionary<Address, List<LoggedDelivery>> Deliveries => _deliveries;

    /// <summary>Deliveries of a device.</summary>
    public IReadOnlyList<LoggedDelivery> Of(Address device) => _deliveries.GetValueOrDefault(device) ?? [];

    /// <summary>Counts an event in, or out again.</summary>
    public void Count(EscrowEvent each, int sign, bool byClaim)
    {
        switch (each)
        {
            case TrancheAdded e:
                Places += sign * (long)e.FleetSize;
                if (sign > 0) Tranches.Add(e);
                else Tranches.RemoveAt(Tranches.Count - 1);
                break;
            case Delivered e:
                Paid[e.Distributor] = Paid.GetValueOrDefault(e.Distributor) + sign;
                if (!_deliveries.TryGetValue(e.Device, out List<LoggedDelivery>? paid))
                    _deliveries.Add(e.Device, paid = []);
                if (sign > 0) paid.Add(new LoggedDelivery(e, byClaim));
                else paid.RemoveAt(paid.Count - 1);
                break;
            case Reclaimed e:
                Reclaimed += sign * e.Amount;
                break;
        }
    }
}
