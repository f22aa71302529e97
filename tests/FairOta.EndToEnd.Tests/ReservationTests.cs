using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Core;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Claim = FairOta.Sdk.Chain.Claim;

namespace FairOta.EndToEnd.Tests;

/// <summary>Reservations, reveals and claims that go wrong, on a real EVM.</summary>
[TestClass]
public sealed class ReservationTests
{
    private static AnvilEscrow _anvil = null!;
    private World _world = null!;
    private WorldVendor _vendor = null!;
    private WorldDevice _device = null!;
    private WorldRelease _release = null!;
    private WorldDistributor _first = null!;
    private WorldDistributor _second = null!;

    private static byte[] Alice => Keys.Secret("alice");

    [ClassInitialize]
    public static async Task Start(TestContext _) => _anvil = await AnvilEscrow.StartAsync();

    [ClassCleanup]
    public static async Task Stop() => await _anvil.DisposeAsync();

    [TestInitialize]
    public async Task Begin()
    {
        _world = await _anvil.BeginAsync();
        _vendor = _world.AddVendor();
        _vendor.ServesPackages = false;
        _device = _world.AddDevice("device", _vendor);
        _release = _vendor.Publish(_vendor.Make(3000, [_device, new WorldDevice(_world, "alice")]));
        _first = _world.AddDistributor("first", _release);
        _second = _world.AddDistributor("second", _release);
    }

    [TestCleanup]
    public void End() => _world.Dispose();

    [TestMethod]
    public void Exchange_Honest_OnAnEvm_IsPaidAndInstalled()
    {
        _device.Know(_first);

        Assert.IsTrue(_world.RunUntil(() => _device.Runs(_release) && Earned(_first) == _release.Reward));

        Assert.AreEqual(_release.Reward, _world.Chain.BalanceOf(_world.Chain.Escrow));
    }

    [TestMethod]
    public void Reservation_NeverRevealed_DeviceGetsItsUpdateElsewhereAfterTheExpiry()
    {
        _first.BeforeSending = call => call is Reveal ? null : call;
        _first.Adversary = (request, reply) => request.Parts is [.., "key"] ? Reply.Refused(202) : reply;
        _second.IsDown = true;
        _device.Know(_first, _second);
        Assert.IsTrue(_world.RunUntil(() => _first.Sent.OfType<Reserve>().Any()));
        _second.IsDown = false;
        _world.Run(World.Hour / 4);
        _second.Follow();
        long expiry = _second.Service.Chain.View.OpenReservations(_first.Address).Single().Reservation.Expiry;
        Assert.AreEqual(409, new Exchange(_world, _second, _release, _device.Secret, counter: 99).Open().Status);

        // Its reservation lapses with the receipt; the second expires it and reserves for itself.
        _world.Skip(expiry - _world.Now);
        Assert.IsTrue(_world.RunUntil(() => _device.Runs(_release) && Earned(_second) == _release.Reward, World.Day));

        Assert.AreEqual(BigInteger.Zero, Earned(_first));
        Assert.AreEqual(1, _device.Count(AgentEvent.ReceiptLapsed, _first.Url));
        Assert.IsTrue(_second.Sent.OfType<Expire>().Any());
    }

    [TestMethod]
    public void Reservation_WithAWrongKey_RevealsNothingAndStands()
    {
        (Exchange exchange, Reservation reservation) = ReserveOnly(_first, Alice);
        Hash32 wrong = Hash32.FromBytes(Keys.Secret("wrong"));

        Assert.AreEqual("WrongKey", Refusal(_first.Escrow, new Reveal(reservation, [wrong])));
        Assert.AreEqual("WrongKey", Refusal(_first.Escrow, new Reveal(reservation, [default])));
        Assert.AreEqual(BigInteger.Zero, Earned(_first));

        Send(_first, new Reveal(reservation, [_first.KeyOf(exchange.Session)]));
        Assert.AreEqual(_release.Reward, Earned(_first));
    }

    [TestMethod]
    public void Reservation_OfABatchWithOneWrongKey_PaysNothingOfIt()
    {
        Exchange alice = new Exchange(_world, _first, _release, Alice).UpToChallenge();
        Exchange device = new Exchange(_world, _first, _release, _device.Secret).UpToChallenge();
        Reserve reserve = new(_release.Id, 0, [DeliveryOf(alice), DeliveryOf(device)]);
        Reservation reservation = ((Reserved)Send(_first, reserve).Events.Single()).Reservation;
        Hash32[] keys = [_first.KeyOf(alice.Session), Hash32.FromBytes(Keys.Secret("wrong"))];

        Assert.AreEqual("WrongKey", Refusal(_first.Escrow, new Reveal(reservation, keys)));
        Assert.AreEqual(2 * _release.Reward, _world.Chain.BalanceOf(_world.Chain.Escrow));
    }

