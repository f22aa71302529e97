using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Devnet;
using FairOta.Simulator.Network;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Evm;

/// <summary>What one world needs to stand on an EVM and real HTTP: a development node with the contract, and
/// listeners.</summary>
internal sealed class EvmGround : IAsyncDisposable
{
    private const long HourSeconds = 3600;

    /// <summary>More than any reorganisation replaces.</summary>
    private const int KeptStates = 128;

    private readonly HttpClient _http = new();
    private readonly HttpCarrier _carrier = new();
    private readonly AnvilProcess? _anvil;
    private readonly JsonRpcClient _rpc;
    private readonly NodeControl _control;
    private string? _snapshot;
    private EscrowIdentity _escrow = null!;
    private long _firstBlock;

    private EvmGround(AnvilProcess? anvil, Uri url)
    {
        _anvil = anvil;
        _rpc = new JsonRpcClient(_http, url);
        _control = new NodeControl(_rpc);
    }

    /// <summary>What carries requests.</summary>
    public HttpCarrier Carrier => _carrier;

    /// <summary>Deploys the contract.</summary>
    /// <param name="rpc">A node that knows anvil's methods, left as it was when this is disposed; null for a private
    /// one.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="NetworkException">There is no such node to be had.</exception>
    public static async Task<EvmGround> OpenAsync(Uri? rpc, CancellationToken cancellation)
    {
        EvmGround ground = await StartAsync(rpc, cancellation).ConfigureAwait(false);
        try
        {
            await ground.PrepareAsync(cancellation).ConfigureAwait(false);
            return ground;
        }
        catch (Exception e)
        {
            await ground.DisposeAsync().ConfigureAwait(false);
            if (e is ChainException) throw new NetworkException($"No scenario can run on that node: {e.Message}", e);
            throw;
        }
    }

    /// <summary>The same setting on this ground. One thread, so that what is sent has an order.</summary>
    public FleetSetting Under(FleetSetting setting) => setting with
    {
        Parallelism = 1,
        MakeChain = world => new EvmChain(world, _rpc, _escrow, _firstBlock),
        Carrier = _carrier,
    };

    /// <summary>What of a scenario an EVM run does otherwise, in sentences.</summary>
    public static IEnumerable<string> Differences(Scenario scenario)
    {
        yield return "Two runs have different block hashes, so their traces cannot be compared.";
        if (scenario.Chain.Order != BlockOrder.ByTip)
            yield return "Transactions of a block come by tip, and in no other order.";
        if (scenario.Chain.Demand > 0.5)
            yield return "Strangers fill no blocks: what they want of the gas only makes it dear.";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _carrier.Dispose();
        if (_anvil is not null)
        {
            await _anvil.DisposeAsync().ConfigureAwait(false);
        }
        else if (_snapshot is { } before)
        {
            _control.Revert(before);
            _control.SetAutomine(true);
        }

        _http.Dispose();
    }

    private static async Task<EvmGround> StartAsync(Uri? rpc, CancellationToken cancellation)
    {
        if (rpc is not null) return new EvmGround(null, rpc);
        try
        {
            AnvilProcess anvil = await AnvilProcess.StartAsync(
                new AnvilOptions
                {
                    Timestamp = FleetWorld.StartMs / 1000 - HourSeconds,
                    BaseFeeWei = EvmChain.UsualBaseFee,
                    KeptStates = KeptStates,
                },
                cancellation).ConfigureAwait(false);
            return new EvmGround(anvil, anvil.Url);
        }
        catch (Exception e) when (e is InvalidOperationException or FileNotFoundException)
        {
            throw new NetworkException($"A private chain cannot be started: {e.Message}", e);
        }
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        EthereumNode node = new(_rpc);
        BlockHeader head = (await node.GetBlockAsync(BlockTag.Latest, cancellation).ConfigureAwait(false))!;
        if (head.Timestamp >= FleetWorld.StartMs / 1000)
            throw new NetworkException("The node's newest block is later than the beginning of worlds.");
        if (_anvil is null) _snapshot = _control.Snapshot();
        PrivateKeyAccount deployer = Keys.Account("deployer");
        _control.SetBalance(deployer.Address, Keys.Ether);
        _control.SetAutomine(true);
        using Wallet wallet = new(node, deployer, AnvilProcess.FastWallet);
        (EscrowClient escrow, TransactionReceipt receipt) =
            await EscrowClient.DeployAsync(node, wallet, cancellation).ConfigureAwait(false);
        _control.SetAutomine(false);
        (_escrow, _firstBlock) = (escrow.Identity, receipt.Block);
    }
}
