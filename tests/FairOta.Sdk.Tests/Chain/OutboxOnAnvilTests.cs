using System;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>An outbox over a real node: its pool's rules for replacements, and its reorganisations.</summary>
[TestClass]
public sealed class OutboxOnAnvilTests
{
    private static readonly PrivateKeyAccount Vendor = Account("vendor"), Distributor = Account("distributor");
    private static AnvilProcess _anvil = null!;
    private static EscrowClient _vendor = null!;
    private readonly MemoryOutboxStore _store = new();
    private readonly FixedTime _time = new(1_900_000_000);

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _anvil = await AnvilProcess.StartAsync(cancellation: context.CancellationToken);
        foreach (PrivateKeyAccount account in new[] { Vendor, Distributor })
            await _anvil.SetBalanceAsync(account.Address, BigInteger.Pow(10, 20), context.CancellationToken);
        (_vendor, _) = await EscrowClient.DeployAsync(
            _anvil.Node, new Wallet(_anvil.Node, Vendor, AnvilProcess.FastWallet), context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _anvil.DisposeAsync();

    [TestMethod]
    public async Task Announce_StuckUnderARisenBaseFee_IsReplacedMinedOnceAndItsFeeIsTheReceipts()
    {
        IEscrowOutbox outbox = await OpenAsync();
        await _anvil.SetAutomineAsync(false);
        try
        {
            await outbox.SubmitAsync(new Announce("https://d.example"));
            BigInteger offered = _store.Live().Single().Last.Offer.MaxFeePerGas;
            for (int i = 0; i < 3; i++) await MineAsync(baseFee: offered * 3);
            _time.Now += 90;
            await CallAsync("anvil_setNextBlockBaseFeePerGas", Hex(offered * 3));
            OutboxReport report = await outbox.TendAsync();
            Assert.Contains("replaced", report.Notes.Single().What);
            for (int i = 0; i < 3; i++) await MineAsync(baseFee: offered * 3);
            SettledTransaction settled = (await outbox.TendAsync()).Settled.Single();
            Assert.AreEqual(SettledOutcome.Done, settled.Outcome);
            Assert.AreEqual(2, settled.Versions);
            TransactionReceipt receipt = (await _anvil.Node.GetReceiptAsync(settled.Transaction))!;
            Assert.AreEqual(receipt.GasUsed * receipt.EffectiveGasPrice, settled.Fee);
        }
        finally
        {
            await _anvil.SetAutomineAsync(true);
            await CallAsync("anvil_setNextBlockBaseFeePerGas", Hex(1_000_000_000));
            await _anvil.MineAsync();
        }
    }

    /// <summary>The key is out, since the reservation stood in a block; then that block, and the reveal's, are taken
    /// back and forgotten.</summary>
    [TestMethod]
    public async Task ReserveAndReveal_TakenBackWithTheKeyOut_AreSentAgainAndPaidOnce()
    {
        IEscrowOutbox outbox = await OpenAsync();
        EscrowClient escrow = await EscrowClient.ConnectAsync(_anvil.Node, _vendor.Identity.Escrow);
        (Reserve reserve, Hash32 key, ReleaseId release) = await CreateAsync();
        long before = (await _anvil.Node.GetBlockAsync(BlockTag.Latest))!.Number;
        await outbox.SubmitAsync(reserve);
        await SeeBlockAsync(before + 1);
        Reserved reserved = (await escrow.GetEventsAsync(before + 1, before + 1)).OfType<Reserved>().Single();
        var reveal = new Reveal(reserved.Reservation, [key]);
        await outbox.SubmitAsync(reveal);
        await SeeBlockAsync(before + 2);
        Assert.IsEmpty((await outbox.TendAsync()).Settled);
        Assert.Contains(CallSubjects.Revealed(reserved.Reservation), outbox.InFlight);

        await CallAsync("anvil_reorg", 2, new JsonArray());
        Assert.AreEqual(0, await PaidAsync(escrow, release));
        _time.Now += 15;
        for (int i = 0; i < 4 && await PaidAsync(escrow, release) == 0; i++)
        {
            await outbox.TendAsync();
            await _anvil.MineAsync();
            _time.Now += 15;
        }
        await _anvil.MineAsync();
        await _anvil.MineAsync();
        OutboxReport report = await outbox.TendAsync();
        CollectionAssert.AreEqual(new[] { "reserve", "reveal" }, report.Settled.Select(s => s.Label).ToArray());
        Assert.IsTrue(report.Settled.All(s => s.Outcome == SettledOutcome.Done));
        Assert.AreEqual(1, await PaidAsync(escrow, release));
    }

    /// <summary>Two of the same would revert: the second is simulated first, and not sent.</summary>
    [TestMethod]
    public async Task Reserve_WhatIsTaken_IsRefusedInTheEscrowsWordsAndNotKept()
    {
        IEscrowOutbox outbox = await OpenAsync();
        (Reserve reserve, _, _) = await CreateAsync();
        long before = (await _anvil.Node.GetBlockAsync(BlockTag.Latest))!.Number;
        await outbox.SubmitAsync(reserve);
        await SeeBlockAsync(before + 1);
        int live = _store.Live().Count;
        await Assert.ThrowsExactlyAsync<EscrowRevertedException>(() => outbox.SubmitAsync(reserve));
        Assert.HasCount(live, _store.Live());
    }

    private async Task<IEscrowOutbox> OpenAsync()
    {
        var wallet = new Wallet(_anvil.Node, Distributor, AnvilProcess.FastWallet, _time);
        EscrowClient escrow = await EscrowClient.ConnectAsync(_anvil.Node, _vendor.Identity.Escrow, wallet);
        return escrow.OpenOutbox(_store, new OutboxOptions());
    }

    private static async Task<int> PaidAsync(EscrowClient escrow, ReleaseId release)
    {
        long head = (await _anvil.Node.GetBlockAsync(BlockTag.Latest))!.Number;
        return (await escrow.GetEventsAsync(0, head, new EscrowFilter(release))).OfType<Delivered>().Count();
    }

    private static async Task<(Reserve Reserve, Hash32 Key, ReleaseId Release)> CreateAsync()
    {
        long now = (await _anvil.Node.GetBlockAsync(BlockTag.Latest))!.Timestamp;
        PrivateKeyAccount device = Account($"device {now} {Guid.Empty}");
        var tree = new FleetTree(new FleetList([device.Address]));
        long height = (await _anvil.Node.GetBlockAsync(BlockTag.Latest))!.Number;
        var hash = Hash32.FromBytes(Keccak256.Hash([.. BitConverter.GetBytes(height), 42]));
        await _vendor.SendAsync(new CreateRelease(hash, 1, now + 3 * 24 * 3600, "", tree.Root, 1));
        var release = ReleaseId.Of(Vendor.Address, hash);
        byte[] key = World.KeyOf("k");
        byte[] commitment = Ecdsa.Address(key);
        long until = now + 20 * 3600;
        byte[] digest = Eip712.ProofOfDistribution(
            Eip712.Domain(_vendor.Identity.ChainId, _vendor.Identity.Escrow.ToBytes()), release.ToBytes(),
            Distributor.Address.ToBytes(), commitment, until);
        var delivery = new Delivery(
            0, Address.FromBytes(commitment), until, device.SignDigest(Hash32.FromBytes(digest)), tree.Proof(0));
        return (new Reserve(release, 0, [delivery]), Hash32.FromBytes(key), release);
    }

    private static async Task MineAsync(BigInteger baseFee)
    {
        await CallAsync("anvil_setNextBlockBaseFeePerGas", Hex(baseFee));
        await _anvil.MineAsync();
    }

    private static Task CallAsync(string method, params JsonNode?[] parameters) =>
        _anvil.Node.Rpc.CallAsync(method, parameters);

    private static string Hex(BigInteger number) => "0x" + number.ToString("x").TrimStart('0');

    /// <summary>A transaction gets its block a moment after the node took it.</summary>
    private static async Task SeeBlockAsync(long number)
    {
        while ((await _anvil.Node.GetBlockAsync(BlockTag.Latest))!.Number < number) await Task.Yield();
    }

    private static PrivateKeyAccount Account(string name) => new(World.KeyOf(name));
}
