using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Claim = FairOta.Sdk.Chain.Claim;

namespace FairOta.EndToEnd.Tests;

/// <summary>Vendors that want distributors' work for nothing, alone or in league with devices, on a real EVM.</summary>
[TestClass]
public sealed class VendorCollusionTests
{
    private static AnvilEscrow _anvil = null!;
    private World _world = null!;
    private WorldVendor _vendor = null!;
    private WorldRelease _release = null!;
    private WorldDistributor _distributor = null!;

    private static byte[] Alice => Keys.Secret("alice");

    private static byte[] Bob => Keys.Secret("bob");

    [ClassInitialize]
    public static async Task Start(TestContext _) => _anvil = await AnvilEscrow.StartAsync();

    [ClassCleanup]
    public static async Task Stop() => await _anvil.DisposeAsync();

    [TestInitialize]
    public async Task Begin()
    {
        _world = await _anvil.BeginAsync();
        _vendor = _world.AddVendor();
        _release = _vendor.Publish(_vendor.Make(3000, Fleet("alice", "bob")));
        _distributor = _world.AddDistributor("distributor", _release);
    }

    [TestCleanup]
    public void End() => _world.Dispose();

    [TestMethod]
    public void Vendor_FrontRunsTheReservationWithAReceiptOfItsOwn_NoKeyOfTheDistributorIsOut()
    {
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        _distributor.BeforeSending = call =>
        {
            if (call is Reserve && _distributor.Refused.Count == 0) Send(_vendor.Escrow, FrontRun(alice, "front run"));
            return call;
        };
        alice.Receipt();

        _world.Run(World.Hour);

        Assert.AreEqual("NothingAccepted", _distributor.Refused[0].Error);
        AssertKeyIsNotOut(alice);
        Assert.AreEqual(Standing.Lost, _distributor.Books.Find(SessionId.FromBytes(alice.Session))!.Standing);
    }

    [TestMethod]
    public void Vendor_FrontRunsOneOfABatch_TheOtherIsPaidAndTheFirstsKeyIsNotOut()
    {
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        Exchange bob = new Exchange(_world, _distributor, _release, Bob).UpToChallenge();
        bool ran = false;
        _distributor.BeforeSending = call =>
        {
            if (call is Reserve && !ran) Send(_vendor.Escrow, FrontRun(alice, "front run"));
            ran = true;
            return call;
        };
        alice.Receipt();
        bob.Receipt();

        Assert.IsTrue(_world.RunUntil(() => bob.Key().Status == 200));
        _world.Run(World.Hour);

        AssertKeyIsNotOut(alice);
        Assert.AreEqual(_release.Reward, Earned(_distributor));
    }

    [TestMethod]
    public void Vendor_SeesTheRevealAndClaimsWithAReceiptOfItsOwn_ComesTooLate()
    {
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        string? refused = null;
        _distributor.BeforeSending = call =>
        {
            if (call is Reveal)
            {
                Delivery own = FrontRun(alice, "front run").Deliveries[0];
                refused = Assert.ThrowsExactly<EscrowRevertedException>(() => Send(
                    _vendor.Escrow,
                    new Claim(_release.Id, 0, [own], [Hash32.FromBytes(Keys.Secret("front run"))]))).Error;
            }

            return call;
        };
        alice.Receipt();

        Assert.IsTrue(_world.RunUntil(() => Earned(_distributor) == _release.Reward));
        Assert.AreEqual("NothingAccepted", refused);
    }

    [TestMethod]
    public void VendorClaimsInAnotherTranche_BatchIsRevealedAndPaid()
    {
        // Alice, in league with the vendor, is alone in a tranche made for her, and paid there while our batch waits.
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        Exchange bob = new Exchange(_world, _distributor, _release, Bob).UpToChallenge();
        bool ran = false;
        _distributor.BeforeSending = call =>
        {
            if (call is Reveal && !ran) ClaimInATrancheOfItsOwn(Alice);
            EscrowCall? sent = call is Reveal && !ran ? null : call;
            ran |= call is Reveal;
            return sent;
        };
        alice.Receipt();
        bob.Receipt();

        Assert.IsTrue(_world.RunUntil(() => Earned(_distributor) == 2 * _release.Reward));
        Assert.AreEqual(200, bob.Key().Status);
    }