    [TestMethod]
    public void Reservation_OfADeviceThatAnotherReserved_IsPassedOverUntilTheExpiry()
    {
        (_, Reservation reservation) = ReserveOnly(_first, Alice);
        Exchange elsewhere = HiddenReceipt(_second);
        Reserve again = new(_release.Id, 0, [DeliveryOf(elsewhere)]);

        Assert.AreEqual("NothingAccepted", Refusal(_second.Escrow, again));
        Assert.AreEqual("NothingAccepted", Refusal(
            _second.Escrow, new Claim(_release.Id, 0, again.Deliveries, [_second.KeyOf(elsewhere.Session)])));
        Assert.AreEqual("ReservationLive", Refusal(_second.Escrow, new Expire(reservation)));

        _world.Skip(reservation.Expiry + 1 - _world.Now);
        Exchange later = HiddenReceipt(_second, counter: 8);
        Send(_second, new Expire(reservation));
        Send(_second, new Reserve(_release.Id, 0, [DeliveryOf(later)]));
    }

    [TestMethod]
    public void Reservation_OfABatchWithATakenDevice_ReservesTheOthers()
    {
        ReserveOnly(_first, Alice);
        Exchange taken = HiddenReceipt(_second);
        Exchange free = new Exchange(_world, _second, _release, _device.Secret).UpToChallenge();

        EscrowResult result = Send(_second, new Reserve(_release.Id, 0, [DeliveryOf(taken), DeliveryOf(free)]));

        Assert.AreEqual(PassedOverReason.Taken, ((PassedOver)result.Events[0]).Reason);
        Assert.AreEqual(
            Address.FromBytes(free.Request.Device),
            ((Reserved)result.Events[1]).Reservation.Deliveries.Single().Device);
    }

    [TestMethod]
    public void Reservation_RevealedLate_PaysNothing()
    {
        (Exchange exchange, Reservation reservation) = ReserveOnly(_first, Alice);
        _world.Skip(reservation.Expiry + 1 - _world.Now);

        Assert.AreEqual(
            "ReservationOver", Refusal(_first.Escrow, new Reveal(reservation, [_first.KeyOf(exchange.Session)])));
        Assert.AreEqual(BigInteger.Zero, Earned(_first));
    }

    [TestMethod]
    public void Distributor_WhoseReserveIsMinedLate_HandsOutNoKey()
    {
        // Less than half of the window is left: the reveal might not make it, and the key would be out for nothing.
        EscrowCall? held = null;
        _first.BeforeSending = call =>
        {
            held ??= call;
            return null;
        };
        Exchange exchange = new Exchange(_world, _first, _release, Alice).UpToChallenge();
        exchange.Receipt();
        _world.Run(World.Hour / 4);
        _first.Claims = false;
        _world.Skip(exchange.Answer.ValidUntil - (4 * World.Hour) - _world.Now);
        Send(_first, held!);
        _first.Claims = true;
        _first.BeforeSending = null;

        _world.Run(5 * World.Hour);

        Assert.AreEqual(202, exchange.Key().Status);
        Assert.IsFalse(_first.Sent.OfType<Reveal>().Any());
    }

    [TestMethod]
    public void Reservation_RevealedTwice_PaysOnce()
    {
        (Exchange exchange, Reservation reservation) = ReserveOnly(_first, Alice);
        Reveal reveal = new(reservation, [_first.KeyOf(exchange.Session)]);
        Send(_first, reveal);

        Assert.AreEqual("UnknownReservation", Refusal(_first.Escrow, reveal));
        Assert.AreEqual("NothingAccepted", Refusal(
            _first.Escrow, new Claim(_release.Id, 0, [DeliveryOf(exchange)], reveal.Keys)));
        _world.Skip(reservation.Expiry + 1 - _world.Now);
        Assert.AreEqual("UnknownReservation", Refusal(_first.Escrow, new Expire(reservation)));
        Assert.AreEqual(_release.Reward, Earned(_first));
    }

    [TestMethod]
    public void Reservation_RevealedByAnother_PaysItsDistributor()
    {
        (Exchange exchange, Reservation reservation) = ReserveOnly(_first, Alice);

        Send(_second, new Reveal(reservation, [_first.KeyOf(exchange.Session)]));

        Assert.AreEqual(_release.Reward, Earned(_first));
        Assert.AreEqual(BigInteger.Zero, Earned(_second));
    }

    [TestMethod]
    public void Reservation_RevealedWithAnotherPayee_IsUnknown()
    {
        (Exchange exchange, Reservation reservation) = ReserveOnly(_first, Alice);
        Hash32[] keys = [_first.KeyOf(exchange.Session)];

        Assert.AreEqual("UnknownReservation", Refusal(
            _second.Escrow, new Reveal(reservation with { Distributor = _second.Address }, keys)));
        Assert.AreEqual("UnknownReservation", Refusal(
            _second.Escrow, new Reveal(reservation with { Expiry = reservation.Expiry + World.Day }, keys)));
    }

