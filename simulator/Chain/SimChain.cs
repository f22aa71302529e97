using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>
/// A chain in memory that one seed decides: the escrow's rules as <see cref="MemoryLedger"/> plays them, in blocks with
/// a fee market, a pool of waiting transactions and reorganisations.
/// </summary>
/// <remarks>Whatever reads is safe from several threads at once, as long as nothing changes the chain meanwhile:
/// <see cref="Mine"/>, <see cref="Post"/>, the plans and the credits belong to one thread at a time.</remarks>
internal sealed class SimChain
{
    private readonly Func<long> _unixSeconds;
    private readonly SimRandom _random;
    private readonly Mempool _pool;
    private readonly List<SimBlock> _blocks = [];
    private readonly List<Fork> _forks = [];
    private readonly SortedList<long, SimState> _past = [];
    private readonly Dictionary<Hash32, SimReceipt> _receipts = [];
    private readonly Dictionary<Address, List<long>> _mined = [];
    private readonly ConcurrentDictionary<Hash32, EscrowCall> _calls = new();
    private SimState _state;
    private double _demand;
    private int _remembers;

    /// <summary>A chain with its first block.</summary>
    /// <param name="options">What it is like.</param>
    /// <param name="unixSeconds">The time.</param>
    /// <param name="random">Decides what is not decided otherwise.</param>
    public SimChain(SimChainOptions options, Func<long> unixSeconds, SimRandom random)
    {
        (Options, _unixSeconds, _random) = (options, unixSeconds, random);
        (_pool, _state) = (new Mempool(options.WaitingPerAccount), SimState.Begin(options));
        (_demand, Order) = (options.Demand, options.Order);
        MineAt(unixSeconds());
    }

    /// <summary>What it is like.</summary>
    public SimChainOptions Options { get; }

    /// <summary>In which order blocks take transactions up from now on.</summary>
    public BlockOrder Order { get; set; }

    /// <summary>EIP-155 chain id that signatures name.</summary>
    public long ChainId => Options.ChainId;

    /// <summary>The escrow's address.</summary>
    public Address Escrow => Options.Escrow;

    /// <summary>The time of its world, Unix seconds.</summary>
    public long Now => _unixSeconds();

    /// <summary>The newest block.</summary>
    public SimBlock Head => _blocks[^1];

    /// <summary>Base fees that were burned, in wei.</summary>
    public BigInteger Burned => BalanceOf(Options.Burn);

    /// <summary>All the wei there are, burned ones included: what was credited, to the wei.</summary>
    public BigInteger TotalSupply => _state.Vault.Ether.Total;

    /// <summary>How many transactions wait.</summary>
    public int WaitingCount => _pool.Count;

    /// <summary>Told each turn in a transaction's life, as it happens.</summary>
    public event Action<TransactionTurn>? Turned;

    /// <summary>Told of a reorganisation, once its branch stands: the height of the newest block that both have, and
    /// how many blocks were replaced.</summary>
    public event Action<long, int>? Reorganised;

    /// <summary>The chain as an account sees it. Sends without a signature.</summary>
    /// <param name="account">The account; null to read only.</param>
    /// <param name="post">Told what the account sends, which whoever is told passes to <see cref="Post"/> in its own
    /// time and order; null to do so at once. One object serves one thread at a time.</param>
    public SimAccount As(Address? account, Action<SimTransaction>? post = null) => new(this, account, null, post);

    /// <summary>The chain as an account with a key sees it, which can open an outbox.</summary>
    /// <param name="key">Who signs.</param>
    /// <param name="post">As in the other.</param>
    /// <param name="health">How its node and its signer are; null where they are always well.</param>
    public SimAccount As(IAccount key, Action<SimTransaction>? post = null, NodeHealth? health = null) =>
        new(this, key.Address, TroubledSigner.Of(key, health), post, health);

    /// <summary>What an account holds, in wei.</summary>
    public BigInteger BalanceOf(Address account) => _state.Vault.Ether.Of(account);

    /// <summary>What an account holds of a token, in its smallest unit.</summary>
    /// <exception cref="ArgumentException">There is no such token.</exception>
    public BigInteger BalanceOf(Address account, Address token) => TokenOf(_state, token).BalanceOf(account);

    /// <summary>Whoever holds wei, with how many.</summary>
    public IEnumerable<KeyValuePair<Address, BigInteger>> Balances => _state.Vault.Ether.All;