    [TestMethod]
    public void VendorClaimsInAnotherTrancheBeforeTheReservation_BothAreStillPaid()
    {
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        Exchange bob = new Exchange(_world, _distributor, _release, Bob).UpToChallenge();
        ClaimInATrancheOfItsOwn(Alice);
        _world.Chain.Mine(3);
        alice.Receipt();
        bob.Receipt();

        Assert.IsTrue(_world.RunUntil(() => Earned(_distributor) == 2 * _release.Reward));
    }

    [TestMethod]
    public void Vendor_HidesAShadowLeafAtTheSameIndex_PaysOnceAndNoListServesIt()
    {
        Address alice = Address.FromBytes(Ecdsa.Address(Alice)), bob = Address.FromBytes(Ecdsa.Address(Bob));
        Hash32 aliceLeaf = Leaf(0, alice), bobLeaf = Leaf(0, bob);
        WorldRelease release = _vendor.Make(100, Fleet("alice"), "3.0.0.0");
        Send(_vendor.Escrow, release.Funding with { FleetRoot = Pair(aliceLeaf, bobLeaf), FleetSize = 1 });
        _distributor.Follow();
        TrancheAdded tranche = _distributor.Service.Chain.View.Find(release.Id)!.Tranches[0];

        // Whatever list the vendor publishes, an honest distributor does not take it.
        foreach (Address[] list in (Address[][])[[alice], [bob], [alice, bob]])
        {
            byte[] bytes = [.. list.SelectMany(address => address.ToBytes())];
            Assert.ThrowsExactly<InvalidDataException>(() => HeldFleet.Verify(bytes, tranche));
        }

        // Who serves nevertheless shares one reward.
        IEscrow first = _world.Chain.As(Keys.Account("first")), second = _world.Chain.As(Keys.Account("second"));
        Send(first, new Reserve(release.Id, 0, [Proof(release, Alice, 0, first, "first key", [bobLeaf])]));
        Assert.AreEqual("NothingAccepted", Refusal(
            second, new Reserve(release.Id, 0, [Proof(release, Bob, 0, second, "second key", [aliceLeaf])])));
    }

