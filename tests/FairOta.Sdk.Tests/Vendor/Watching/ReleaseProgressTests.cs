using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Watching;

[TestClass]
public sealed class ReleaseProgressTests
{
    private const long Now = Sample.Now;
    private static readonly ReleaseId Id = Number(7);
    private static readonly Address Anna = Sample.Fleet(1, 901)[0], Ben = Sample.Fleet(1, 902)[0];

    /// <summary>Tranche 0 has the devices 1 to 3, tranche 1 the devices 11 and 12.</summary>
    private static readonly FleetIndex Fleets = new([Sample.Fleet(3), Sample.Fleet(2, 11)]);

    [TestMethod]
    public void Of_AReleaseThatIsNotThere_IsNull() =>
        Assert.IsNull(ReleaseProgress.Of(EscrowView.Empty, Id, Fleets, Now));

    [TestMethod]
    public void Of_DeliveredReservedAndLeft_AddUpByTranche()
    {
        ReleaseProgress progress = Of(
            [Delivered(1, Anna, 5), Delivered(2, Ben, 6), Reserved(1, 11, Ben, Now, 7), Delivered(3, Anna, 8)]);
        Assert.AreSequenceEqual<TrancheProgress>([new(0, 3, 3, 0), new(1, 2, 0, 1)], progress.Tranches);
        Assert.AreEqual((5L, 3L, 1L, 1L), (progress.Devices, progress.Delivered, progress.Reserved, progress.Left));
        Assert.AreEqual(1L, progress.Tranches[1].Left);
        Assert.AreEqual(new BigInteger(50), progress.Locked);
        Assert.AreEqual(new BigInteger(30), progress.Paid);
        Assert.AreEqual(new BigInteger(20), progress.Balance);
        Assert.IsFalse(progress.IsOver);
    }

    [TestMethod]
    public void Of_AReservationThatLapsed_CountsAsLeft()
    {
        ReleaseProgress progress = Of([Reserved(0, 1, Anna, Now - 1, 5)]);
        Assert.AreEqual((0L, 5L), (progress.Reserved, progress.Left));
        Assert.IsEmpty(progress.Distributors);
    }

    [TestMethod]
    public void Of_Distributors_AreOrderedByWhatTheyDeliveredWithTheirLastBlock()
    {
        ReleaseProgress progress = Of(
            [Delivered(1, Anna, 5), Delivered(2, Ben, 6), Delivered(3, Ben, 9), Reserved(1, 11, Anna, Now, 12)]);
        Assert.AreSequenceEqual<DistributorProgress>([new(Ben, 2, 0, 9), new(Anna, 1, 1, 12)], progress.Distributors);
    }

    [TestMethod]
    public void Of_SeveralTranchesWithoutFleets_LeavesOpenWhichWasDelivered()
    {
        ReleaseProgress progress = ReleaseProgress.Of(View([Delivered(1, Anna, 5)]), Id, null, Now)!;
        Assert.AreEqual(1, progress.Delivered);
        Assert.IsTrue(progress.Tranches.All(tranche => tranche is { Delivered: null, Left: null }));
    }

    [TestMethod]
    public void Of_OneTrancheWithoutFleets_KnowsWhatWasDelivered()
    {
        EscrowView view = EscrowView.Empty.Apply(
            [Created(), new TrancheAdded(At(1), Id, 0, default, 3), Delivered(1, Anna, 5)]);
        Assert.AreEqual(1L, ReleaseProgress.Of(view, Id, null, Now)!.Tranches.Single().Delivered);
    }

    [TestMethod]
    public void IsOver_WhenAllIsDeliveredOrTakenBack()
    {
        Assert.IsTrue(Of([.. new[] { 1, 2, 3, 11, 12 }.Select(device => Delivered(device, Anna, 5))]).IsOver);
        ReleaseProgress reclaimed = Of([Delivered(1, Anna, 5), new Reclaimed(At(9), Id, 40)]);
        Assert.IsTrue(reclaimed.IsOver);
        Assert.AreEqual(BigInteger.Zero, reclaimed.Balance);
    }

