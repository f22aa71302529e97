using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>A <see cref="SimChain"/> under a world: what accounts send while they run beside each other gets to the
/// chain before its next block, in an order that is drawn.</summary>
internal sealed class WorldChain : ISimChain
{
    private readonly SimWorld _world;
    private readonly SimRandom _random;
    private readonly List<List<SimTransaction>> _sent = [];
    private readonly HashSet<Address> _known = [];
    private Copier? _copier;

    /// <summary>A chain with its first block.</summary>
    /// <param name="world">The world, whose time and seed it has.</param>
    /// <param name="options">What it is like, but for the contract's address.</param>
    /// <param name="escrow">That address; null for a usual one.</param>
    public WorldChain(SimWorld world, SimChainOptions options, Address? escrow = null)
    {
        (_world, _random) = (world, world.Random("chain posts"));
        Chain = new SimChain(
            options with { Escrow = escrow ?? Keys.Account("escrow").Address }, () => world.Now, world.Random("chain"));
        Chain.Turned += See;
        Chain.Reorganised += (common, depth) => Watch?.Invoke(new Reorganised(common, depth));
    }

    /// <summary>The chain itself.</summary>
    public SimChain Chain { get; }

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public Action<Happening>? Watch { get; set; }

    /// <inheritdoc/>
    public long ChainId => Chain.ChainId;

    /// <inheritdoc/>
    public Address Escrow => Chain.Escrow;

    /// <inheritdoc/>
    public long FirstBlock => 0;

    /// <inheritdoc/>
    public long BlockMs => Chain.Options.BlockSeconds * 1000L;

    /// <inheritdoc/>
    public void Prepare(Scenario scenario)
    {
        Chain.Remember(scenario.Nodes.MostBehind);
        if (scenario.Chain.Order == BlockOrder.Adversarial) _copier = new Copier(Chain);
    }

    /// <inheritdoc/>
    public IEscrow As(PrivateKeyAccount account, NodeHealth? health = null) => Enter(account, health);

    /// <inheritdoc/>
    public OutboxEscrow OpenOutbox(PrivateKeyAccount account, IOutboxStore store, NodeHealth? health = null)
    {
        SimAccount sender = Enter(account, health);
        IJsonRpc node = TroubledNode.Of(new SimNode(Chain, sender), health);
        Wallet wallet = new(
            new EthereumNode(node), TroubledSigner.Of(account, health),
            new WalletOptions { ReceiptTimeout = TimeSpan.Zero }, new WorldTime(_world));
        return new OutboxEscrow(sender, Chain.Request, wallet, store, null);
    }

    private SimAccount Enter(PrivateKeyAccount account, NodeHealth? health)
    {
        if (_known.Add(account.Address) && Chain.BalanceOf(account.Address).IsZero)
            Chain.Credit(account.Address, Keys.Ether * 1000);
        List<SimTransaction> own = [];
        _sent.Add(own);
        return Chain.As(account, own.Add, health);
    }

    /// <inheritdoc/>
    public BigInteger BalanceOf(Address account) => Chain.BalanceOf(account);

    /// <inheritdoc/>
    public void Mine()
    {
        // Accounts in a drawn order, each with what it sent in its own.
        List<SimTransaction>[] senders = [.. _sent.Where(own => own.Count > 0)];
        _random.Shuffle<List<SimTransaction>>(senders);
        foreach (List<SimTransaction> own in senders)
        {
            foreach (SimTransaction transaction in own) Chain.Post(transaction);
            own.Clear();
        }

        if (Chain.Order == BlockOrder.Adversarial)
            foreach (string call in _copier?.Copy() ?? []) Watch?.Invoke(new FaultInjected("copied call", call));
        Chain.Mine();
        Watch?.Invoke(new BlockMined(Chain.Head.Header.Number, Chain.Head.Header.Hash));
    }

    /// <inheritdoc/>
    public IReadOnlyList<MinedTransaction> MinedIn(long block) =>
        Chain.Block(block)?.Receipts is { } receipts ? [.. receipts.Select(Told)] : [];

    /// <inheritdoc/>
    public void Stir(ChainMix? mix)
    {
        Chain.SetDemand(mix?.Demand ?? Chain.Options.Demand);
        Chain.Order = mix?.Order ?? Chain.Options.Order;
        if (mix?.BlocksPerReorganisation is not { } mean || !_random.Chance(1 / mean)) return;
        Chain.PlanReorganisation(1 + _random.Next(mix.Depth));
    }

    private static MinedTransaction Told(SimReceipt receipt) => new(
        receipt.Transaction.Hash, receipt.Transaction.Sender, receipt.Transaction.Call?.GetType().Name ?? "transfer",
        receipt.Transaction.Value, receipt.Fee, receipt.Succeeded,
        receipt.Transaction.Call switch { Reveal reveal => reveal.Keys, Claim claim => claim.Keys, _ => [] });

    private void See(TransactionTurn turn)
    {
        if (turn.Fate == TransactionFate.Waits) return;
        SimTransaction transaction = turn.Transaction;
        string call = transaction.Call?.GetType().Name ?? "transfer";
        Watch?.Invoke(new CallEnded(
            transaction.Sender, transaction.Sender == _copier?.Address ? $"copied {call}" : call, turn.Fate,
            turn.Reason, turn.Receipt?.Events.Count(e => e is Reserved or Delivered) ?? 0, turn.Receipt?.GasUsed ?? 0,
            turn.Receipt?.Fee ?? 0)
        {
            Succeeded = turn.Receipt?.Succeeded ?? false,
        });
    }
}
