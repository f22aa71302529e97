using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Evm;

/// <summary>
/// The contract on an EVM under a world: a development node makes a block when the world says so, and dates it by the
/// world's clock. Accounts send through the product's own wallets, by the node's pool.
/// </summary>
/// <remarks>Reorganisations and fees are as the scenario has them. The order within a block is the node's, by tip, and
/// nobody else's transactions fill blocks: the base fee stands for them.</remarks>
internal sealed class EvmChain : ISimChain
{
    /// <summary>Where base fees begin and calm brings them back to, wei for one gas.</summary>
    public const long UsualBaseFee = 1_000_000_000;

    private const double LossOnReorganisation = 0.1;
    private const double BackAtOnce = 0.5;
    private const int Selector = 4;

    /// <summary>What is mined is there at once, or waits for a later moment of the world.</summary>
    private static readonly WalletOptions Habits = new() { ReceiptTimeout = TimeSpan.Zero };

    private readonly SimWorld _world;
    private readonly RememberingNode _rpc;
    private readonly EthereumNode _node;
    private readonly NodeControl _control;
    private readonly SimRandom _random;
    private readonly HashSet<Address> _known = [];
    private readonly List<Posted> _waiting = [];
    private readonly List<Mined> _blocks = [];
    private long _time;
    private BigInteger _baseFee = UsualBaseFee;
    private BigInteger _wantedFee = UsualBaseFee;
    private int _planned;

    /// <summary>Stands on a contract that was deployed.</summary>
    /// <param name="world">The world, whose time it has.</param>
    /// <param name="rpc">The node, with automine off.</param>
    /// <param name="escrow">The contract.</param>
    /// <param name="firstBlock">The block that created it.</param>
    public EvmChain(SimWorld world, IJsonRpc rpc, EscrowIdentity escrow, long firstBlock)
    {
        (_world, ChainId, Escrow, FirstBlock) = (world, escrow.ChainId, escrow.Escrow, firstBlock);
        _rpc = new RememberingNode(rpc) { Took = Take };
        _node = new EthereumNode(_rpc);
        _control = new NodeControl(rpc);
        _random = world.Random("chain");
        _time = Wait(_node.GetBlockAsync(BlockTag.Latest))!.Timestamp;
        SetFee(_baseFee);
    }

    /// <inheritdoc/>
    public string Name => "evm";

    /// <inheritdoc/>
    public long ChainId { get; }

    /// <inheritdoc/>
    public Address Escrow { get; }

    /// <inheritdoc/>
    public long FirstBlock { get; }

    /// <inheritdoc/>
    public long BlockMs => 12_000;

    /// <inheritdoc/>
    public Action<Happening>? Watch { get; set; }

    /// <inheritdoc/>
    /// <remarks>There is nothing to do: the node remembers older states, and orders blocks its own way.</remarks>
    public void Prepare(Scenario scenario)
    {
    }

    /// <inheritdoc/>
    public IEscrow As(PrivateKeyAccount account, NodeHealth? health = null) => Enter(account, health).Escrow;

    /// <inheritdoc/>
    public OutboxEscrow OpenOutbox(PrivateKeyAccount account, IOutboxStore store, NodeHealth? health = null)
    {
        (EscrowClient escrow, Wallet wallet) = Enter(account, health);
        return new OutboxEscrow(escrow, wallet, store);
    }

    /// <summary>The wallet has nothing to let go of: it lives as long as the chain.</summary>
    private (EscrowClient Escrow, Wallet Wallet) Enter(PrivateKeyAccount account, NodeHealth? health)
    {
        if (_known.Add(account.Address) && BalanceOf(account.Address).IsZero)
        {
            _control.SetBalance(account.Address, Keys.Ether * 1000);
            _rpc.Forget();
        }

        EthereumNode node = health is null ? _node : new EthereumNode(TroubledNode.Of(_rpc, health));
        Wallet wallet = new(node, TroubledSigner.Of(account, health), Habits, new WorldTime(_world));
        return (Wait(EscrowClient.ConnectAsync(node, Escrow, wallet)), wallet);
    }

    /// <inheritdoc/>
    public BigInteger BalanceOf(Address account) => Wait(_node.GetBalanceAsync(account));

    /// <inheritdoc/>
    public void Stir(ChainMix? mix)
    {
        // Twice the demand, as a chain with others' transactions would come to.
        _wantedFee = mix is null ? UsualBaseFee : (BigInteger)(2 * mix.Demand * UsualBaseFee);
        if (mix?.BlocksPerReorganisation is { } mean && _random.Chance(1 / mean))
            _planned = 1 + _random.Next(mix.Depth);
    }

    /// <inheritdoc/>
    public void Mine()
    {
        if (_planned > 0) Reorganise(Math.Min(_planned, _blocks.Count - 1));
        _planned = 0;
        Offer(_ => true);
        Append(_world.Now);
        BlockHeader head = Wait(_node.GetBlockAsync(BlockTag.Latest))!;
        Watch?.Invoke(new BlockMined(head.Number, head.Hash));
    }

    /// <inheritdoc/>
    public IReadOnlyList<MinedTransaction> MinedIn(long block) =>
        _blocks.FindLast(each => each.Number == block) is { } found
            ? [.. found.Transactions.Select(each => Told(each.Posted, each.Receipt))]
            : [];

