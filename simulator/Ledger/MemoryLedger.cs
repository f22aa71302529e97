using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Ledger;

/// <summary>
/// The escrow without an EVM: the rules of <c>IFairOtaEscrow.sol</c> over balances in memory, with the same events and
/// the same errors. Every call is a block of its own, at the time it is sent; gas costs nothing.
/// </summary>
/// <remarks>Safe for concurrent use. Blocks are never replaced.</remarks>
public sealed class MemoryLedger
{
    private readonly Lock _gate = new();
    private readonly Func<long> _unixSeconds;
    private readonly LedgerRules _rules;
    private readonly List<BlockHeader> _blocks = [];
    private readonly List<EscrowEvent> _events = [];
    private readonly Dictionary<Hash32, EscrowResult> _results = [];
    private readonly Dictionary<Address, BigInteger> _balances = [];

    /// <summary>An empty ledger with its first block.</summary>
    /// <param name="chainId">EIP-155 chain id that signatures name.</param>
    /// <param name="escrow">Address that signatures name.</param>
    /// <param name="unixSeconds">The time.</param>
    public MemoryLedger(long chainId, Address escrow, Func<long> unixSeconds)
    {
        (ChainId, Escrow, _unixSeconds) = (chainId, escrow, unixSeconds);
        _rules = new LedgerRules(Eip712.Domain(chainId, escrow.ToBytes()));
        AddBlock();
    }

    /// <summary>EIP-155 chain id that signatures name.</summary>
    public long ChainId { get; }

    /// <summary>Address that signatures name.</summary>
    public Address Escrow { get; }

    /// <summary>The ledger as one account sees it; null to read only.</summary>
    public IEscrow As(Address? account) => new LedgerAccount(this, account);

    /// <summary>What an account holds, in wei.</summary>
    public BigInteger BalanceOf(Address account)
    {
        lock (_gate) return _balances.GetValueOrDefault(account);
    }

    /// <summary>Gives an account wei that come from nowhere.</summary>
    public void Credit(Address account, BigInteger wei)
    {
        lock (_gate) _balances[account] = _balances.GetValueOrDefault(account) + wei;
    }

    /// <summary>Adds empty blocks at the present time.</summary>
    public void Mine(int count = 1)
    {
        lock (_gate)
        {
            for (int i = 0; i < count; i++) AddBlock();
        }
    }

    /// <summary>What a release still holds, in wei: neither paid nor reclaimed.</summary>
    public BigInteger HeldFor(ReleaseId release)
    {
        lock (_gate) return _rules.HeldFor(release);
    }

    internal BlockHeader? Block(long? number)
    {
        lock (_gate)
        {
            long height = number ?? _blocks.Count - 1;
            return height < _blocks.Count ? _blocks[(int)height] : null;
        }
    }

    internal IReadOnlyList<EscrowEvent> Events(long from, long to, EscrowFilter filter)
    {
        lock (_gate) return [.. _events.Where(e => e.At.Block >= from && e.At.Block <= to && filter.Matches(e))];
    }

    internal EscrowResult? Result(Hash32 transaction)
    {
        lock (_gate) return _results.GetValueOrDefault(transaction);
    }

    /// <summary>Applies a call whole or not at all.</summary>
    /// <exception cref="EscrowRevertedException">The escrow refuses it; nothing changed.</exception>
    internal Hash32 Apply(Address sender, EscrowCall call)
    {
        lock (_gate)
        {
            BigInteger held = _balances.GetValueOrDefault(sender);
            if (held < call.Value) throw new LedgerFundsException(sender, held, call.Value);
            LedgerChange change = _rules.Decide(sender, call, Math.Max(_unixSeconds(), _blocks[^1].Timestamp));
            BlockHeader block = AddBlock();
            Hash32 transaction = Hash("transaction", block.Number);
            EscrowEvent[] events = [.. change.Events.Select((e, i) =>
                e with { At = new EventPosition(block.Number, block.Hash, i, transaction) })];
            change.Commit();
            _balances[sender] = held - call.Value;
            if (change.PaidTo is { } paid) _balances[paid] = _balances.GetValueOrDefault(paid) + change.PaidWei;
            _events.AddRange(events);
            _results[transaction] = new EscrowResult(
                transaction, block.Number, block.Hash, GasUsed: 0, EffectiveGasPrice: 0, events);
            return transaction;
        }
    }

    private BlockHeader AddBlock()
    {
        long number = _blocks.Count;
        long time = number == 0 ? _unixSeconds() : Math.Max(_unixSeconds(), _blocks[^1].Timestamp);
        Hash32 parent = number == 0 ? default : _blocks[^1].Hash;
        var block = new BlockHeader(number, Hash("block", number), parent, time);
        _blocks.Add(block);
        return block;
    }

    private static Hash32 Hash(string what, long number) =>
        Hash32.FromBytes(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"{what} {number}")));
}

/// <summary>An account sends more than it holds: such a transaction is never mined.</summary>
public sealed class LedgerFundsException(Address account, BigInteger held, BigInteger sent)
    : ChainException($"{account} holds {held} wei and sends {sent}.");