    [TestMethod]
    public void Receipt_PresentedByAnother_IsNotInTheFleet()
    {
        Exchange exchange = new Exchange(_world, _first, _release, Alice).UpToChallenge();
        Delivery stolen = DeliveryOf(exchange);

        Assert.AreEqual("NotInFleet", Refusal(_second.Escrow, new Reserve(_release.Id, 0, [stolen])));
        Assert.AreEqual("NotInFleet", Refusal(
            _second.Escrow, new Claim(_release.Id, 0, [stolen], [_first.KeyOf(exchange.Session)])));
    }

    [TestMethod]
    public void Receipt_PresentedToAnotherContractOrSignedForAnotherChain_IsNotInTheFleet()
    {
        AnvilChain chain = (AnvilChain)_world.Chain;
        Wallet deployer = new(chain.Node, _vendor.Account, Simulator.Devnet.AnvilProcess.FastWallet);
        (EscrowClient other, _) = World.Wait(EscrowClient.DeployAsync(chain.Node, deployer));
        World.Wait(chain.At(other.Identity.Escrow, _vendor.Account).SendAsync(_release.Funding));
        IEscrow elsewhere = chain.At(other.Identity.Escrow, _first.Account);
        Exchange exchange = new Exchange(_world, _first, _release, Alice).UpToChallenge();
        Delivery right = DeliveryOf(exchange);

        // The very same release exists there, under the same id.
        Assert.AreEqual("NotInFleet", Refusal(elsewhere, new Reserve(_release.Id, 0, [right])));
        byte[] otherChain = exchange.Sign(Eip712.Domain(chain.ChainId + 1, chain.Escrow.ToBytes()));
        Assert.AreEqual("NotInFleet", Refusal(
            _first.Escrow, new Reserve(_release.Id, 0, [right with { Signature = otherChain }])));
        Assert.IsNotNull(Send(_first, new Reserve(_release.Id, 0, [right])));
    }

    [TestMethod]
    public void Distributor_RestoredFromABackupBetweenReserveAndReveal_RevealsWithTheSameKey()
    {
        // A new epoch changes what is opened from now on; what the books know answered keeps its key.
        (Exchange exchange, Reservation reservation) = ReserveOnly(_first, Alice);
        Hash32 before = _first.KeyOf(exchange.Session);

        _first.Restart(_first.Books, new MemoryEpochMark());

        Assert.AreEqual(before, _first.KeyOf(exchange.Session));
        Send(_first, new Reveal(reservation, [before]));
        Assert.IsTrue(_world.RunUntil(() => exchange.Key().Status == 200));
    }

    [TestMethod]
    public void Device_WithoutAnyOtherSource_FindsItsKeyInTheChainsLogs()
    {
        const string NodeUrl = "http://node.example";
        _world.Host(NodeUrl, new NodeHost(((AnvilChain)_world.Chain).Node));
        _device.Board.NodeUrl = NodeUrl;
        _device.Know(_first);
        _first.Adversary = (request, reply) => request.Parts is [.., "key" or "receipt"] ? Reply.Refused(202) : reply;

        Assert.IsTrue(_world.RunUntil(() => _device.Runs(_release)));

        Assert.AreEqual(_release.Reward, Earned(_first));
    }

    /// <summary>
    /// A reservation that the distributor itself knows nothing of, so that a test may act in its place.
    /// </summary>
    private (Exchange Exchange, Reservation Reservation) ReserveOnly(WorldDistributor distributor, byte[] device)
    {
        Exchange exchange = new Exchange(_world, distributor, _release, device).UpToChallenge();
        exchange.Receipt();
        distributor.Claims = false;
        EscrowResult result = Send(distributor, new Reserve(_release.Id, 0, [DeliveryOf(exchange)]));
        return (exchange, ((Reserved)result.Events.Single()).Reservation);
    }

    /// <summary>Alice's exchange with another distributor, which has not seen the chain since it began.</summary>
    private Exchange HiddenReceipt(WorldDistributor distributor, uint counter = 7) =>
        new Exchange(_world, distributor, _release, Alice, counter).UpToChallenge();

    private Delivery DeliveryOf(Exchange exchange)
    {
        int index = _release.IndexOf(Address.FromBytes(exchange.Request.Device));
        return new Delivery(
            (uint)index, exchange.KeyCommitment, exchange.Answer.ValidUntil, exchange.Sign(), _release.Proof(index));
    }

    private static EscrowResult Send(WorldDistributor distributor, EscrowCall call) => distributor.Send(call)!;

    private static string Refusal(IEscrow escrow, EscrowCall call) =>
        Assert.ThrowsExactly<EscrowRevertedException>(() => World.Wait(escrow.SendAsync(call))).Error;

    private BigInteger Earned(WorldDistributor distributor) =>
        _world.Chain.BalanceOf(distributor.Address) - distributor.StartWei + distributor.FeesWei;
}