    [TestMethod]
    public void Vendor_FundsATreeLargerThanTheTranche_AnIndexBeyondItsSizeIsRefused()
    {
        FleetTree tree = new(new FleetList([.. Fleet("alice", "bob").Select(d => d.Address)]));
        WorldRelease release = _vendor.Make(100, Fleet("alice"), "3.0.0.0");
        Send(_vendor.Escrow, release.Funding with { FleetRoot = tree.Root, FleetSize = 1 });
        IEscrow distributor = _world.Chain.As(Keys.Account("first"));

        Assert.AreEqual("IndexBeyondFleet", Refusal(
            distributor, new Reserve(release.Id, 0, [Proof(release, Bob, 1, distributor, "key", tree.Proof(1))])));
        _distributor.Follow();
        TrancheAdded tranche = _distributor.Service.Chain.View.Find(release.Id)!.Tranches[0];
        byte[] whole = [.. Ecdsa.Address(Alice), .. Ecdsa.Address(Bob)];
        Assert.ThrowsExactly<InvalidDataException>(() => HeldFleet.Verify(whole, tranche));
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1)]
    public void Vendor_FundsAReleaseWithAnotherSum_CreatesNone(int more)
    {
        AnvilChain chain = (AnvilChain)_world.Chain;
        PrivateKeyAccount account = Keys.Account("short account");
        IEscrow cheat = chain.At(chain.Escrow, account, new EthereumNode(new ValueChanger(chain.Node.Rpc, more)));
        WorldRelease release = _vendor.Make(100, Fleet("alice"), "3.0.0.0");

        Assert.AreEqual("WrongValue", Refusal(cheat, release.Funding));
        _distributor.Follow();
        Assert.HasCount(1, _distributor.Service.Chain.View.Releases);
    }

    [TestMethod]
    public void Vendor_ReclaimsEarlyOrReservedMoney_GetsOnlyWhatIsLeftADayAfterTheDeadline()
    {
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        Reclaim reclaim = new(_release.ManifestHash);
        Assert.AreEqual("ReclaimTooEarly", Refusal(_vendor.Escrow, reclaim));
        BigInteger before = _world.Chain.BalanceOf(_vendor.Account.Address);

        // Shortly before the deadline a delivery is reserved; it can be revealed to the deadline's last second.
        _world.Skip(_release.ClaimDeadline - (10 * World.Hour) - _world.Now);
        Exchange bob = new Exchange(_world, _distributor, _release, Bob).UpToChallenge();
        Assert.AreEqual(_release.ClaimDeadline, bob.Answer.ValidUntil);
        bob.Receipt();
        _distributor.BeforeSending = call => call is Reveal ? null : call;
        _world.Run(World.Hour / 4);
        Reserved reserved = _distributor.Service.Chain.View.OpenReservations(_distributor.Address).Single();
        _world.Skip(_release.ClaimDeadline - _world.Now - 5);
        Assert.AreEqual("ReclaimTooEarly", Refusal(_vendor.Escrow, reclaim));
        _distributor.Send(new Reveal(reserved.Reservation, [KeyOf(bob)]));
        _world.Skip(World.Day - World.Hour);
        Assert.AreEqual("ReclaimTooEarly", Refusal(_vendor.Escrow, reclaim));
        Assert.AreEqual("NothingAccepted", Refusal(
            _distributor.Escrow, new Claim(_release.Id, 0, [DeliveryOf(alice, Alice)], [KeyOf(alice)])));

        _world.Skip(2 * World.Hour);
        EscrowResult result = World.Wait(_vendor.Escrow.SendAsync(reclaim));

        Assert.AreEqual(_release.Reward, ((Reclaimed)result.Events.Single()).Amount);
        Assert.IsLessThan(before + _release.Reward, _world.Chain.BalanceOf(_vendor.Account.Address));
        Assert.AreEqual("NothingLeft", Refusal(_vendor.Escrow, reclaim));
        Assert.AreEqual(BigInteger.Zero, _world.Chain.BalanceOf(_world.Chain.Escrow));
    }

    [TestMethod]
    public void Stranger_ReclaimsAVendorsRelease_GetsNothing()
    {
        _world.Skip(_release.ClaimDeadline + (2 * World.Day) - _world.Now);

        Assert.AreEqual("UnknownRelease", Refusal(
            _world.Chain.As(Keys.Account("stranger")), new Reclaim(_release.ManifestHash)));
    }

    [TestMethod]
    public void Vendor_DrainsOneOfTwoReleases_TheOthersMoneyStays()
    {
        // One release pays shams as fast as it can, far beyond what it locked; the other is served honestly.
        WorldRelease shams = _vendor.Publish(_vendor.Make(100, Fleet("sham 1", "sham 2"), "3.0.0.0"));
        IEscrow league = _world.Chain.As(Keys.Account("league"));
        Delivery[] deliveries =
        [
            Proof(shams, Keys.Secret("sham 1"), 0, league, "key 1", shams.Proof(0)),
            Proof(shams, Keys.Secret("sham 2"), 1, league, "key 2", shams.Proof(1)),
        ];
        Hash32[] keys = [Hash32.FromBytes(Keys.Secret("key 1")), Hash32.FromBytes(Keys.Secret("key 2"))];
        Send(league, new Claim(shams.Id, 0, deliveries, keys));
        Assert.AreEqual("NothingAccepted", Refusal(league, new Claim(shams.Id, 0, deliveries, keys)));
        Assert.AreEqual("UnknownTranche", Refusal(league, new Claim(shams.Id, 1, deliveries, keys)));

        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        alice.Receipt();
        Assert.IsTrue(_world.RunUntil(() => Earned(_distributor) == _release.Reward));
        Assert.AreEqual(_release.Reward, _world.Chain.BalanceOf(_world.Chain.Escrow));
    }

    [TestMethod]
    public void Device_ClaimsAnothersPlaceWithItsOwnKey_OnChain_IsRefused()
    {
        // The published flaw of others: any key together with a member's proof of membership was paid.
        IEscrow league = _world.Chain.As(Keys.Account("league"));
        Delivery forged = Proof(_release, Keys.Secret("mallory"), 0, league, "key", _release.Proof(0));

        Assert.AreEqual("NotInFleet", Refusal(league, new Reserve(_release.Id, 0, [forged])));
        Assert.AreEqual("NotInFleet", Refusal(
            league, new Claim(_release.Id, 0, [forged], [Hash32.FromBytes(Keys.Secret("key"))])));
    }

    private void ClaimInATrancheOfItsOwn(byte[] device)
    {
        FleetTree tree = new(new FleetList([Address.FromBytes(Ecdsa.Address(device))]));
        Send(_vendor.Escrow, new AddTranche(_release.ManifestHash, tree.Root, 1, _release.Reward));
        Delivery own = Proof(_release, device, 0, _vendor.Escrow, "own tranche", tree.Proof(0));
        Send(_vendor.Escrow, new Claim(_release.Id, 1, [own], [Hash32.FromBytes(Keys.Secret("own tranche"))]));
    }

    private IEnumerable<WorldDevice> Fleet(params string[] names) =>
        names.Select(name => new WorldDevice(_world, name));

    private static void Send(IEscrow escrow, EscrowCall call) => World.Wait(escrow.SendAsync(call));

    private static string Refusal(IEscrow escrow, EscrowCall call) =>
        Assert.ThrowsExactly<EscrowRevertedException>(() => Send(escrow, call)).Error;

    /// <summary>A reservation by the vendor itself, with a second receipt of the same device.</summary>
    private Reserve FrontRun(Exchange exchange, string key)
    {
        byte[] device = exchange.Request.Device.SequenceEqual(Ecdsa.Address(Alice)) ? Alice : Bob;
        int index = _release.IndexOf(Address.FromBytes(exchange.Request.Device));
        return new Reserve(
            _release.Id, 0, [Proof(_release, device, index, _vendor.Escrow, key, _release.Proof(index))]);
    }

    private Delivery Proof(
        WorldRelease release, byte[] device, int index, IEscrow payee, string key, IReadOnlyList<Hash32> proof)
    {
        Address commitment = Address.FromBytes(Ecdsa.Address(Keys.Secret(key)));
        long validUntil = _world.Now + (10 * World.Hour);
        byte[] digest = Eip712.ProofOfDistribution(
            Eip712.Domain(_world.Chain.ChainId, _world.Chain.Escrow.ToBytes()), release.Id.ToBytes(),
            payee.Identity.Account!.Value.ToBytes(), commitment.ToBytes(), validUntil);
        return new Delivery(
            (uint)index, commitment, validUntil, Ecdsa.Sign(new HostSymmetric(), device, digest), proof);
    }

    private Delivery DeliveryOf(Exchange exchange, byte[] device)
    {
        int index = _release.IndexOf(Address.FromBytes(Ecdsa.Address(device)));
        return new Delivery(
            (uint)index, exchange.KeyCommitment, exchange.Answer.ValidUntil, exchange.Sign(), _release.Proof(index));
    }

    /// <summary>The key of an exchange, as only its distributor knows it.</summary>
    private Hash32 KeyOf(Exchange exchange) => _distributor.KeyOf(exchange.Session);

    private BigInteger Earned(WorldDistributor distributor) =>
        _world.Chain.BalanceOf(distributor.Address) - distributor.StartWei + distributor.FeesWei;

    private void AssertKeyIsNotOut(Exchange exchange)
    {
        Assert.AreEqual(202, exchange.Key().Status);
        Hash32 key = KeyOf(exchange);
        Assert.IsFalse(_distributor.Sent.OfType<Reveal>().Any(reveal => reveal.Keys.Contains(key)));
        Assert.IsFalse(_distributor.Service.Chain.View.Deliveries(
            _release.Id, Address.FromBytes(exchange.Request.Device)).Any(d => d.Key == key));
    }

    private static Hash32 Leaf(uint index, Address device) => Hash32.FromBytes(Keccak256.Hash(Keccak256.Hash(
        [.. new byte[28], .. Bytes.Be32(index), .. new byte[12], .. device.ToBytes()])));

    private static Hash32 Pair(Hash32 a, Hash32 b) => Hash32.FromBytes(Keccak256.Hash(
        a.CompareTo(b) <= 0 ? [.. a.ToBytes(), .. b.ToBytes()] : [.. b.ToBytes(), .. a.ToBytes()]));
}
