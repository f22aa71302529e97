using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>Deploying the shared escrow on a real EVM, and what is refused in its place.</summary>
[TestClass]
public sealed class EscrowDeploymentTests
{
    // EIP-1967's slot of the implementation, and a proxy that hands every call on to the contract written there.
    private const string Slot = "360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc";
    private const string UpgradableProxy = "363d3d373d3d363d7f" + Slot + "545af43d6000803e6038573d6000fd5b3d6000f3";
    private static readonly PrivateKeyAccount First = Account(1), Second = Account(2);
    private static readonly Address Elsewhere = Address.Parse(new string('7', 40));
    private static AnvilProcess _anvil = null!;
    private string _snapshot = "";

    private static EthereumNode Node => _anvil.Node;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _anvil = await AnvilProcess.StartAsync(cancellation: context.CancellationToken);
        await _anvil.SetBalanceAsync(First.Address, BigInteger.Pow(10, 18), context.CancellationToken);
        await _anvil.SetBalanceAsync(Second.Address, BigInteger.Pow(10, 18), context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _anvil.DisposeAsync();

    [TestInitialize]
    public async Task BeginAsync() => _snapshot = await _anvil.SnapshotAsync();

    [TestCleanup]
    public async Task EndAsync() => await _anvil.RevertAsync(_snapshot);

    [TestMethod]
    public async Task Deploy_Twice_SendsOnceWhoeverAsks()
    {
        await _anvil.MineAsync();
        Assert.IsFalse(await EscrowDeployment.IsThereAsync(Node));
        Assert.IsNull(await EscrowDeployment.FindBlockAsync(Node));
        using Wallet first = Wallet(First), second = Wallet(Second);

        TransactionReceipt receipt = (await EscrowDeployment.DeployAsync(Node, first))!;
        for (int i = 0; i < 5; i++) await _anvil.MineAsync();
        Assert.IsNull(await EscrowDeployment.DeployAsync(Node, second));

        Assert.AreEqual(0, await Node.GetNonceAsync(Second.Address, BlockTag.Latest));
        Assert.IsTrue(await EscrowDeployment.IsThereAsync(Node));
        Assert.AreEqual(receipt.Block, await EscrowDeployment.FindBlockAsync(Node));
        CollectionAssert.AreEqual(
            EscrowDeployment.RuntimeCode.ToArray(), await Node.GetCodeAsync(EscrowDeployment.Address));
    }

    [TestMethod]
    public async Task Deploy_AfterAnEarlierProcessSentItAndDied_WaitsForThat()
    {
        await _anvil.SetAutomineAsync(false);
        try
        {
            using (Wallet dead = Wallet(First))
                await dead.SubmitAsync(DeploymentProxy.Deploy(
                    EscrowDeployment.Salt, EscrowDeployment.CreationCode.ToArray()));
            using Wallet next = Wallet(First);

            Task<TransactionReceipt?> again = EscrowDeployment.DeployAsync(Node, next);
            await _anvil.MineAsync();

            Assert.IsNull(await again);
            Assert.IsTrue(await EscrowDeployment.IsThereAsync(Node));
            Assert.AreEqual(1, await Node.GetNonceAsync(First.Address, BlockTag.Pending));
        }
        finally
        {
            await _anvil.SetAutomineAsync(true);
        }
    }

    [TestMethod]
    public async Task Deploy_WhileSomebodyElseDeploys_SendsNothingAndSaysSo()
    {
        await _anvil.SetAutomineAsync(false);
        try
        {
            using Wallet first = Wallet(First), second = Wallet(Second);
            await first.SubmitAsync(
                DeploymentProxy.Deploy(EscrowDeployment.Salt, EscrowDeployment.CreationCode.ToArray()));

            var refusal = await Assert.ThrowsExactlyAsync<DeploymentProxyException>(
                () => EscrowDeployment.DeployAsync(Node, second));

            StringAssert.Contains(refusal.Message, "Somebody else's deployment");
            Assert.AreEqual(0, await Node.GetNonceAsync(Second.Address, BlockTag.Pending));
            await _anvil.MineAsync();
            Assert.IsNull(await EscrowDeployment.DeployAsync(Node, second));
        }
        finally
        {
            await _anvil.SetAutomineAsync(true);
        }
    }

    [TestMethod]
    public async Task Deploy_WithOtherCodeAtItsAddress_SendsNothing()
    {
        await SetCodeAsync(EscrowDeployment.Address, "6000");
        using Wallet wallet = Wallet(First);

        var error = await Assert.ThrowsExactlyAsync<WrongCodeException>(
            () => EscrowDeployment.DeployAsync(Node, wallet));

        Assert.AreEqual(EscrowDeployment.Address, error.Contract);
        Assert.AreEqual(0, await Node.GetNonceAsync(First.Address, BlockTag.Latest));
    }

    [TestMethod]
    public async Task Deploy_ThroughAProxyOfOtherCode_SendsNothing()
    {
        await SetCodeAsync(DeploymentProxy.Address, "6000");
        using Wallet wallet = Wallet(First);

        var error = await Assert.ThrowsExactlyAsync<WrongCodeException>(
            () => EscrowDeployment.DeployAsync(Node, wallet));

        Assert.AreEqual(DeploymentProxy.Address, error.Contract);
        Assert.AreEqual(0, await Node.GetNonceAsync(First.Address, BlockTag.Latest));
    }

    [TestMethod]
    public async Task Connect_EscrowAtAnotherAddress_IsTakenForItsCode()
    {
        using Wallet wallet = Wallet(First);
        (EscrowClient own, _) = await EscrowClient.DeployAsync(Node, wallet);

        Assert.AreNotEqual(EscrowDeployment.Address, own.Identity.Escrow);
        await EscrowClient.ConnectAsync(Node, own.Identity.Escrow);
    }

    [TestMethod]
    public async Task Connect_AccountWithoutCode_IsRefused()
    {
        var error = await Assert.ThrowsExactlyAsync<WrongCodeException>(
            () => EscrowClient.ConnectAsync(Node, First.Address));

        Assert.AreEqual((First.Address, EscrowDeployment.CodeHash), (error.Contract, error.ExpectedHash));
        Assert.IsNull(error.FoundHash);
    }

    [TestMethod]
    public async Task Connect_AnotherContract_IsRefusedWithBothHashes()
    {
        byte[] code = await Node.GetCodeAsync(DeploymentProxy.Address);
        var error = await Assert.ThrowsExactlyAsync<WrongCodeException>(
            () => EscrowClient.ConnectAsync(Node, DeploymentProxy.Address));

        Assert.AreEqual(Hash32.FromBytes(Keccak256.Hash(code)), error.FoundHash);
        Assert.AreEqual(
            $"There is code at {DeploymentProxy.Address}, but it is not this escrow (expected code hash "
            + $"{EscrowDeployment.CodeHash}, found {error.FoundHash}).",
            error.Message);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(100)]
    [DataRow(-1)]
    public async Task Connect_EscrowWithAByteChangedOrMissing_IsRefused(int index)
    {
        byte[] code = EscrowDeployment.RuntimeCode.ToArray();
        if (index >= 0) code[index] ^= 1;
        else code = code[..^1];
        await SetCodeAsync(Elsewhere, System.Convert.ToHexStringLower(code));

        await Assert.ThrowsExactlyAsync<WrongCodeException>(() => EscrowClient.ConnectAsync(Node, Elsewhere));
    }

    [TestMethod]
    public async Task Connect_UpgradableProxyInFrontOfTheEscrow_IsRefusedAlthoughItAnswersLikeIt()
    {
        using Wallet wallet = Wallet(First);
        await EscrowDeployment.DeployAsync(Node, wallet);
        await SetCodeAsync(Elsewhere, UpgradableProxy);
        await Node.Rpc.CallAsync(
            "anvil_setStorageAt",
            [Elsewhere.ToString(), "0x" + Slot, "0x" + new string('0', 24) + EscrowDeployment.Address.ToWire()]);
        byte[] question = new AbiWriter().Bytes32(default).Call(EscrowAbi.Functions.Release);
        byte[] answer = await Node.CallAsync(EscrowDeployment.Address, question);
        Assert.IsNotEmpty(answer);
        CollectionAssert.AreEqual(answer, await Node.CallAsync(Elsewhere, question));

        await Assert.ThrowsExactlyAsync<WrongCodeException>(() => EscrowClient.ConnectAsync(Node, Elsewhere));
    }

    [TestMethod]
    public async Task Connect_AccountThatDelegatesToTheEscrow_IsRefused()
    {
        using Wallet wallet = Wallet(First);
        await EscrowDeployment.DeployAsync(Node, wallet);
        // EIP-7702: its holder can point it elsewhere at any time.
        await SetCodeAsync(Elsewhere, "ef0100" + EscrowDeployment.Address.ToWire());

        await Assert.ThrowsExactlyAsync<WrongCodeException>(() => EscrowClient.ConnectAsync(Node, Elsewhere));
    }

    [TestMethod]
    public void Code_Disassembled_HasNothingThatRunsOtherCodeOrRemovesIt()
    {
        const byte Push1 = 0x60, Push32 = 0x7f, CallCode = 0xf2, DelegateCall = 0xf4, SelfDestruct = 0xff;
        byte[] code = EscrowDeployment.RuntimeCode.ToArray();
        HashSet<byte> used = [];
        for (int i = 0; i < code.Length; i++)
        {
            used.Add(code[i]);
            if (code[i] is >= Push1 and <= Push32) i += code[i] - Push1 + 1;
        }

        Assert.Contains((byte)0xf1, used, "It pays by CALL, so a scan that finds none is wrong.");
        Assert.IsEmpty(used.Intersect([CallCode, DelegateCall, SelfDestruct]).ToArray());
    }

    private static Task SetCodeAsync(Address address, string code) =>
        Node.Rpc.CallAsync("anvil_setCode", (JsonNode?[])[address.ToString(), "0x" + code]);

    private static Wallet Wallet(IAccount account) => new(Node, account, AnvilProcess.FastWallet);

    private static PrivateKeyAccount Account(byte seed) => new(Keccak256.Hash([0xde, seed]));
}
