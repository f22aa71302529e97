using System;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Publishing;

/// <summary>Funding in tokens with the compiled escrow on a real EVM: 3,000 units for a first tranche, 2,000 for a
/// second.</summary>
[TestClass]
public sealed class PublishingOnAnvilTests : IDisposable
{
    private const long Day = 24 * 3600;
    private static readonly PrivateKeyAccount Account = new(Sample.Account.Secret);
    private static AnvilProcess _anvil = null!;
    private static Wallet _wallet = null!;
    private static EscrowClient _escrow = null!;
    private readonly TemporaryFolder _temporary = new();

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _anvil = await AnvilProcess.StartAsync(cancellation: context.CancellationToken);
        await _anvil.SetBalanceAsync(Account.Address, BigInteger.Pow(10, 18), context.CancellationToken);
        _wallet = new Wallet(_anvil.Node, Account, AnvilProcess.FastWallet);
        (_escrow, _) = await EscrowClient.DeployAsync(_anvil.Node, _wallet, context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        _wallet.Dispose();
        await _anvil.DisposeAsync();
    }

    public void Dispose() => _temporary.Dispose();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task PublishAndReclaim_InAToken_LocksAndReturnsIt(bool keepsAllowances)
    {
        Address token = await new TestToken { KeepsAllowances = keepsAllowances, Supply = 10_000 }.DeployAsync(_wallet);
        Erc20Client client = Token(token);
        await client.ApproveAsync(_escrow.Identity.Escrow, 7); // left over from something else
        using ReleaseFolder folder = await FolderAsync(token);
        Assert.IsFalse((await Publisher.PublishAsync(folder)).WasThere);
        Assert.IsTrue((await Publisher.PublishAsync(folder)).WasThere);
        await Publisher.PublishAsync(folder, folder.Add(Sample.Fleet(2, first: 50)));

        Assert.AreEqual(5000, await client.GetBalanceAsync(Account.Address));
        Assert.AreEqual(5000, await client.GetBalanceAsync(_escrow.Identity.Escrow));
        Assert.AreEqual(0, await client.GetAllowanceAsync(Account.Address, _escrow.Identity.Escrow));
        Assert.AreEqual(token, (await _escrow.GetReleaseAsync(folder.Release.Id))!.Token);
        Assert.AreEqual(new TokenUnit(token, "TEST", 6), await client.GetUnitAsync());

        await _anvil.SetNextBlockTimestampAsync(folder.Release.Terms.ClaimDeadline + Day);
        await _anvil.MineAsync();
        Assert.AreEqual(5000, (await Publisher.ReclaimAsync(folder)).Amount);
        Assert.AreEqual(10_000, await client.GetBalanceAsync(Account.Address));
    }

    [TestMethod]
    public async Task Publish_TokenThatKeepsAFee_IsExplainedAndCostsNothing()
    {
        Address token = await new TestToken { FeePercent = 1, Supply = 10_000 }.DeployAsync(_wallet);
        using ReleaseFolder folder = await FolderAsync(token);
        var refusal = await Assert.ThrowsExactlyAsync<PublishException>(() => Publisher.PublishAsync(folder));
        StringAssert.Contains(refusal.Message, "of 3000 of its smallest units 2970 would arrive");
        Assert.AreEqual(10_000, await Token(token).GetBalanceAsync(Account.Address));
        Assert.IsNull(await _escrow.GetReleaseAsync(folder.Release.Id));
    }

    [TestMethod]
    public async Task Publish_TooLittleOfTheToken_IsRefused()
    {
        Address token = await new TestToken { Supply = 2_999, Decimals = 3, Symbol = "FEW" }.DeployAsync(_wallet);
        using ReleaseFolder folder = await FolderAsync(token);
        var refusal = await Assert.ThrowsExactlyAsync<PublishException>(() => Publisher.PublishAsync(folder));
        StringAssert.Contains(refusal.Message, "holds 2.999 FEW, which does not pay 3 FEW");
        Assert.AreEqual(0, await Token(token).GetAllowanceAsync(Account.Address, _escrow.Identity.Escrow));
    }

