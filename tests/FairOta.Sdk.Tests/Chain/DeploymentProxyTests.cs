using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>A chain without the deployment proxy.</summary>
[TestClass]
public sealed class DeploymentProxyTests
{
    private static readonly PrivateKeyAccount Payer = new(Keccak256.Hash([0xdf]));
    private static AnvilProcess _anvil = null!;
    private string _snapshot = "";

    private static EthereumNode Node => _anvil.Node;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _anvil = await AnvilProcess.StartAsync(
            new AnvilOptions { HasDeploymentProxy = false }, context.CancellationToken);
        await _anvil.SetBalanceAsync(Payer.Address, BigInteger.Pow(10, 18), context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _anvil.DisposeAsync();

    [TestInitialize]
    public async Task BeginAsync() => _snapshot = await _anvil.SnapshotAsync();

    [TestCleanup]
    public async Task EndAsync() => await _anvil.RevertAsync(_snapshot);

    [TestMethod]
    public async Task Escrow_OnAChainWithoutTheProxy_IsNotDeployed()
    {
        using Wallet wallet = Wallet();

        var error = await Assert.ThrowsExactlyAsync<DeploymentProxyException>(
            () => EscrowDeployment.DeployAsync(Node, wallet));

        Assert.Contains(DeploymentProxy.Address.ToString(), error.Message);
        Assert.AreEqual(0, await Node.GetNonceAsync(Payer.Address, BlockTag.Latest));
    }

    [TestMethod]
    public async Task Create_ThenDeploy_GivesTheAddressOfEveryChain()
    {
        using Wallet wallet = Wallet();

        TransactionReceipt created = (await DeploymentProxy.CreateAsync(Node, wallet))!;
        Assert.IsNull(await DeploymentProxy.CreateAsync(Node, wallet));
        TransactionReceipt deployed = (await EscrowDeployment.DeployAsync(Node, wallet))!;

        Assert.AreEqual(DeploymentProxy.Address, created.ContractAddress);
        Assert.IsLessThanOrEqualTo(DeploymentProxy.CreationGas, created.GasUsed);
        Assert.AreEqual(deployed.Block, await EscrowDeployment.FindBlockAsync(Node));
        await EscrowClient.ConnectAsync(Node, EscrowDeployment.Address);
        Assert.AreEqual(2, await Node.GetNonceAsync(Payer.Address, BlockTag.Latest));
    }

    [TestMethod]
    public async Task Create_AfterTheCreatorWasFunded_PaysNothingMore()
    {
        await _anvil.SetBalanceAsync(DeploymentProxy.Creator, DeploymentProxy.CreationCost);
        using Wallet wallet = Wallet();

        Assert.IsNotNull(await DeploymentProxy.CreateAsync(Node, wallet));

        Assert.AreEqual(0, await Node.GetNonceAsync(Payer.Address, BlockTag.Latest));
    }

    [TestMethod]
    public async Task Create_AfterTheCreatorWasFundedInPart_PaysTheRest()
    {
        await _anvil.SetBalanceAsync(DeploymentProxy.Creator, DeploymentProxy.CreationCost - 1);
        using Wallet wallet = Wallet();

        Assert.IsNotNull(await DeploymentProxy.CreateAsync(Node, wallet));

        Assert.AreEqual(1, await Node.GetNonceAsync(Payer.Address, BlockTag.Latest));
    }

    [TestMethod]
    public async Task Create_WhileItsTransactionWaits_PaysNothingMore()
    {
        await _anvil.SetBalanceAsync(DeploymentProxy.Creator, DeploymentProxy.CreationCost);
        await _anvil.SetAutomineAsync(false);
        try
        {
            await Node.SendRawAsync(DeploymentProxy.RawTransaction);
            using Wallet wallet = Wallet();

            Task<TransactionReceipt?> creation = DeploymentProxy.CreateAsync(Node, wallet);
            await _anvil.MineAsync();

            await creation;
            Assert.IsTrue(await DeploymentProxy.IsThereAsync(Node));
            Assert.AreEqual(0, await Node.GetNonceAsync(Payer.Address, BlockTag.Pending));
        }
        finally
        {
            await _anvil.SetAutomineAsync(true);
        }
    }

    [TestMethod]
    public async Task Create_AfterItsTransactionFailed_IsSaidToBeImpossibleAndCostsNothing()
    {
        await Node.Rpc.CallAsync("anvil_setNonce", [DeploymentProxy.Creator.ToString(), "0x1"]);
        await RefusesAsync("any more");
    }

    [TestMethod]
    public async Task Create_WhileGasIsDearerThanItsTransactionPays_CostsNothing()
    {
        await Node.Rpc.CallAsync("anvil_setNextBlockBaseFeePerGas", ["0x174876e801"]);
        await RefusesAsync("100000000001 wei");
    }

    [TestMethod]
    public async Task Create_WhereItTakesMoreGasThanItsTransactionBrings_CostsNothing()
    {
        var fake = new FakeNode
        {
            ["eth_getCode"] = _ => "0x",
            ["eth_getBalance"] = _ => "0x0",
            ["eth_estimateGas"] = _ => "0x186a1",
        };
        using var wallet = new Wallet(new EthereumNode(fake), Payer);

        var error = await Assert.ThrowsExactlyAsync<DeploymentProxyException>(
            () => DeploymentProxy.CreateAsync(new EthereumNode(fake), wallet));

        Assert.Contains("100001 gas", error.Message);
        Assert.IsFalse(fake.HasSent);
    }

    [TestMethod]
    public async Task Create_NodeRefusesTransactionsWithoutAChainId_SaysSo()
    {
        var fake = new FakeNode
        {
            ["eth_getCode"] = _ => "0x",
            ["eth_getBalance"] = _ => Quantity.Format(DeploymentProxy.CreationCost),
            ["eth_sendRawTransaction"] = _ => throw new JsonRpcException(
                "eth_sendRawTransaction", -32000, "only replay-protected (EIP-155) transactions allowed over RPC", []),
        };
        using var wallet = new Wallet(new EthereumNode(fake), Payer);

        var error = await Assert.ThrowsExactlyAsync<DeploymentProxyException>(
            () => DeploymentProxy.CreateAsync(new EthereumNode(fake), wallet));

        Assert.Contains("EIP-155", error.Message);
    }

    [TestMethod]
    public async Task IsThere_OtherCodeAtItsAddress_IsAnError()
    {
        await Node.Rpc.CallAsync("anvil_setCode", (JsonNode?[])[DeploymentProxy.Address.ToString(), "0x6000"]);

        await Assert.ThrowsExactlyAsync<WrongCodeException>(() => DeploymentProxy.IsThereAsync(Node));
    }

    private static async Task RefusesAsync(string reason)
    {
        using Wallet wallet = Wallet();
        var error = await Assert.ThrowsExactlyAsync<DeploymentProxyException>(
            () => DeploymentProxy.CreateAsync(Node, wallet));
        Assert.Contains(reason, error.Message);
        Assert.AreEqual(0, await Node.GetNonceAsync(Payer.Address, BlockTag.Latest));
        Assert.AreEqual(BigInteger.Zero, await Node.GetBalanceAsync(DeploymentProxy.Creator));
    }

    private static Wallet Wallet() => new(Node, Payer, AnvilProcess.FastWallet);
}