    /// <summary>What a reorganisation takes out of the view is gone from the progress as well.</summary>
    [TestMethod]
    public void Of_AfterAReorganisation_IsOfTheChainThatStands()
    {
        ChainState state = ChainState.Empty.Advance(
            new BlockHeader(4, Number(4).Value, default, 0),
            [Created(), new TrancheAdded(At(1), Id, 0, default, 3)]);
        ChainState longer = state.Advance(new BlockHeader(5, Number(5).Value, default, 0), [Delivered(1, Anna, 5)]);
        Assert.AreEqual(1, ReleaseProgress.Of(longer.View, Id, null, Now)!.Delivered);
        Assert.AreEqual(0, ReleaseProgress.Of(longer.RollBackTo(4).View, Id, null, Now)!.Delivered);
    }

    [TestMethod]
    public void Versions_OfSeveralReleases_CountEachDeviceOnceByTheHighest()
    {
        ReleaseId next = Number(8);
        EscrowView view = EscrowView.Empty.Apply(
        [
            Created(), new TrancheAdded(At(1), Id, 0, default, 3),
            Created() with { Release = next }, new TrancheAdded(At(1), next, 0, default, 2),
            Delivered(1, Anna, 5), Delivered(2, Anna, 5), Delivered(2, Anna, 6) with { Release = next },
        ]);
        ImageVersion one = new(1, 0, 0, 0), two = new(2, 0, 0, 0);
        var versions = VersionProgress.Of(
            view, [(next, two, new FleetIndex([Sample.Fleet(2, 2)])), (Id, one, new FleetIndex([Sample.Fleet(3)]))]);
        Assert.AreSequenceEqual<(string?, long)>(
            [("2.0.0.0", 1), ("1.0.0.0", 1), (null, 1)],
            versions.Select(each => (each.Version?.ToString(), each.Devices)));
    }

    [TestMethod]
    public void Outcomes_OfDevices_AreCountedByTranche()
    {
        var outcomes = new Dictionary<Address, int>
        {
            [Device(1)] = Outcome.Installed,
            [Device(2)] = Outcome.Failed,
            [Device(11)] = Outcome.Refused,
            [Device(12)] = Outcome.Installed,
            [Device(99)] = Outcome.Installed,
        };
        Assert.AreSequenceEqual<OutcomeCount>([new(1, 1, 0), new(1, 0, 1)], OutcomeCount.Of(outcomes, Fleets, 2));
        Assert.AreSequenceEqual<OutcomeCount>([new(1, 1, 0)], OutcomeCount.Of(outcomes, Fleets, 1));
    }

    private static Address Device(int number) => Sample.Fleet(1, number)[0];

    private static ReleaseProgress Of(IEnumerable<EscrowEvent> events) =>
        ReleaseProgress.Of(View(events), Id, Fleets, Now)!;

    private static EscrowView View(IEnumerable<EscrowEvent> events) => EscrowView.Empty.Apply(
    [
        Created(), new TrancheAdded(At(1), Id, 0, default, 3), new TrancheAdded(At(2), Id, 1, default, 2), .. events,
    ]);

    private static ReleaseCreated Created() =>
        new(At(1), Id, Sample.Account.Address, default, default, 10, Now + Sample.Day, "https://o.example");

    private static Delivered Delivered(int device, Address distributor, long block) =>
        new(At(block), Id, Sample.Fleet(1, device)[0], distributor, default);

    private static Reserved Reserved(uint tranche, int device, Address distributor, long expiry, long block) => new(
        At(block),
        new Reservation(Id, tranche, distributor, expiry, [new Accepted(0, Sample.Fleet(1, device)[0], default)]));

    private static EventPosition At(long block) => new(block, default, 0, default);

    private static ReleaseId Number(byte number)
    {
        byte[] bytes = new byte[Hash32.Size];
        bytes[^1] = number;
        return ReleaseId.FromBytes(bytes);
    }
}
