using System;
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

/// <summary>Packed batches as the compiled escrow reads them, of fleets whose trees are not full.</summary>
[TestClass]
public sealed class BatchesOnAnvilTests
{
    private const long Day = 24 * 3600;
    private static readonly PrivateKeyAccount Vendor = Account(1), Distributor = Account(2);
    private static AnvilProcess _anvil = null!;
    private static EscrowClient _vendor = null!;
    private static EscrowClient _distributor = null!;
    private static byte _releases;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _anvil = await AnvilProcess.StartAsync(cancellation: context.CancellationToken);
        foreach (PrivateKeyAccount account in new[] { Vendor, Distributor })
            await _anvil.SetBalanceAsync(account.Address, BigInteger.Pow(10, 18), context.CancellationToken);
        (_vendor, _) = await EscrowClient.DeployAsync(_anvil.Node, Wallet(Vendor), context.CancellationToken);
        _distributor = await EscrowClient.ConnectAsync(
            _anvil.Node, _vendor.Identity.Escrow, Wallet(Distributor), context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _anvil.DisposeAsync();

    /// <summary>The first half of a batch is reserved and revealed, the rest claimed.</summary>
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(2, 2)]
    [DataRow(3, 2)]
    [DataRow(5, 5)]
    [DataRow(17, 10)]
    [DataRow(1000, 100)]
    public async Task ReserveRevealAndClaim_RandomDevicesOfAFleet_AreAllPaid(int fleetSize, int count)
    {
        Fleet fleet = await CreateAsync(fleetSize);
        int[] indices = [.. fleet.Shuffled().Take(count)];
        int[] reserved = indices[..((count + 1) / 2)], claimed = indices[reserved.Length..];

        EscrowResult reserving = await _distributor.SendAsync(new Reserve(fleet.Release, 0, fleet.Deliver(reserved)));
        Reservation reservation = ((Reserved)reserving.Events.Single()).Reservation;
        CollectionAssert.AreEqual(
            reserved.Select(i => (uint)i).ToArray(), reservation.Deliveries.Select(d => d.Index).ToArray());
        CollectionAssert.AreEqual(
            reserved.Select(fleet.Device).ToArray(), reservation.Deliveries.Select(d => d.Device).ToArray());
        EscrowResult revealing = await _distributor.SendAsync(new Reveal(reservation, [.. reserved.Select(Key)]));
        CollectionAssert.AreEqual(reserved.Select(fleet.Device).ToArray(), Paid(revealing));

        if (claimed.Length > 0)
        {
            EscrowResult claiming = await _distributor.SendAsync(
                new Claim(fleet.Release, 0, fleet.Deliver(claimed), [.. claimed.Select(Key)]));
            CollectionAssert.AreEqual(claimed.Select(fleet.Device).ToArray(), Paid(claiming));
        }
        Assert.AreEqual(fleetSize - count, (await _vendor.GetReleaseAsync(fleet.Release))!.Balance);
    }

    [TestMethod]
    public async Task Claim_SameDeviceTwice_PaysOnceAndPassesTheOtherOver()
    {
        Fleet fleet = await CreateAsync(17);
        int[] indices = [3, 3, 9];
        EscrowResult claiming = await _distributor.SendAsync(
            new Claim(fleet.Release, 0, fleet.Deliver(indices), [.. indices.Select(Key)]));
        CollectionAssert.AreEqual(new[] { fleet.Device(3), fleet.Device(9) }, Paid(claiming));
        Assert.AreEqual(3u, claiming.Events.OfType<PassedOver>().Single().Index);
    }

    [TestMethod]
    public async Task Claim_WrongKey_IsNotOfTheFleet()
    {
        Fleet fleet = await CreateAsync(5);
        await RefusedAsync("NotInFleet", 1, new Claim(fleet.Release, 0, fleet.Deliver([2, 4]), [Key(2), Key(3)]));
    }

    [TestMethod]
    public async Task Claim_KeyThatIsNone_IsRefused()
    {
        Fleet fleet = await CreateAsync(5);
        await RefusedAsync("ZeroCommitment", 1, new Claim(fleet.Release, 0, fleet.Deliver([2, 4]), [Key(2), default]));
    }

    [TestMethod]
    public async Task Reserve_BogusPathAmongOthers_NamesItsPosition()
    {
        Fleet fleet = await CreateAsync(1000);
        Delivery[] deliveries = fleet.Deliver([700, 30, 31]);
        deliveries[1] = deliveries[1] with { Proof = [Key(0), .. deliveries[1].Proof.Skip(1)] };
        await RefusedAsync("NotInFleet", 1, new Reserve(fleet.Release, 0, deliveries));
    }

    private static async Task RefusedAsync(string error, int position, EscrowCall call)
    {
        var refusal = await Assert.ThrowsExactlyAsync<EscrowRevertedException>(() => _distributor.SubmitAsync(call));
        Assert.AreEqual((error, $"{position}"), (refusal.Error, refusal.Arguments["position"]));
    }

    private static Address[] Paid(EscrowResult result) =>
        [.. result.Events.OfType<Delivered>().Select(paid => paid.Device)];

    private static async Task<Fleet> CreateAsync(int size)
    {
        PrivateKeyAccount[] devices = [.. Enumerable.Range(0, size).Select(i => Account(3, i))];
        var tree = new FleetTree(new FleetList([.. devices.Select(d => d.Address)]));
        var manifestHash = Hash32.FromBytes(Keccak256.Hash([++_releases]));
        long now = (await _vendor.GetBlockAsync(BlockTag.Latest))!.Timestamp;
        await _vendor.SendAsync(new CreateRelease(manifestHash, 1, now + 3 * Day, "", tree.Root, (uint)size));
        byte[] domain = Eip712.Domain(_vendor.Identity.ChainId, _vendor.Identity.Escrow.ToBytes());
        return new Fleet(ReleaseId.Of(Vendor.Address, manifestHash), devices, tree, domain, now + 20 * 3600);
    }

    private static Hash32 Key(int index) => Hash32.FromBytes(Keccak256.Hash([7, .. BitConverter.GetBytes(index)]));

    private static Wallet Wallet(IAccount account) => new(_anvil.Node, account, AnvilProcess.FastWallet);

    private static PrivateKeyAccount Account(byte kind, int number = 0) =>
        new(Keccak256.Hash([kind, .. BitConverter.GetBytes(number)]));

    /// <summary>A release's devices and what they sign.</summary>
    private sealed record Fleet(
        ReleaseId Release, PrivateKeyAccount[] Devices, FleetTree Tree, byte[] Domain, long ValidUntil)
    {
        public Address Device(int index) => Devices[index].Address;

        public IEnumerable<int> Shuffled()
        {
            var draw = new Random(Devices.Length);
            return Enumerable.Range(0, Devices.Length).OrderBy(_ => draw.Next());
        }

        public Delivery[] Deliver(int[] indices) => [.. indices.Select(Deliver)];

        private Delivery Deliver(int index)
        {
            byte[] commitment = Ecdsa.Address(Key(index).ToBytes());
            byte[] digest = Eip712.ProofOfDistribution(
                Domain, Release.ToBytes(), Distributor.Address.ToBytes(), commitment, ValidUntil);
            return new Delivery(
                (uint)index, Address.FromBytes(commitment), ValidUntil,
                Devices[index].SignDigest(Hash32.FromBytes(digest)), Tree.Proof(index));
        }
    }
}
