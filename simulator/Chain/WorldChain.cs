using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>A <see cref="SimChain"/> under a world: what accounts send while they run beside each other gets to the
/// chain before its next block, in an order that is drawn.</summary>
internal sealed class WorldChain : ISimChain
{
    private readonly SimRandom _random;
    private readonly List<List<SimTransaction>> _sent = [];
    private readonly HashSet<Address> _known = [];

    /// <summary>A chain with its first block.</summary>
    /// <param name="world">The world, whose time and seed it has.</param>
    /// <param name="options">What it is like.</param>
    public WorldChain(SimWorld world, SimChainOptions options)
    {
        _random = world.Random("chain posts");
        Chain = new SimChain(
            options with { Escrow = Keys.Account("escrow").Address }, () => world.Now, world.Random("chain"));
    }

    /// <summary>The chain itself.</summary>
    public SimChain Chain { get; }

    /// <inheritdoc/>
    public long ChainId => Chain.ChainId;

    /// <inheritdoc/>
    public Address Escrow => Chain.Escrow;

    /// <inheritdoc/>
    public long FirstBlock => 0;

    /// <inheritdoc/>
    public long BlockMs => Chain.Options.BlockSeconds * 1000L;

    /// <inheritdoc/>
    public IEscrow As(PrivateKeyAccount account)
    {
        if (_known.Add(account.Address) && Chain.BalanceOf(account.Address).IsZero)
            Chain.Credit(account.Address, Keys.Ether * 1000);
        List<SimTransaction> own = [];
        _sent.Add(own);
        return Chain.As(account, own.Add);
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

        Chain.Mine();
    }
}
