using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Tests.Vendor;

/// <summary>The escrow's rules for vendors, in memory: a transaction waits until <see cref="Mine"/>, and one hook cuts
/// in.</summary>
internal sealed class FakeEscrow(Address account) : IEscrow
{
    private readonly List<EscrowEvent> _events = [];
    private readonly List<(Hash32 Hash, EscrowCall Call)> _waiting = [];
    private readonly Dictionary<Hash32, EscrowResult?> _mined = [];
    private long _block = 1;
    private byte _transactions;

    public EscrowIdentity Identity { get; init; } = new(31337, Sample.Escrow, account);

    /// <summary>Of all releases together, whatever they pay in.</summary>
    public BigInteger Locked { get; private set; }

    /// <summary>The token that releases may be funded in.</summary>
    public FakeToken? Token { get; init; }

    /// <summary>Runs after a call was taken and before its sender learns of it.</summary>
    public Action AfterTaken { get; set; } = () => { };

    /// <summary>Whether a taken call is mined at once.</summary>
    public bool MinesAtOnce { get; set; } = true;

    public bool ReclaimTooEarly { get; set; }

    public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default) =>
        Task.FromResult<BlockHeader?>(new BlockHeader(_block, Number((byte)_block), Number(0), Sample.Now));

    public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyList<EscrowEvent>>(
            [.. _events.Where(e => filter?.Matches(e) != false && e.At.Block >= fromBlock && e.At.Block <= toBlock)]);

    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        Simulate(call);
        return Task.CompletedTask;
    }

    private void Simulate(EscrowCall call)
    {
        if (Refusal(call) is string error)
        {
            (BigInteger expected, BigInteger got) = (CostOf(call).Amount, Token?.Arriving(CostOf(call).Amount) ?? 0);
            throw new EscrowRevertedException(
                error, new Dictionary<string, string> { ["expected"] = $"{expected}", ["got"] = $"{got}" });
        }
    }

    public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default)
    {
        Simulate(call);
        Hash32 hash = Number(++_transactions);
        _waiting.Add((hash, call));
        if (MinesAtOnce) Mine();
        AfterTaken();
        return Task.FromResult(hash);
    }

    public Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default)
    {
        if (!_mined.TryGetValue(transaction, out EscrowResult? result))
            throw new TransactionTimeoutException(transaction);
        return Task.FromResult(result ?? throw new TransactionRevertedException(new TransactionReceipt(
            transaction, false, _block, Number(0), 1, 1, null, [])));
    }

    public void Mine()
    {
        _block++;
        foreach ((Hash32 hash, EscrowCall call) in _waiting)
        {
            var at = new EventPosition(_block, Number((byte)_block), _events.Count, hash);
            IReadOnlyList<EscrowEvent>? done = Refusal(call) is null
                ? [.. Do(call, at).Select((e, i) => e with { At = at with { LogIndex = at.LogIndex + i } })]
                : null;
            if (done is not null) _events.AddRange(done);
            _mined[hash] = done is null ? null : new EscrowResult(hash, _block, at.BlockHash, 100_000, 7, done);
        }

        _waiting.Clear();
    }

    public void Drop() => _waiting.Clear();

    private string? Refusal(EscrowCall call) => call switch
    {
        CreateRelease c when Find(c.ManifestHash) is not null => "ReleaseExists",
        AddTranche c when Find(c.ManifestHash) is null => "UnknownRelease",
        Reclaim when ReclaimTooEarly => "ReclaimTooEarly",
        Reclaim when Locked == 0 => "NothingLeft",
        _ when CostOf(call) is { Token.IsZero: false, Amount: var amount } =>
            Token!.Refusal(account, Identity.Escrow, amount),
        _ => null,
    };

    private static (Address Token, BigInteger Amount) CostOf(EscrowCall call) => call switch
    {
        CreateRelease c => (c.Token, c.Reward * c.FleetSize),
        AddTranche c => (c.Token, c.Reward * c.FleetSize),
        _ => default,
    };

    private IEnumerable<EscrowEvent> Do(EscrowCall call, EventPosition at)
    {
        (Address token, BigInteger cost) = CostOf(call);
        Locked += cost;
        if (!token.IsZero) Token!.Take(account, Identity.Escrow, cost);
        switch (call)
        {
            case CreateRelease c:
                ReleaseId id = IdOf(c.ManifestHash);
                yield return new ReleaseCreated(
                    at, id, account, c.ManifestHash, c.Token, c.Reward, c.ClaimDeadline, c.Url);
                yield return new TrancheAdded(at, id, 0, c.FleetRoot, c.FleetSize);
                break;
            case AddTranche c:
                ReleaseView there = Find(c.ManifestHash)!;
                yield return new TrancheAdded(
                    at, there.Created.Release, (uint)there.Tranches.Count, c.FleetRoot, c.FleetSize);
                break;
            case Reclaim c:
                yield return new Reclaimed(at, Find(c.ManifestHash)!.Created.Release, Locked);
                Locked = 0;
                break;
        }
    }

    private ReleaseView? Find(Hash32 manifestHash) => EscrowView.Empty.Apply(_events).Find(IdOf(manifestHash));

    private ReleaseId IdOf(Hash32 manifestHash) => ReleaseId.FromBytes(
        Core.Crypto.Keccak256.Hash([.. new byte[12], .. account.ToBytes(), .. manifestHash.ToBytes()]));

    private static Hash32 Number(byte number)
    {
        byte[] bytes = new byte[Hash32.Size];
        bytes[^1] = number;
        return Hash32.FromBytes(bytes);
    }
}
