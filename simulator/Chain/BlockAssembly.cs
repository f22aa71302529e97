using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>Makes one block of what waits: chooses, orders and carries out.</summary>
/// <param name="options">The chain.</param>
/// <param name="state">The state before the block, which becomes the one after it.</param>
/// <param name="pool">What waits; what the block takes is still in it.</param>
/// <param name="nonceOf">How many transactions of an account are in blocks.</param>
/// <param name="random">Draws.</param>
internal sealed class BlockAssembly(
    SimChainOptions options, SimState state, Mempool pool, Func<Address, long> nonceOf, SimRandom random)
{
    private readonly List<SimReceipt> _receipts = [];
    private readonly PriorityQueue<Candidate, (BigInteger Rank, long Arrival)> _candidates = new();
    private BigInteger _entryTip;
    private bool _isFull;
    private long _gasUsed;

    /// <summary>The block upon another.</summary>
    /// <param name="parent">That one; null for the first.</param>
    /// <param name="time">Its time, Unix seconds.</param>
    /// <param name="demand">Gas that others want, as a share of the limit, at the initial base fee.</param>
    public SimBlock Make(SimBlock? parent, long time, double demand)
    {
        long number = parent is null ? 0 : parent.Header.Number + 1;
        BigInteger baseFee = NextBaseFee(parent, options);
        foreach (Lot lot in Demand.Draw(demand, baseFee, options, random)) Offer(new Candidate(lot));
        foreach (Address account in pool.Accounts()) OfferNext(account, nonceOf(account), number, baseFee);
        while (_candidates.TryDequeue(out Candidate candidate, out _)) Take(candidate, number, time, baseFee);
        return Place(parent, number, time, baseFee);
    }

    /// <summary>The base fee of the block upon another.</summary>
    public static BigInteger NextBaseFee(SimBlock? parent, SimChainOptions options) => parent is null
        ? options.InitialBaseFee
        : FeeRules.Next(parent.BaseFee, parent.GasUsed, options.GasLimit);

    /// <summary>Whether a sender could pay all that a transaction may cost.</summary>
    public static bool IsFunded(SimTransaction transaction, SimState state) =>
        state.Vault.Ether.Of(transaction.Sender) >= transaction.HighestCost;

    private void OfferNext(Address account, long nonce, long number, BigInteger baseFee)
    {
        if (pool.At(account, nonce) is { } next && next.NotBefore <= number
            && next.Transaction.TipAt(baseFee).Sign >= 0)
        {
            Offer(new Candidate(next, next.Transaction.TipAt(baseFee)));
        }
    }

    private void Offer(Candidate candidate) => _candidates.Enqueue(candidate, (options.Order switch
    {
        BlockOrder.ByTip => -candidate.Tip,
        BlockOrder.Shuffled => random.NextUInt64(),
        // Others have no arrival here: the lots go last.
        _ => candidate.Waiting is { } waiting ? -waiting.Arrival : 1,
    }, candidate.Waiting?.Arrival ?? 0));

    private void Take(Candidate candidate, long number, long time, BigInteger baseFee)
    {
        if (candidate.Gas > options.GasLimit - _gasUsed)
        {
            _isFull = true;
            return;
        }

        if (candidate.Waiting is not { Transaction: var transaction })
        {
            _gasUsed += candidate.Gas;
        }
        else
        {
            if (!IsFunded(transaction, state)) return; // it waits for its sender to be paid
            SimReceipt receipt = CarryOut(transaction, number, time, baseFee);
            _receipts.Add(receipt);
            _gasUsed += receipt.GasUsed;
            OfferNext(transaction.Sender, transaction.Nonce + 1, number, baseFee);
        }

        _entryTip = candidate.Tip;
    }

    private SimReceipt CarryOut(SimTransaction transaction, long number, long time, BigInteger baseFee)
    {
        (LedgerChange change, long gas, string? error) = Decide(transaction, time);
        if (gas > transaction.Gas) (change, gas, error) = (Nothing, transaction.Gas, "OutOfGas");
        change.Commit();
        BigInteger tip = transaction.TipAt(baseFee);
        LedgerBalances ether = state.Vault.Ether;
        ether.Move(transaction.Sender, gas * baseFee, options.Burn, gas * baseFee);
        ether.Move(transaction.Sender, gas * tip, options.Miner, gas * tip);
        return new SimReceipt(transaction, error is null, error, number, default, gas, baseFee + tip, change.Events);
    }

    private (LedgerChange Change, long Gas, string? Error) Decide(SimTransaction transaction, long time)
    {
        if (transaction.Call is not { } call) return (Transfer(transaction), GasTable.Idle, null);
        try
        {
            LedgerChange change = state.Rules.Decide(transaction.Sender, call, transaction.Value, time);
            return (change, GasTable.Of(transaction.Sender, call, transaction.DataBytes, state), null);
        }
        catch (EscrowRevertedException e)
        {
            return (Nothing, GasTable.OfRevert(call, transaction.DataBytes), e.Error);
        }
    }

    private LedgerChange Transfer(SimTransaction transaction) => new([], () => state.Vault.Ether.Move(
        transaction.Sender, transaction.Value, transaction.To ?? transaction.Sender, transaction.Value));

    /// <summary>Numbers the events, and gives the block its name, which its history, its contents and its branch
    /// decide.</summary>
    private SimBlock Place(SimBlock? parent, long number, long time, BigInteger baseFee)
    {
        byte[] content = [
            .. (parent?.Header.Hash ?? default).ToBytes(), .. Core.Bytes.Be64((ulong)number),
            .. Core.Bytes.Be64((ulong)time), .. Core.Bytes.Be64(random.NextUInt64()),
            .. _receipts.SelectMany(receipt => receipt.Transaction.Hash.ToBytes()),
        ];
        Hash32 hash = Hash32.FromBytes(Keccak256.Hash(content));
        List<EscrowEvent> events = [];
        for (int i = 0; i < _receipts.Count; i++)
        {
            SimReceipt receipt = _receipts[i];
            EscrowEvent[] placed = [.. receipt.Events.Select((e, n) => e with
            {
                At = new EventPosition(number, hash, events.Count + n, receipt.Transaction.Hash),
            })];
            events.AddRange(placed);
            _receipts[i] = receipt with { BlockHash = hash, Events = placed };
        }

        var header = new BlockHeader(number, hash, parent?.Header.Hash ?? default, time);
        return new SimBlock(header, baseFee, _gasUsed, _isFull ? _entryTip : 0, _receipts, events);
    }

    private static LedgerChange Nothing { get; } = new([], () => { });

    /// <summary>What a block may take: a transaction, or a lot of others'.</summary>
    private readonly record struct Candidate(Waiting? Waiting, long Gas, BigInteger Tip)
    {
        public Candidate(Lot lot)
            : this(null, lot.Gas, lot.Tip)
        {
        }

        public Candidate(Waiting waiting, BigInteger tip)
            : this(waiting, waiting.Transaction.Gas, tip)
        {
        }
    }
}
