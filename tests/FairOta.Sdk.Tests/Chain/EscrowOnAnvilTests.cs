using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>The client against the compiled escrow on a real EVM. Every test has a release of its own.</summary>
[TestClass]
public sealed class EscrowOnAnvilTests
{
    private const long Day = 24 * 3600;
    private static readonly BigInteger Reward = 1_000_000_000_000_000;
    private static readonly PrivateKeyAccount Vendor = Account(1), Distributor = Account(2);
    private static readonly PrivateKeyAccount[] Devices = [.. Enumerable.Range(10, 5).Select(i => Account((byte)i))];
    private static readonly FleetTree Tree = new(new FleetList([.. Devices.Select(d => d.Address)]));
    private static int _releases;
    private static AnvilProcess _anvil = null!;
    private static EscrowClient _vendor = null!;
    private static EscrowClient _distributor = null!;
    private static long _deployedAt;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _anvil = await AnvilProcess.StartAsync(cancellation: context.CancellationToken);
        await _anvil.SetBalanceAsync(Vendor.Address, BigInteger.Pow(10, 20), context.CancellationToken);
        await _anvil.SetBalanceAsync(Distributor.Address, BigInteger.Pow(10, 18), context.CancellationToken);
        (_vendor, TransactionReceipt receipt) =
            await EscrowClient.DeployAsync(_anvil.Node, Wallet(Vendor), context.CancellationToken);
        _deployedAt = receipt.Block;
        _distributor = await EscrowClient.ConnectAsync(
            _anvil.Node, _vendor.Identity.Escrow, Wallet(Distributor), context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _anvil.DisposeAsync();

    [TestMethod]
    public async Task ReserveAndReveal_ABatch_PaysAndIsSeenInEventsViewsAndBalances()
    {
        (ReleaseId release, ReleaseCreated created) = await CreateAsync();
        BigInteger before = await _anvil.Node.GetBalanceAsync(Distributor.Address);

        EscrowResult reserving = await _distributor.SendAsync(
            new Reserve(release, 0, [await ProofAsync(release, 0), await ProofAsync(release, 3)]));
        var reserved = (Reserved)reserving.Events.Single();
        CollectionAssert.AreEqual(
            new[] { Promise(0), Promise(3) }, reserved.Reservation.Deliveries.ToArray());
        Assert.AreEqual(Distributor.Address, reserved.Reservation.Distributor);
        Assert.IsTrue(await _vendor.IsReservedAsync(reserved.Reservation));
        Assert.IsTrue(await _vendor.IsTakenAsync(release, 0, 3));
        Assert.IsFalse(await _vendor.IsTakenAsync(release, 0, 1));

        EscrowResult revealing = await _distributor.SendAsync(new Reveal(reserved.Reservation, [Key(0), Key(3)]));
        Delivered[] delivered = [.. revealing.Events.Cast<Delivered>()];
        CollectionAssert.AreEqual(new[] { Key(0), Key(3) }, delivered.Select(d => d.Key).ToArray());
        CollectionAssert.AreEqual(
            new[] { Devices[0].Address, Devices[3].Address }, delivered.Select(d => d.Device).ToArray());
        Assert.IsFalse(await _vendor.IsReservedAsync(reserved.Reservation));
        BigInteger after = await _anvil.Node.GetBalanceAsync(Distributor.Address);
        Assert.AreEqual(before + 2 * Reward - reserving.Fee - revealing.Fee, after);

        ReleaseTerms terms = (await _vendor.GetReleaseAsync(release))!;
        Assert.AreEqual(new ReleaseTerms(default, created.ClaimDeadline, 1, Reward, 3 * Reward), terms);
        Assert.AreEqual((Tree.Root, 5u), await _vendor.GetTrancheAsync(release, 0));

        var follower = new EscrowFollower(_vendor, _deployedAt);
        EscrowView view = (await follower.RefreshAsync()).View;
        Assert.AreEqual(terms.Balance, view.Find(release)!.Balance);
        Assert.AreEqual(Key(3), view.Deliveries(release, Devices[3].Address).Single().Key);
        Assert.IsEmpty(view.Find(release)!.Open);
    }

    [TestMethod]
    public async Task Claim_WithADeviceTaken_PassesItOverAndPaysTheOther()
    {
        (ReleaseId release, _) = await CreateAsync();
        await _distributor.SendAsync(new Claim(release, 0, [await ProofAsync(release, 1)], [Key(1)]));
        EscrowResult second = await _distributor.SendAsync(new Claim(
            release, 0, [await ProofAsync(release, 1), await ProofAsync(release, 2)], [Key(1), Key(2)]));
        Assert.AreEqual(PassedOverReason.Taken, ((PassedOver)second.Events[0]).Reason);
        Assert.AreEqual(1u, ((PassedOver)second.Events[0]).Index);
        Assert.AreEqual(Devices[2].Address, ((Delivered)second.Events[1]).Device);

        var filter = new EscrowFilter(release, Devices[2].Address);
        IReadOnlyList<EscrowEvent> keys = await _vendor.GetEventsAsync(_deployedAt, second.Block, filter);
        Assert.AreEqual(Key(2), ((Delivered)keys.Single()).Key);
        var all = await _vendor.GetEventsAsync(_deployedAt, second.Block, new EscrowFilter(release));
        CollectionAssert.AreEqual(
            new[] { "ReleaseCreated", "TrancheAdded", "Delivered", "PassedOver", "Delivered" },
            all.Select(e => e.GetType().Name).ToArray());
    }

    [TestMethod]
    public async Task AddTrancheAndAnnounce_AreSeen()
    {
        (ReleaseId release, ReleaseCreated created) = await CreateAsync();
        EscrowResult added = await _vendor.SendAsync(new AddTranche(created.ManifestHash, Tree.Root, 5, Reward));
        Assert.AreEqual(1u, ((TrancheAdded)added.Events.Single()).Tranche);
        Assert.AreEqual(2u, (await _vendor.GetReleaseAsync(release))!.Tranches);

        EscrowResult announced = await _distributor.SendAsync(new Announce("http://127.0.0.1:8080"));
        var announcement = (DistributorAnnounced)announced.Events.Single();
        Assert.AreEqual((Distributor.Address, "http://127.0.0.1:8080"), (announcement.Distributor, announcement.Url));
    }

    [TestMethod]
    public async Task Submit_WrongKey_NamesTheErrorAndSendsNothing()
    {
        (ReleaseId release, _) = await CreateAsync();
        EscrowResult reserving = await _distributor.SendAsync(new Reserve(release, 0, [await ProofAsync(release, 0)]));
        Reservation reservation = ((Reserved)reserving.Events.Single()).Reservation;
        long nonce = await _anvil.Node.GetNonceAsync(Distributor.Address, BlockTag.Pending);

        var refusal = await Assert.ThrowsExactlyAsync<EscrowRevertedException>(
            () => _distributor.SubmitAsync(new Reveal(reservation, [Key(1)])));
        Assert.AreEqual("WrongKey", refusal.Error);
        Assert.AreEqual("0", refusal.Arguments["position"]);
        Assert.AreEqual(Promise(0).KeyCommitment.ToString(), refusal.Arguments["keyCommitment"]);
        Assert.AreEqual(nonce, await _anvil.Node.GetNonceAsync(Distributor.Address, BlockTag.Pending));
        Assert.IsTrue(await _vendor.IsReservedAsync(reservation));
    }

    [TestMethod]
    public async Task Submit_DeviceOfAnotherPlace_NamesThePosition()
    {
        (ReleaseId release, _) = await CreateAsync();
        Delivery foreign = await ProofAsync(release, 1) with { Index = 2 };
        var refusal = await Assert.ThrowsExactlyAsync<EscrowRevertedException>(async () =>
            await _distributor.SubmitAsync(new Reserve(release, 0, [await ProofAsync(release, 0), foreign])));
        Assert.AreEqual("NotInFleet", refusal.Error);
        Assert.AreEqual("1", refusal.Arguments["position"]);
        Assert.AreEqual(Devices[1].Address.ToString(), refusal.Arguments["signer"]);
    }

    [TestMethod]
    public async Task ExpireAndReclaim_AfterTheDeadline_FreeAndReturnTheMoney()
    {
        (ReleaseId release, ReleaseCreated created) = await CreateAsync();
        EscrowResult reserving = await _distributor.SendAsync(new Reserve(release, 0, [await ProofAsync(release, 4)]));
        Reservation reservation = ((Reserved)reserving.Events.Single()).Reservation;
        await Assert.ThrowsExactlyAsync<EscrowRevertedException>(() => _vendor.SubmitAsync(new Expire(reservation)));
        await Assert.ThrowsExactlyAsync<EscrowRevertedException>(
            () => _vendor.SubmitAsync(new Reclaim(created.ManifestHash)));

        await _anvil.SetNextBlockTimestampAsync(created.ClaimDeadline + Day);
        await _anvil.MineAsync();
        EscrowResult expired = await _vendor.SendAsync(new Expire(reservation));
        CollectionAssert.AreEqual(
            reservation.Deliveries.ToArray(), ((Expired)expired.Events.Single()).Reservation.Deliveries.ToArray());
        EscrowResult reclaimed = await _vendor.SendAsync(new Reclaim(created.ManifestHash));
        Assert.AreEqual(5 * Reward, ((Reclaimed)reclaimed.Events.Single()).Amount);
        Assert.AreEqual(BigInteger.Zero, (await _vendor.GetReleaseAsync(release))!.Balance);
    }

    [TestMethod]
    public async Task Wait_ByAnotherProcess_FindsTheSameResult()
    {
        Hash32 transaction = await _distributor.SubmitAsync(new Announce("http://again"));
        EscrowClient later = await EscrowClient.ConnectAsync(
            _anvil.Node, _vendor.Identity.Escrow, Wallet(Distributor));
        EscrowResult result = await later.WaitAsync(transaction);
        Assert.AreEqual("http://again", ((DistributorAnnounced)result.Events.Single()).Url);
        Assert.AreEqual(transaction, result.Events[0].At.Transaction);
    }

    [TestMethod]
    public async Task Views_OfWhatDoesNotExist_AreEmpty()
    {
        ReleaseId unknown = ReleaseId.Parse(new string('9', 64));
        Assert.IsNull(await _vendor.GetReleaseAsync(unknown));
        Assert.AreEqual((default(Hash32), 0u), await _vendor.GetTrancheAsync(unknown, 0));
        Assert.IsNull(await _vendor.GetBlockAsync(BlockTag.At(1_000_000)));
    }

    private static async Task<(ReleaseId Release, ReleaseCreated Created)> CreateAsync()
    {
        Hash32 manifestHash = Hash32.FromBytes(Keccak256.Hash([(byte)++_releases]));
        long deadline = (await _vendor.GetBlockAsync(BlockTag.Latest))!.Timestamp + 3 * Day;
        EscrowResult result = await _vendor.SendAsync(
            new CreateRelease(manifestHash, Reward, deadline, "https://vendor.example", Tree.Root, 5));
        var created = (ReleaseCreated)result.Events[0];
        Assert.AreEqual(
            new ReleaseCreated(
                created.At, ReleaseId.Of(Vendor.Address, manifestHash), Vendor.Address, manifestHash, default, Reward,
                deadline, "https://vendor.example"),
            created);
        Assert.AreEqual(Tree.Root, ((TrancheAdded)result.Events[1]).FleetRoot);
        Assert.AreEqual(result.BlockHash, created.At.BlockHash);
        return (created.Release, created);
    }

    private static async Task<Delivery> ProofAsync(ReleaseId release, int index)
    {
        long validUntil = (await _vendor.GetBlockAsync(BlockTag.Latest))!.Timestamp + 20 * 3600;
        byte[] domain = Eip712.Domain(_vendor.Identity.ChainId, _vendor.Identity.Escrow.ToBytes());
        Address commitment = Promise(index).KeyCommitment;
        byte[] digest = Eip712.ProofOfDistribution(
            domain, release.ToBytes(), Distributor.Address.ToBytes(), commitment.ToBytes(), validUntil);
        byte[] signature = Devices[index].SignDigest(Hash32.FromBytes(digest));
        return new Delivery((uint)index, commitment, validUntil, signature, Tree.Proof(index));
    }

    private static Accepted Promise(int index) =>
        new((uint)index, Devices[index].Address, Address.FromBytes(Ecdsa.Address(Key(index).ToBytes())));

    private static Hash32 Key(int index) => Hash32.FromBytes(Keccak256.Hash([7, (byte)index]));

    private static Wallet Wallet(IAccount account) => new(_anvil.Node, account, AnvilProcess.FastWallet);

    private static PrivateKeyAccount Account(byte seed) => new(Keccak256.Hash([seed]));
}