    /// <summary>Replaces the newest blocks by as many of the same times. What was in them waits again, some of it for a
    /// later block, and some is forgotten.</summary>
    private void Reorganise(int depth)
    {
        if (depth < 1) return;
        Mined[] replaced = [.. _blocks.Skip(_blocks.Count - depth)];
        _blocks.RemoveRange(_blocks.Count - depth, depth);
        _control.Rollback(depth);
        _rpc.Forget();
        _time = _blocks[^1].Time;
        Watch?.Invoke(new Reorganised(replaced[0].Number - 1, depth));
        foreach ((Posted posted, TransactionReceipt receipt) in replaced.SelectMany(block => block.Transactions))
        {
            End(posted, TransactionFate.Reorganised, receipt);
            if (_random.Chance(LossOnReorganisation)) End(posted, TransactionFate.Dropped);
            else Add(posted);
        }

        SetFee(_baseFee + 1); // so that no block comes to the same hash
        foreach (Mined block in replaced)
        {
            Offer(_ => _random.Chance(BackAtOnce));
            Append(block.Time);
        }
    }

    private void Append(long time)
    {
        _time = Math.Max(_time + 1, time);
        _control.SetNextTime(_time);
        _control.Mine();
        _rpc.Forget();
        List<(Posted Posted, TransactionReceipt Receipt)> mined = [];
        foreach (Posted posted in _waiting.ToArray())
        {
            if (Wait(_node.GetReceiptAsync(posted.Hash)) is not { } receipt) continue;
            _waiting.Remove(posted);
            mined.Add((posted, receipt));
            End(posted, receipt.Succeeded ? TransactionFate.Mined : TransactionFate.Reverted, receipt);
        }

        _blocks.Add(new Mined(Wait(_node.GetBlockAsync(BlockTag.Latest))!.Number, _time, mined));
        // By an eighth at most, as the protocol has it.
        SetFee(_baseFee < _wantedFee
            ? BigInteger.Min(_wantedFee, FeeRules.Next(_baseFee, 2, 2))
            : BigInteger.Max(_wantedFee, FeeRules.Next(_baseFee, 0, 2)));
    }

    private void SetFee(BigInteger wei)
    {
        _baseFee = wei;
        _control.SetNextBaseFee(wei);
        _rpc.Forget();
    }

    /// <summary>Offers the node again what missed a block: it drops what cannot pay the base fee or was rolled back,
    /// where others' nodes would keep it.</summary>
    private void Offer(Func<Posted, bool> choose)
    {
        foreach (Posted posted in _waiting.Where(each => each.Blocks < _blocks.Count).OrderBy(each => each.Nonce)
            .Where(choose).ToArray())
        {
            if (Wait(_node.KnowsAsync(posted.Hash))) continue;
            try
            {
                Wait(_node.SendRawAsync(posted.Raw));
            }
            catch (JsonRpcException e)
            {
                // It waits for the next block, and its sender may give it up.
                Watch?.Invoke(new CallEnded(
                    posted.Sender, posted.Call, TransactionFate.Refused, e.RemoteMessage, 0, 0, 0));
            }
        }
    }

    private void Take(byte[] raw)
    {
        (Address sender, Transaction envelope, Hash32 hash) = RawTransaction.Read(raw);
        Add(new Posted(raw, hash, sender, envelope.Nonce, CallNames.Of(envelope.Request.Data), _blocks.Count)
        {
            Value = envelope.Request.Value,
            Words = WordsOf(envelope.Request.Data),
        });
    }

    /// <summary>One transaction waits for each number of an account.</summary>
    private void Add(Posted posted)
    {
        _waiting.RemoveAll(other => other.Sender == posted.Sender && other.Nonce == posted.Nonce);
        _waiting.Add(posted);
    }

    private void End(Posted posted, TransactionFate fate, TransactionReceipt? receipt = null)
    {
        int deliveries = receipt?.Logs.Where(log => log.Contract == Escrow).Select(EscrowAbi.Decode)
            .Count(e => e is Reserved or Delivered) ?? 0;
        Watch?.Invoke(new CallEnded(
            posted.Sender, posted.Call, fate, null, deliveries, receipt?.GasUsed ?? 0,
            receipt is null ? 0 : receipt.GasUsed * receipt.EffectiveGasPrice)
        {
            Succeeded = receipt?.Succeeded ?? false,
        });
    }

    private static Hash32[] WordsOf(byte[] data) => data.Length % Hash32.Size == Selector
        ? [.. data.Skip(Selector).Chunk(Hash32.Size).Select(word => Hash32.FromBytes(word))]
        : [];

    private static MinedTransaction Told(Posted posted, TransactionReceipt receipt) => new(
        posted.Hash, posted.Sender, posted.Call, posted.Value, receipt.GasUsed * receipt.EffectiveGasPrice,
        receipt.Succeeded, posted.Call is nameof(Reveal) or nameof(Sdk.Chain.Claim) ? posted.Words : []);

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <summary>A transaction that the node took, and how many blocks there were then.</summary>
    private sealed record Posted(byte[] Raw, Hash32 Hash, Address Sender, long Nonce, string Call, int Blocks)
    {
        /// <summary>Wei that it sends.</summary>
        public BigInteger Value { get; init; }

        /// <summary>Words behind the selector.</summary>
        public IReadOnlyList<Hash32> Words { get; init; } = [];
    }

    /// <summary>A block since the world began.</summary>
    private sealed record Mined(
        long Number, long Time, IReadOnlyList<(Posted Posted, TransactionReceipt Receipt)> Transactions);
}
