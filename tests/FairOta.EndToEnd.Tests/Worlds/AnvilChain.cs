using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>The escrow on a real EVM whose blocks are timed by the world's clock.</summary>
internal sealed class AnvilChain : IWorldChain
{
    private readonly AnvilEscrow _anvil;
    private readonly World _world;
    private readonly HashSet<Address> _funded = [];
    private long _lastBlock;

    public AnvilChain(World world, AnvilEscrow anvil)
    {
        (_world, _anvil) = (world, anvil);
        _lastBlock = World.Wait(Node.GetBlockAsync(BlockTag.Latest))!.Timestamp;
        Mine(1);
    }

    public long ChainId => _anvil.Identity.ChainId;

    public Address Escrow => _anvil.Identity.Escrow;

    public long FirstBlock => _anvil.FirstBlock;

    public EthereumNode Node => _anvil.Anvil.Node;

    public IEscrow As(PrivateKeyAccount account) => At(Escrow, account);

    /// <summary>Another escrow of the same code.</summary>
    public IEscrow At(Address escrow, PrivateKeyAccount account, EthereumNode? node = null)
    {
        if (_funded.Add(account.Address))
            _anvil.Anvil.SetBalanceAsync(account.Address, Keys.Ether).GetAwaiter().GetResult();
        Wallet wallet = new(node ?? Node, account, AnvilProcess.FastWallet);
        return new TimedEscrow(this, World.Wait(EscrowClient.ConnectAsync(Node, escrow, wallet)));
    }

    public BigInteger BalanceOf(Address account) => World.Wait(Node.GetBalanceAsync(account));

    public void Mine(int count)
    {
        for (int left = count - 1; left >= 0; left--)
        {
            SetNextBlock(_world.Now - left);
            _anvil.Anvil.MineAsync().GetAwaiter().GetResult();
        }
    }

    private void SetNextBlock(long time)
    {
        _lastBlock = Math.Max(_lastBlock + 1, time);
        _anvil.Anvil.SetNextBlockTimestampAsync(_lastBlock).GetAwaiter().GetResult();
    }

    /// <summary>An escrow whose transactions are mined at the world's time.</summary>
    private sealed class TimedEscrow(AnvilChain chain, EscrowClient escrow) : IEscrow
    {
        public EscrowIdentity Identity => escrow.Identity;

        public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default) =>
            escrow.GetBlockAsync(tag, cancellation);

        public Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
            long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default) =>
            escrow.GetEventsAsync(fromBlock, toBlock, filter, cancellation);

        public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default)
        {
            chain.Mine(1);
            return escrow.SimulateAsync(call, cancellation);
        }

        public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default)
        {
            // The simulation before sending runs at the newest block's time.
            chain.Mine(1);
            chain.SetNextBlock(chain._world.Now);
            return escrow.SubmitAsync(call, cancellation);
        }

        public Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default) =>
            escrow.WaitAsync(transaction, cancellation);
    }
}

/// <summary>One anvil with an escrow deployed, for all tests of a class: each begins from the same snapshot.</summary>
internal sealed class AnvilEscrow : IAsyncDisposable
{
    private string _snapshot = "";

    private AnvilEscrow(AnvilProcess anvil, EscrowIdentity identity, long firstBlock) =>
        (Anvil, Identity, FirstBlock) = (anvil, identity, firstBlock);

    public AnvilProcess Anvil { get; }

    public EscrowIdentity Identity { get; }

    public long FirstBlock { get; }

    public static async Task<AnvilEscrow> StartAsync()
    {
        AnvilProcess anvil = await AnvilProcess.StartAsync(
            new AnvilOptions { Timestamp = World.Beginning - World.Hour });
        PrivateKeyAccount deployer = Keys.Account("deployer");
        await anvil.SetBalanceAsync(deployer.Address, Keys.Ether);
        using Wallet wallet = new(anvil.Node, deployer, AnvilProcess.FastWallet);
        (EscrowClient escrow, TransactionReceipt receipt) = await EscrowClient.DeployAsync(anvil.Node, wallet);
        return new AnvilEscrow(anvil, escrow.Identity, receipt.Block)
        {
            _snapshot = await anvil.SnapshotAsync(),
        };
    }

    /// <summary>A world over this chain as it was after the deployment.</summary>
    public async Task<World> BeginAsync()
    {
        await Anvil.RevertAsync(_snapshot);
        _snapshot = await Anvil.SnapshotAsync();
        return new World(world => new AnvilChain(world, this));
    }

    public ValueTask DisposeAsync() => Anvil.DisposeAsync();
}
