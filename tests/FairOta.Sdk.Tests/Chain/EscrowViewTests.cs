using System.Linq;
using System.Numerics;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class EscrowViewTests
{
    private const long Expiry = 5000;
    private static readonly ReleaseId Release = ReleaseId.Parse(new string('1', 64));
    private static readonly Address Vendor = Address.Parse(new string('a', 40));
    private static readonly Address Distributor = Address.Parse(new string('b', 40));
    private static readonly Address Rival = Address.Parse(new string('c', 40));
    private static readonly Address Device = Address.Parse(new string('1', 40));
    private static readonly Address Neighbour = Address.Parse(new string('2', 40));
    private static readonly EventPosition At = new(1, default, 0, default);

    [TestMethod]
    public void Funded_NothingReserved_NobodyIsTakenAndAllIsLocked()
    {
        EscrowView view = Funded();
        Assert.IsFalse(view.IsTaken(Release, Device, 0));
        Assert.AreEqual(new BigInteger(1000), view.Find(Release)!.Balance);
        Assert.AreEqual(10u, view.Find(Release)!.Tranches[0].FleetSize);
    }

    [TestMethod]
    public void Reserved_UntilItsExpiry_IsTaken()
    {
        EscrowView view = Funded().Apply(Batch(0, Distributor));
        Assert.IsTrue(view.IsTaken(Release, Device, Expiry));
        Assert.IsTrue(view.IsTaken(Release, Neighbour, Expiry));
        Assert.IsFalse(view.IsTaken(Release, Device, Expiry + 1));
        Assert.IsFalse(view.IsTaken(Release, Vendor, 0));
        Assert.IsFalse(view.IsTaken(ReleaseId.Parse(new string('2', 64)), Device, 0));
    }

    [TestMethod]
    public void Reserved_AfterItsExpiry_IsLapsedAndStillOpen()
    {
        EscrowView view = Funded().Apply(Batch(0, Distributor));
        Assert.IsEmpty(view.Find(Release)!.Lapsed(Expiry));
        Assert.HasCount(1, view.Find(Release)!.Lapsed(Expiry + 1));
        Assert.HasCount(1, view.OpenReservations(Distributor));
        Assert.IsEmpty(view.OpenReservations(Rival));
    }

    [TestMethod]
    public void Expired_Reservation_FreesItsDevices()
    {
        Reserved reserved = Batch(0, Distributor);
        EscrowView view = Funded().Apply(reserved).Apply(new Expired(At, reserved.Reservation));
        Assert.IsFalse(view.IsTaken(Release, Device, 0));
        Assert.IsEmpty(view.Find(Release)!.Open);
    }

    [TestMethod]
    public void Delivered_WholeReservation_IsPaidForGoodAndTheKeysArePublic()
    {
        EscrowView view = Funded().Apply([Batch(0, Distributor), Paid(Device, 1), Paid(Neighbour, 2)]);
        Assert.IsTrue(view.IsTaken(Release, Device, long.MaxValue));
        Assert.AreEqual(Key(1), view.Deliveries(Release, Device).Single().Key);
        Assert.AreEqual(Key(2), view.Deliveries(Release, Neighbour).Single().Key);
        Assert.IsEmpty(view.Find(Release)!.Open);
        Assert.AreEqual(2, view.Find(Release)!.Paid[Distributor]);
        Assert.AreEqual(new BigInteger(800), view.Find(Release)!.Balance);
    }

    [TestMethod]
    public void Delivered_ByAClaim_NeedsNoReservation()
    {
        EscrowView view = Funded().Apply(Paid(Device, 1));
        Assert.IsTrue(view.IsTaken(Release, Device, long.MaxValue));
        Assert.HasCount(1, view.Deliveries(Release, Device));
    }

    [TestMethod]
    public void Delivered_DeviceReservedInTwoTranches_ClosesTheOneWhoseKeyItIs()
    {
        EscrowView view = Funded()
            .Apply([new TrancheAdded(At, Release, 1, default, 10), Batch(0, Distributor, 1), Batch(1, Distributor, 3)])
            .Apply([Paid(Device, 3), Paid(Neighbour, 4)]);
        Reserved left = view.OpenReservations(Distributor).Single();
        Assert.AreEqual(0u, left.Reservation.Tranche);
        view = view.Apply([Paid(Device, 1), Paid(Neighbour, 2)]);
        Assert.IsEmpty(view.OpenReservations(Distributor));
        Assert.HasCount(2, view.Deliveries(Release, Device));
    }

    [TestMethod]
    public void Delivered_ByAClaimInAnotherTranche_LeavesTheReservation()
    {
        EscrowView view = Funded()
            .Apply([new TrancheAdded(At, Release, 1, default, 10), Batch(0, Distributor), Paid(Device, 9)]);
        Assert.HasCount(1, view.OpenReservations(Distributor));
        Assert.HasCount(1, view.Deliveries(Release, Device));
    }

    [TestMethod]
    public void Delivered_BySomebodyElse_LeavesTheReservationOfAnotherTranche()
    {
        EscrowView view = Funded()
            .Apply([new TrancheAdded(At, Release, 1, default, 10), Batch(0, Distributor)])
            .Apply(new Delivered(At, Release, Device, Rival, Key(9)));
        Assert.HasCount(1, view.OpenReservations(Distributor));
    }

    /// <summary>One receipt earns in every tranche that its device is in, under one key: reserved here and claimed
    /// there, the delivery looks like a reveal. What the chain then expires must stop nobody.</summary>
    [TestMethod]
    public void Expired_AfterAClaimUnderItsKeyInAnotherTranche_FreesTheRest()
    {
        Reserved reserved = Batch(0, Distributor);
        EscrowView view = Funded()
            .Apply([new TrancheAdded(At, Release, 1, default, 10), reserved, Paid(Device, 1)])
            .Apply(new Expired(At, reserved.Reservation));
        AssertRestIsFree(view);
    }

    [TestMethod]
    public void Expired_AfterAClaimForASecondPlaceOfADevice_FreesTheRest()
    {
        Reserved reserved = Batch(0, Distributor);
        EscrowView view = Funded().Apply([reserved, Paid(Device, 9), new Expired(At, reserved.Reservation)]);
        AssertRestIsFree(view);
    }

    [TestMethod]
    public void Expired_DeviceTwiceInTheReservation_FreesIt()
    {
        Reserved reserved = Batch(0, Distributor);
        Accepted first = reserved.Reservation.Deliveries[0];
        reserved = reserved with
        {
            Reservation = reserved.Reservation with { Deliveries = [first, first with { Index = 5 }] },
        };
        EscrowView view = Funded().Apply([reserved, new Expired(At, reserved.Reservation)]);
        Assert.IsFalse(view.IsTaken(Release, Device, 0));
        Assert.IsEmpty(view.OpenReservations(Distributor));
    }

    [TestMethod]
    public void Announced_Twice_TheNewestCounts()
    {
        EscrowView view = EscrowView.Empty
            .Apply(new DistributorAnnounced(At, Distributor, "http://old"))
            .Apply(new DistributorAnnounced(At, Distributor, "http://new"));
        Assert.AreEqual("http://new", view.Distributors[Distributor]);
    }

    [TestMethod]
    public void Reclaimed_Rest_LeavesNothingLocked()
    {
        EscrowView view = Funded().Apply([Paid(Device, 1), new Reclaimed(At, Release, 900)]);
        Assert.AreEqual(BigInteger.Zero, view.Find(Release)!.Balance);
    }

    [TestMethod]
    public void PassedOver_Delivery_ChangesNothing()
    {
        EscrowView view = Funded();
        Assert.AreSame(view, view.Apply(new PassedOver(At, Release, 0, 1, PassedOverReason.Taken)));
    }

    [TestMethod]
    public void Apply_EventsWithoutWhatTheyFollowFrom_IsANodeError()
    {
        EscrowView funded = Funded();
        Reservation unknown = Batch(0, Distributor).Reservation;
        Assert.ThrowsExactly<NodeException>(() => EscrowView.Empty.Apply(Paid(Device, 1)));
        Assert.ThrowsExactly<NodeException>(() => funded.Apply(new Expired(At, unknown)));
        Assert.ThrowsExactly<NodeException>(() => funded.Apply(new TrancheAdded(At, Release, 2, default, 1)));
    }

    private static void AssertRestIsFree(EscrowView view)
    {
        Assert.IsEmpty(view.OpenReservations(Distributor));
        Assert.IsEmpty(view.Find(Release)!.Device(Neighbour).Open);
        Assert.IsFalse(view.IsTaken(Release, Neighbour, 0));
        Assert.IsTrue(view.IsTaken(Release, Device, 0));
    }

    private static EscrowView Funded() => EscrowView.Empty.Apply([
        new ReleaseCreated(At, Release, Vendor, default, default, 100, 9000, "http://vendor"),
        new TrancheAdded(At, Release, 0, default, 10),
    ]);

    private static Reserved Batch(uint tranche, Address distributor, byte firstKey = 1) => new(
        At with { LogIndex = (int)tranche },
        new Reservation(Release, tranche, distributor, Expiry,
        [
            new Accepted(3, Device, Commitment(firstKey)),
            new Accepted(4, Neighbour, Commitment((byte)(firstKey + 1))),
        ]));

    private static Delivered Paid(Address device, byte key) => new(At, Release, device, Distributor, Key(key));

    private static Hash32 Key(byte key) => Hash32.FromBytes([.. new byte[31], key]);

    private static Address Commitment(byte key) => Address.FromBytes(Ecdsa.Address(Key(key).ToBytes()));
}