    /// <summary>Gives an account wei that come from nowhere. No reorganisation takes them back.</summary>
    public void Credit(Address account, BigInteger wei) => InEveryBranch(s => s.Vault.Ether.Add(account, wei));

    /// <summary>Gives an account tokens that come from nowhere. No reorganisation takes them back.</summary>
    /// <exception cref="ArgumentException">There is no such token.</exception>
    public void Credit(Address account, Address token, BigInteger amount) =>
        InEveryBranch(s => TokenOf(s, token).Mint(account, amount));

    /// <summary>Adds an ERC-20 token, in every branch.</summary>
    /// <exception cref="ArgumentException">There is one at that address.</exception>
    public void AddToken(Address token) => InEveryBranch(s => s.Vault.Add(new LedgerToken(token)));

    /// <summary>Lets the escrow take that much of a token from its owner, in every branch.</summary>
    /// <exception cref="ArgumentException">There is no such token.</exception>
    public void Approve(Address owner, Address token, BigInteger amount) =>
        InEveryBranch(s => TokenOf(s, token).Approve(owner, Escrow, amount));

    /// <summary>Makes an account one that ETH cannot be sent to, in every branch.</summary>
    public void Refuse(Address account) => InEveryBranch(s => s.Vault.Refuse(account));

    /// <summary>A release as the escrow holds it; null if there is none. Not to be changed.</summary>
    public LedgerRelease? Release(ReleaseId release) => _state.Rules.Release(release);

    /// <summary>Whether that very reservation stands: neither revealed nor expired.</summary>
    public bool IsReserved(Reservation reservation) => _state.Rules.IsReserved(reservation);

    /// <summary>From now on others want gas of that share of a block's limit, at the initial base fee. They want less
    /// the dearer it is: the base fee comes to twice the share times the initial one. 0.5 is calm, 5 is dear.</summary>
    /// <param name="share">At least 0.</param>
    public void SetDemand(double share) => _demand = share;

    /// <summary>From now on the states of so many blocks below the newest are kept: nodes may be behind.</summary>
    /// <param name="blocks">At least 0.</param>
    public void Remember(int blocks) => _remembers = blocks;

