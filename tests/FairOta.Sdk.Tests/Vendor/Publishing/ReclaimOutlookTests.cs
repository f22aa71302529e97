using System.Numerics;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Publishing;

[TestClass]
public sealed class ReclaimOutlookTests
{
    private const long Deadline = Sample.Now;
    private static readonly ReleaseId Id = Sample.Build().Id;

    [TestMethod]
    public void Of_NoRelease_IsNotOnChain() =>
        Assert.AreEqual(ReclaimState.NotOnChain, ReclaimOutlook.Of(null, long.MaxValue).State);

    [TestMethod]
    [DataRow(Deadline + Sample.Day - 1, ReclaimState.TooEarly)]
    [DataRow(Deadline + Sample.Day, ReclaimState.Ready)]
    public void Of_WhatIsLeft_CanBeTakenADayAfterTheDeadline(long now, ReclaimState state) =>
        Assert.AreEqual(
            new ReclaimOutlook(state, 20, default, Deadline + Sample.Day),
            ReclaimOutlook.Of(Release(delivered: 1), now));

    [TestMethod]
    public void Of_EverythingDelivered_HasNothingLeft() => Assert.AreEqual(
        (ReclaimState.NothingLeft, BigInteger.Zero),
        (ReclaimOutlook.Of(Release(delivered: 3), Deadline).State, ReclaimOutlook.Of(Release(3), Deadline).Amount));

    /// <summary>The chain's last time is the end of the year 9999: nothing can be added to it without going
    /// beyond.</summary>
    [TestMethod]
    public void Of_ADeadlineAtTheEndOfTime_IsTooEarly() => Assert.AreEqual(
        ReclaimState.TooEarly, ReclaimOutlook.Of(Release(0, 253402300799), 253402300799).State);

    private static ReleaseView? Release(int delivered, long deadline = Deadline)
    {
        EscrowView view = EscrowView.Empty.Apply(
        [
            new ReleaseCreated(
                default, Id, Sample.Account.Address, default, default, 10, deadline, "https://o.example"),
            new TrancheAdded(default, Id, 0, default, 3),
        ]);
        for (int i = 0; i < delivered; i++)
            view = view.Apply(new Delivered(default, Id, Sample.Fleet(3)[i], Sample.Escrow, default));
        return view.Find(Id);
    }
}
