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
    private readonly LedgerVault _vault;
    private readonly LedgerRules _rules;
    private readonly List<BlockHeader> _blocks = [];
    private readonly List<EscrowEvent> _events = [];
    private readonly Dictionary<Hash32, EscrowResult> _results = [];

    /// <summary>An empty ledger with its first block.</summary>
    /// <param name="chainId">EIP-155 chain id that signatures name.</param>
    /// <param name="escrow">Address that signatures name.</param>
    /// <param name="unixSeconds">The time.</param>
    public MemoryLedger(long chainId, Address escrow, Func<long> unixSeconds)
        : this(chainId, escrow, unixSeconds, (domain, vault) => new LedgerRules(domain, vault))
    {
    }

    /// <summary>A ledger by other rules.</summary>
    internal MemoryLedger(
        long chainId, Address escrow, Func<long> unixSeconds, Func<byte[], LedgerVault, LedgerRules> rules)
    {
        (ChainId, Escrow, _unixSeconds) = (chainId, escrow, unixSeconds);
        _vault = new LedgerVault(escrow);
        _rules = rules(Eip712.Domain(chainId, escrow.ToBytes()), _vault);
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
        lock (_gate) return _vault.Ether.Of(account);
    }

    /// <summary>What an account holds of a token, in its smallest unit.</summary>
    /// <exception cref="ArgumentException">There is no such token.</exception>
    public BigInteger BalanceOf(Address account, Address token) => With(token, contract => contract.BalanceOf(account));

    /// <summary>Gives an account wei that come from nowhere.</summary>
    public void Credit(Address account, BigInteger wei)
    {
        lock (_gate) _vault.Ether.Add(account, wei);
    }

    /// <summary>Gives an account tokens that come from nowhere.</summary>
    /// <exception cref="ArgumentException">There is no such token.</exception>
    public void Credit(Address account, Address token, BigInteger amount) => With(token, contract =>
    {
        contract.Mint(account, amount);
        return true;
    });

    /// <summary>Adds an ERC-20 token.</summary>
    /// <exception cref="ArgumentException">There is one at that address.</exception>
    public void AddToken(Address token) => Add(new LedgerToken(token));

    /// <summary>Lets the escrow take that much of a token from its owner, instead of what it was let before.</summary>
    /// <exception cref="ArgumentException">There is no such token.</exception>
    public void Approve(Address owner, Address token, BigInteger amount) => With(token, contract =>
    {
        contract.Approve(owner, Escrow, amount);
        return true;
    });

    /// <summary>Makes an account one that ETH cannot be sent to, such as a contract that takes none.</summary>
    public void Refuse(Address account)
    {
        lock (_gate) _vault.Refuse(account);
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
        lock (_gate) return _rules.Release(release)?.Balance ?? BigInteger.Zero;
    }

    /// <summary>Adds a token with ways of its own.</summary>
    internal void Add(LedgerToken token)
    {
        lock (_gate) _vault.Add(token);
    }

    /// <summary>Asks a token.</summary>
    /// <exception cref="ArgumentException">There is no such token.</exception>
    internal T With<T>(Address token, Func<LedgerToken, T> ask)
    {
        lock (_gate)
        {
            return ask(_vault.Token(token)
                ?? throw new ArgumentException($"There is no token at {token}.", nameof(token)));
        }
    }

    /// <summary>A release; null if there is none.</summary>
    internal LedgerRelease? Release(ReleaseId release)
    {
        lock (_gate) return _rules.Release(release);
    }

    /// <summary>Whether that very reservation stands: neither revealed nor expired.</summary>
    internal bool IsReserved(Reservation reservation)
    {
        lock (_gate) return _rules.IsReserved(reservation);
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
    /// <param name="sender">Who calls.</param>
    /// <param name="call">The call.</param>
    /// <param name="value">Wei sent along; null for what the call needs.</param>
    /// <exception cref="EscrowRevertedException">The escrow refuses it; nothing changed.</exception>
    /// <exception cref="LedgerFundsException">The sender has not that much.</exception>
    internal Hash32 Apply(Address sender, EscrowCall call, BigInteger? value = null)
    {
        lock (_gate)
        {
            LedgerChange change = Decide(sender, call, value ?? call.Value);
            BlockHeader block = AddBlock();
            Hash32 transaction = Hash("transaction", block.Number);
            EscrowEvent[] events = [.. change.Events.Select((e, i) =>
                e with { At = new EventPosition(block.Number, block.Hash, i, transaction) })];
            change.Commit();
            _events.AddRange(events);
            _results[transaction] = new EscrowResult(
                transaction, block.Number, block.Hash, GasUsed: 0, EffectiveGasPrice: 0, events);
            return transaction;
        }
    }

    /// <summary>Asks whether a call would be applied; changes nothing.</summary>
    /// <exception cref="EscrowRevertedException">The escrow would refuse it.</exception>
    /// <exception cref="LedgerFundsException">The sender has not that much.</exception>
    internal void Simulate(Address sender, EscrowCall call)
    {
        lock (_gate) Decide(sender, call, call.Value);
    }

    private LedgerChange Decide(Address sender, EscrowCall call, BigInteger sent)
    {
        BigInteger held = _vault.Ether.Of(sender);
        return held >= sent
            ? _rules.Decide(sender, call, sent, Math.Max(_unixSeconds(), _blocks[^1].Timestamp))
            : throw new LedgerFundsException(sender, held, sent);
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