    [TestMethod]
    public async Task Publish_NoTokenThere_IsRefused()
    {
        foreach (Address nothing in new[] { Sample.Escrow, _escrow.Identity.Escrow })
        {
            using ReleaseFolder folder = await FolderAsync(nothing);
            var refusal = await Assert.ThrowsExactlyAsync<TokenException>(() => Publisher.PublishAsync(folder));
            StringAssert.Contains(refusal.Message, nothing.ToString());
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Approve_AfterOneThatWasInterrupted_IsNotSentAgain(bool keepsAllowances)
    {
        Address token = await new TestToken { KeepsAllowances = keepsAllowances }.DeployAsync(_wallet);
        Erc20Client client = Token(token);
        Address spender = _escrow.Identity.Escrow;
        long before = await NonceAsync(BlockTag.Pending);
        await _anvil.SetAutomineAsync(false);
        try
        {
            using var stop = new CancellationTokenSource();
            Task interrupted = client.ApproveAsync(spender, 5, stop.Token);
            while (await NonceAsync(BlockTag.Pending) == before) await Task.Delay(10);
            await stop.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => interrupted);

            Task again = client.ApproveAsync(spender, 5);
            await Task.Delay(100); // for what should not happen
            await _anvil.MineAsync();
            await again;
        }
        finally
        {
            await _anvil.SetAutomineAsync(true);
        }
        Assert.AreEqual(5, await client.GetAllowanceAsync(Account.Address, spender));
        Assert.AreEqual(before + 1, await NonceAsync(BlockTag.Pending));
    }

    /// <summary>The process ended just after a wave was sent. Where the node lost it, the repeat takes its number, so
    /// that whoever has it still can do nothing with it.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Publish_TrancheThatTheNodeLostOrKept_IsPaidOnceUnderOneNumber(bool isLost)
    {
        using ReleaseFolder folder = await FolderAsync(default, seed: isLost ? 1 : 2);
        await Publisher.PublishAsync(folder);
        int tranche = folder.Add(Sample.Fleet(2, first: 50));
        long before = await NonceAsync(BlockTag.Latest);
        await _anvil.SetAutomineAsync(false);
        try
        {
            // Two looks at the chain of two questions each, then the sending: the crash comes when it was taken.
            var crash = new Crash(point: 2 * 2 * 2 + 1);
            var interrupted = new Publisher(crash.Of(_escrow), 0, Token, _wallet.SettleAsync);
            await Assert.ThrowsExactlyAsync<OperationCanceledException>(
                () => interrupted.PublishAsync(folder, tranche));
            Assert.AreEqual(FundingState.Intended, folder.Journal.Tranches[tranche].State);
            Assert.AreEqual(before + 1, await NonceAsync(BlockTag.Pending));
            if (isLost) await _anvil.Node.Rpc.CallAsync("anvil_dropAllTransactions", []);
            else await _anvil.MineAsync();
        }
        finally
        {
            await _anvil.SetAutomineAsync(true);
        }

        using var wallet = new Wallet(_anvil.Node, Account, AnvilProcess.FastWallet);
        EscrowClient escrow = await EscrowClient.ConnectAsync(_anvil.Node, _escrow.Identity.Escrow, wallet);
        Publication again = await new Publisher(escrow, 0, settle: wallet.SettleAsync).PublishAsync(folder, tranche);
        Assert.AreEqual(!isLost, again.WasThere);
        Assert.AreEqual(5000, (await _escrow.GetReleaseAsync(folder.Release.Id))!.Balance);
        Assert.AreEqual(before + 1, await NonceAsync(BlockTag.Latest));
    }

    /// <summary>The same with what is sent written down, and with nodes that disagree: one shows that the number is
    /// used, and another does not show the tranche yet. Settling by numbers alone would pay it twice.</summary>
    [TestMethod]
    public async Task Publish_ByAnOutboxOverNodesThatDisagree_NeverPaysATrancheTwice()
    {
        using ReleaseFolder folder = await FolderAsync(default, seed: 3);
        await Publisher.PublishAsync(folder);
        int tranche = folder.Add(Sample.Fleet(2, first: 50));
        MemoryOutboxStore store = new();
        using (var wallet = new Wallet(_anvil.Node, Account, AnvilProcess.FastWallet))
        {
            EscrowClient client = await EscrowClient.ConnectAsync(_anvil.Node, _escrow.Identity.Escrow, wallet);
            using OutboxEscrow escrow = new(client, wallet, store);
            var crash = new Crash(point: 2 * 2 * 2 + 1);
            var interrupted = new Publisher(crash.Of(escrow), 0, Token, escrow.SettleAsync);
            // Mined when told: by itself the node may answer for what was sent before the block with it is there.
            await _anvil.SetAutomineAsync(false);
            try
            {
                await Assert.ThrowsExactlyAsync<OperationCanceledException>(
                    () => interrupted.PublishAsync(folder, tranche));
                await _anvil.MineAsync();
            }
            finally
            {
                await _anvil.SetAutomineAsync(true);
            }
        }

        Assert.HasCount(1, store.Live());
        long before = await NonceAsync(BlockTag.Latest);
        BlockHeader mined = (await _escrow.GetBlockAsync(BlockTag.Latest))!;
        var lagging = new LaggingNode(_anvil.Node.Rpc) { Height = mined.Number - 1 };
        EthereumNode node = new(lagging);
        using var second = new Wallet(node, Account, AnvilProcess.FastWallet);
        EscrowClient behind = await EscrowClient.ConnectAsync(node, _escrow.Identity.Escrow, second);
        using OutboxEscrow repeated = new(behind, second, store, new OutboxOptions { Confirmations = 100 });
        Publisher publisher = new(repeated, 0, settle: repeated.SettleAsync);
        await Assert.ThrowsExactlyAsync<NodeException>(() => publisher.PublishAsync(folder, tranche));
        Assert.AreEqual(before, await NonceAsync(BlockTag.Pending));

        lagging.Height = null;
        Assert.IsTrue((await publisher.PublishAsync(folder, tranche)).WasThere);
        Assert.AreEqual(5000, (await _escrow.GetReleaseAsync(folder.Release.Id))!.Balance);
        Assert.AreEqual(before, await NonceAsync(BlockTag.Pending));
    }

    /// <summary>The process is killed before or after any question to the node, with what it wrote on disk; the next
    /// one goes on.</summary>
    [TestMethod]
    public async Task Publish_ByAnOutboxOnDiskKilledAnywhere_PaysTheTrancheOnceUnderOneNumber()
    {
        using (ReleaseFolder made = await FolderAsync(default, seed: 4)) await Publisher.PublishAsync(made);
        int funded = 3;
        bool killed = true;
        for (int point = 0; killed; point++)
        {
            long before = await NonceAsync(BlockTag.Latest);
            killed = false;
            try
            {
                await PublishNextAsync(new DyingNode(_anvil.Node.Rpc, point), point);
            }
            catch (KilledException)
            {
                killed = true;
                await PublishNextAsync(_anvil.Node.Rpc, point);
            }

            using ReleaseFolder folder = ReleaseFolder.Load(_temporary.File(default(Address).ToWire()));
            funded += 1;
            Assert.AreEqual(
                1000 * funded, (await _escrow.GetReleaseAsync(folder.Release.Id))!.Balance, $"killed at {point}");
            Assert.AreEqual(before + 1, await NonceAsync(BlockTag.Pending), $"killed at {point}");
            if (!killed) Assert.IsGreaterThan(30, point);
        }
    }

    /// <summary>One process: funds the tranche of that number, with a device of its own.</summary>
    private async Task PublishNextAsync(IJsonRpc rpc, int number)
    {
        using ReleaseFolder folder = ReleaseFolder.Load(_temporary.File(default(Address).ToWire()));
        int tranche = folder.Release.Tranches.Count > number + 1
            ? number + 1
            : folder.Add(Sample.Fleet(1, first: 50 + number));
        EthereumNode node = new(rpc);
        using var wallet = new Wallet(node, Account, AnvilProcess.FastWallet);
        EscrowClient client = await EscrowClient.ConnectAsync(node, _escrow.Identity.Escrow, wallet);
        using OutboxEscrow escrow = new(
            client, wallet, new SqliteOutbox(_temporary.File("outbox.db"), client.Identity.ChainId, Account.Address));
        await new Publisher(escrow, 0, settle: escrow.SettleAsync).PublishAsync(folder, tranche);
    }

    private sealed class KilledException : Exception;

    /// <summary>A node's answers, until the process dies: before or after a question.</summary>
    private sealed class DyingNode(IJsonRpc node, int point) : IJsonRpc
    {
        private int _passed;

        public async Task<JsonElement> CallAsync(
            string method, JsonNode?[] parameters, CancellationToken cancellation = default)
        {
            if (_passed++ == point) throw new KilledException();
            JsonElement answer = await node.CallAsync(method, parameters, cancellation);
            return _passed++ == point ? throw new KilledException() : answer;
        }
    }

    /// <summary>A node whose newest block is an old one, though it knows of transactions.</summary>
    private sealed class LaggingNode(IJsonRpc node) : IJsonRpc
    {
        /// <summary>Height of the newest block; null for the node's own.</summary>
        public long? Height { get; set; }

        public Task<JsonElement> CallAsync(
            string method, JsonNode?[] parameters, CancellationToken cancellation = default) =>
            method == "eth_getBlockByNumber" && Height is { } height && (string?)parameters[0] == "latest"
                ? node.CallAsync(method, [$"0x{height:x}", .. parameters[1..]], cancellation)
                : node.CallAsync(method, parameters, cancellation);
    }

    private static Task<long> NonceAsync(BlockTag tag) => _anvil.Node.GetNonceAsync(Account.Address, tag);

    private static Publisher Publisher => new(_escrow, 0, Token);

    private static Erc20Client Token(Address token) => new(_anvil.Node, token, _wallet);

    private async Task<ReleaseFolder> FolderAsync(Address token, int seed = 0)
    {
        long now = (await _escrow.GetBlockAsync(BlockTag.Latest))!.Timestamp;
        Release release = Sample.Build(
            plan => plan with
            {
                Token = token,
                Escrow = _escrow.Identity.Escrow,
                ChainId = _escrow.Identity.ChainId,
                ClaimDeadline = Math.Max(now, Sample.Now) + 14 * Day,
            },
            seed: seed + token.GetHashCode()); // packed under another key, so another release
        return ReleaseFolder.Create(_temporary.File(token.ToWire()), release);
    }
}