    /// <summary>The next <paramref name="depth"/> blocks will be replaced, once they are there, by others.</summary>
    /// <param name="depth">1 to <see cref="SimChainOptions.FinalizedLag"/>.</param>
    /// <remarks>The branch that comes instead has the same times and one block more. What the replaced blocks had done
    /// waits again, or is forgotten, as drawn. Several plans may overlap.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The depth is another.</exception>
    public void PlanReorganisation(int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, Options.FinalizedLag);
        long from = Head.Header.Number;
        long until = Math.Max(from + depth, _forks.Find(fork => fork.Block == from)?.Until ?? 0);
        _forks.RemoveAll(fork => fork.Block == from);
        _forks.Add(new Fork(from, until, _state.Copy()));
    }

    /// <summary>The next block at the present time, after the reorganisation that is due.</summary>
    public void Mine()
    {
        if (_forks.Find(fork => fork.Until <= Head.Header.Number) is { } due) Reorganise(due);
        MineAt(Now);
    }

    /// <summary>Takes in a transaction to be mined.</summary>
    /// <returns>Null, or why it is refused, in the words of a node.</returns>
    public string? Post(SimTransaction transaction)
    {
        string? refusal = Refusal(transaction);
        SimTransaction? replaced = null;
        refusal ??= _pool.Add(transaction, MinedOf(transaction.Sender), 0, out replaced);
        if (replaced is not null) Tell(replaced, TransactionFate.Replaced);
        Tell(transaction, refusal is null ? TransactionFate.Waits : TransactionFate.Refused, refusal);
        return refusal;
    }

    /// <summary>A block of a height; null where there is none.</summary>
    public SimBlock? Block(long number) => number >= 0 && number < _blocks.Count ? _blocks[(int)number] : null;

    /// <summary>Height of the newest block that is not expected to be replaced.</summary>
    public long Safe => Math.Max(0, Head.Header.Number - Options.SafeLag);

    /// <summary>Height of the newest block that cannot be replaced.</summary>
    public long Finalized => Math.Max(0, Head.Header.Number - Options.FinalizedLag);

    /// <summary>The height that a tag of JSON-RPC names.</summary>
    public long Height(string tag) => tag switch
    {
        "safe" => Safe,
        "finalized" => Finalized,
        "latest" or "pending" => Head.Header.Number,
        _ => long.Parse(tag.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
    };

    /// <summary>What a mined transaction did; null where it is in no block.</summary>
    public SimReceipt? Receipt(Hash32 transaction) => _receipts.GetValueOrDefault(transaction);

    /// <summary>Whether a transaction is in a block or waits.</summary>
    public bool Knows(Hash32 transaction) => _receipts.ContainsKey(transaction) || _pool.Contains(transaction);

    /// <summary>How many transactions of an account are in blocks: the number whose turn it is.</summary>
    public long MinedOf(Address account) => _mined.GetValueOrDefault(account)?.Count ?? 0;

    /// <summary>How many are in the blocks up to a height.</summary>
    public long MinedOf(Address account, long block) =>
        _mined.GetValueOrDefault(account)?.Count(height => height <= block) ?? 0;

    /// <summary>The number after all that are in blocks or wait without a gap.</summary>
    public long NextNonce(Address account) => _pool.NextNonce(account, MinedOf(account));

    /// <summary>The next block's base fee and the tip that gets into it, for one gas in wei.</summary>
    public (BigInteger BaseFee, BigInteger Tip) Fees() => Fees(Head);

    /// <summary>The same as of a block that stands.</summary>
    public (BigInteger BaseFee, BigInteger Tip) Fees(SimBlock block) => (
        BlockAssembly.NextBaseFee(block, Options),
        BigInteger.Max(Options.UsualTip, block.EntryTip + (block.EntryTip / 8)));

    /// <summary>What an account held after a block, in wei; by now, where the chain does not remember.</summary>
    public BigInteger BalanceOf(Address account, long block) => StateAt(block).Vault.Ether.Of(account);

    /// <summary>A call as a transaction carries it; the chain keeps what its data mean.</summary>
    /// <exception cref="ArgumentException">A member does not fit its ABI type.</exception>
    public TransactionRequest Request(EscrowCall call)
    {
        byte[] data = EscrowAbi.Encode(call);
        _calls.TryAdd(Hash32.FromBytes(Keccak256.Hash(data)), call);
        return new TransactionRequest(Escrow, data, call.Value);
    }

    /// <summary>What a request calls; null where it has no data, and only moves ether.</summary>
    /// <exception cref="ArgumentException">Its data were never made here, or it creates a contract.</exception>
    public EscrowCall? Call(TransactionRequest request)
    {
        if (request is { Data.Length: 0, To: not null }) return null;
        if (request.To == Escrow
            && _calls.TryGetValue(Hash32.FromBytes(Keccak256.Hash(request.Data)), out EscrowCall? call))
        {
            return call;
        }

        throw new ArgumentException("There is nothing but the escrow to call.", nameof(request));
    }

    /// <summary>Gas that a call needs on top of a block, at the present time.</summary>
    /// <param name="sender">Who calls.</param>
    /// <param name="request">The call as a transaction carries it.</param>
    /// <param name="call">What it calls; null where it only moves ether.</param>
    /// <param name="block">The block; null, or where the chain does not remember it, for the newest.</param>
    /// <exception cref="EscrowRevertedException">The escrow refuses it.</exception>
    /// <exception cref="LedgerFundsException">The sender has not what it sends.</exception>
    public long Estimate(Address sender, TransactionRequest request, EscrowCall? call, long? block = null)
    {
        SimState state = block is { } height ? StateAt(height) : _state;
        if (state.Vault.Ether.Of(sender) is var held && held < request.Value)
            throw new LedgerFundsException(sender, held, request.Value);
        if (call is null) return GasTable.Idle;
        state.Rules.Decide(sender, call, request.Value, Math.Max(_unixSeconds(), Head.Header.Timestamp));
        return GasTable.Of(sender, call, request.Data.Length, state);
    }

    private SimState StateAt(long block) => _past.GetValueOrDefault(block) ?? _state;

    /// <summary>Transactions that wait, each with its turn of arrival.</summary>
    public IEnumerable<Waiting> Waiting => _pool.All;

    private string? Refusal(SimTransaction transaction) =>
        transaction.Gas > Math.Min(Options.GasLimit, MostGas) ? "exceeds block gas limit"
        : transaction.Gas < GasTable.Idle ? "intrinsic gas too low"
        : transaction.Offer.MaxPriorityFeePerGas > transaction.Offer.MaxFeePerGas
            ? "max priority fee per gas higher than max fee per gas"
        : _receipts.ContainsKey(transaction.Hash) ? "already known"
        : !BlockAssembly.IsFunded(transaction, _state) ? "insufficient funds for gas * price + value"
        : null;

    private void MineAt(long time)
    {
        SimBlock? parent = _blocks.Count == 0 ? null : Head;
        if (parent is not null && _remembers > 0) _past.Add(parent.Header.Number, _state.Copy());
        while (_past.Count > _remembers) _past.RemoveAt(0);
        var assembly = new BlockAssembly(Options with { Order = Order }, _state, _pool, MinedOf, _random);
        SimBlock block = assembly.Make(parent, Math.Max(time, parent?.Header.Timestamp + 1 ?? time), _demand);
        _blocks.Add(block);
        foreach (SimReceipt receipt in block.Receipts)
        {
            SimTransaction transaction = receipt.Transaction;
            _receipts[transaction.Hash] = receipt;
            if (!_mined.TryGetValue(transaction.Sender, out List<long>? heights))
                _mined.Add(transaction.Sender, heights = []);
            heights.Add(block.Header.Number);
            foreach (SimTransaction gone in _pool.Mined(transaction)) Tell(gone, TransactionFate.Replaced);
            Turned?.Invoke(new TransactionTurn(
                transaction, receipt.Succeeded ? TransactionFate.Mined : TransactionFate.Reverted, receipt.Block,
                receipt.Error, receipt));
        }
    }

    private const long MostGas = 1 << 24; // EIP-7825

    private void Reorganise(Fork fork)
    {
        List<SimBlock> replaced = _blocks.GetRange((int)fork.Block + 1, _blocks.Count - (int)fork.Block - 1);
        _blocks.RemoveRange((int)fork.Block + 1, replaced.Count);
        _forks.RemoveAll(other => other.Block >= fork.Block);
        _state = fork.State;
        while (_past.Count > 0 && _past.GetKeyAtIndex(_past.Count - 1) >= fork.Block) _past.RemoveAt(_past.Count - 1);
        SimReceipt[] undone = [.. replaced.SelectMany(block => block.Receipts)];
        foreach (SimReceipt receipt in undone)
        {
            _receipts.Remove(receipt.Transaction.Hash);
            _mined[receipt.Transaction.Sender].RemoveAll(height => height > fork.Block);
            Turned?.Invoke(new TransactionTurn(
                receipt.Transaction, TransactionFate.Reorganised, receipt.Block, receipt.Error, receipt));
        }

        _random.Shuffle<SimReceipt>(undone);
        foreach (SimReceipt receipt in undone) BringBack(receipt.Transaction, fork.Block, replaced.Count);
        foreach (SimBlock block in replaced) MineAt(block.Header.Timestamp);
        Reorganised?.Invoke(fork.Block, replaced.Count);
    }

    private void BringBack(SimTransaction transaction, long fork, int depth)
    {
        bool isForgotten = _random.Chance(Options.LossOnReorganisation);
        long notBefore = fork + 1 + _random.Next(depth + 1);
        if (isForgotten || _pool.Add(transaction, MinedOf(transaction.Sender), notBefore, out _) is not null)
            Tell(transaction, TransactionFate.Dropped);
    }

    private void Tell(SimTransaction transaction, TransactionFate fate, string? reason = null) =>
        Turned?.Invoke(new TransactionTurn(transaction, fate, Head.Header.Number, reason));

    private void InEveryBranch(Action<SimState> change)
    {
        change(_state);
        foreach (SimState other in _forks.Select(fork => fork.State).Concat(_past.Values)) change(other);
    }

    private static LedgerToken TokenOf(SimState state, Address token) => state.Vault.Token(token)
        ?? throw new ArgumentException($"There is no token at {token}.", nameof(token));

    /// <summary>A reorganisation to come.</summary>
    /// <param name="Block">The newest block that stays.</param>
    /// <param name="Until">The height at which the branch is replaced.</param>
    /// <param name="State">The state after <paramref name="Block"/>.</param>
    private sealed record Fork(long Block, long Until, SimState State);
}
