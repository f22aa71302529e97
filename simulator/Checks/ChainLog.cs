using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>A block that stands.</summary>
/// <param name="Number">Its height.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Time">Unix seconds.</param>
/// <param name="Events">What the escrow logged in it.</param>
/// <param name="Transactions">What was mined in it.</param>
internal sealed record LoggedBlock(
    long Number, Hash32 Hash, long Time, IReadOnlyList<EscrowEvent> Events,
    IReadOnlyList<MinedTransaction> Transactions)
{
    /// <summary>Whether nothing is in it.</summary>
    public bool IsEmpty => Events.Count == 0 && Transactions.Count == 0;
}

/// <summary>
/// The checkers' own reading of the chain: block by block, back and forth with its reorganisations. It knows nothing
/// of the views that vendors and distributors make of the same events.
/// </summary>
/// <remarks>It keeps what is in the newest blocks alone: checkers count as blocks come and go.</remarks>
internal sealed class ChainLog
{
    /// <summary>So many of the newest blocks are kept whole: more than a scenario's deepest reorganisation.</summary>
    public const int KeptBlocks = 128;

    private readonly List<LoggedBlock> _blocks = [];
    private readonly Dictionary<ReleaseId, ReleaseLog> _releases = [];
    private readonly Dictionary<Address, SenderLog> _senders = [];

    /// <summary>Blocks that stand, from the contract's first; long past ones without what is in them.</summary>
    public IReadOnlyList<LoggedBlock> Blocks => _blocks;

    /// <summary>The newest blocks, with what is in them, the oldest first.</summary>
    public IEnumerable<LoggedBlock> Kept => _blocks.Skip(_blocks.Count - KeptBlocks);

    /// <summary>Events of blocks that the last reading found gone, the newest first.</summary>
    public IEnumerable<EscrowEvent> RemovedEvents => Removed.SelectMany(block => block.Events.Reverse());

    /// <summary>Events of blocks that the last reading found new, the oldest first.</summary>
    public IEnumerable<EscrowEvent> AddedEvents => Added.SelectMany(block => block.Events);

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

    /// <summary>What an account's transactions cost it; null where it sent none.</summary>
    public SenderLog? Sender(Address account) => _senders.GetValueOrDefault(account);

    /// <summary>A block that stands at that height; null where none does.</summary>
    public LoggedBlock? At(long number) =>
        _blocks.Count > 0 && number >= _blocks[0].Number && number <= Head.Number
            ? _blocks[(int)(number - _blocks[0].Number)] : null;

    /// <summary>Reads on. What was read since the last block is not read twice, whoever asks.</summary>
    public void Read(FleetWorld world)
    {
        IEscrow escrow = world.Escrow;
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
                number, header.Hash, header.Timestamp, [.. events[number]], world.Chain.MinedIn(number));
            _blocks.Add(block);
            Count(block, 1);
            added.Add(block);
            int past = _blocks.Count - 1 - KeptBlocks;
            if (past >= 0) _blocks[past] = _blocks[past] with { Events = [], Transactions = [] };
        }

        (Added, Removed) = (added, removed);
    }

    private static BlockHeader HeaderAt(IEscrow escrow, BlockTag tag) =>
        escrow.GetBlockAsync(tag).GetAwaiter().GetResult()
        ?? throw new NodeException($"The chain has no block {tag}.");

    private void Count(LoggedBlock block, int sign)
    {
        foreach (MinedTransaction each in block.Transactions)
        {
            if (!_senders.TryGetValue(each.Sender, out SenderLog? log))
                _senders.Add(each.Sender, log = new SenderLog());
            log.Fees += sign * each.Fee;
            if (each.Succeeded) log.Sent += sign * each.Value;
        }

        foreach (EscrowEvent each in sign > 0 ? block.Events : block.Events.Reverse())
        {
            if (each is ReleaseCreated created)
            {
                if (sign > 0) _releases.Add(created.Release, new ReleaseLog(created));
                else _releases.Remove(created.Release);
            }
            else if (ReleaseOf(each) is { } id)
            {
                _releases[id].Count(each, sign);
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
    private readonly Dictionary<Address, int> _deliveries = [];

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
    public long PaidInAll { get; private set; }

    /// <summary>How often a device's delivery was paid.</summary>
    public int PaidFor(Address device) => _deliveries.GetValueOrDefault(device);

    /// <summary>Counts an event in, or out again.</summary>
    public void Count(EscrowEvent each, int sign)
    {
        switch (each)
        {
            case TrancheAdded e:
                Places += sign * (long)e.FleetSize;
                if (sign > 0) Tranches.Add(e);
                else Tranches.RemoveAt(Tranches.Count - 1);
                break;
            case Delivered e:
                PaidInAll += sign;
                Paid[e.Distributor] = Paid.GetValueOrDefault(e.Distributor) + sign;
                _deliveries[e.Device] = _deliveries.GetValueOrDefault(e.Device) + sign;
                break;
            case Reclaimed e:
                Reclaimed += sign * e.Amount;
                break;
        }
    }
}
