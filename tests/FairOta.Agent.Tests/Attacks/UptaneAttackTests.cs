using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Attacks;

/// <summary>
/// The threats of the Uptane Standard, section "Description of threats", that are not in TUF's list: whoever sits on
/// the device's network, or in front of its sources.
/// </summary>
[TestClass]
public class UptaneAttackTests : AttackScene
{
    [TestMethod]
    public void Eavesdropping_BeforeTheKeyIsOut_YieldsNothingOfTheImage()
    {
        List<byte[]> heard = [];
        foreach (FakeDistributor distributor in World.Distributors)
        {
            distributor.RevealSeconds = -1;
            distributor.ChangeSegment = (_, _, segment) =>
            {
                heard.Add((byte[])segment.Clone());
                return segment;
            };
        }

        Assert.IsTrue(Device.RunUntil(_ => World.Receipts.Count > 0));

        HashSet<string> package = [.. Enumerable.Range(1, Release.Package.SegmentCount)
            .Select(i => Bytes.ToHex(Release.Package.Segment(i)))];
        Assert.IsGreaterThanOrEqualTo(Release.Package.SegmentCount, heard.Count);
        Assert.IsFalse(heard.Any(segment => package.Contains(Bytes.ToHex(segment))));
    }

    [TestMethod]
    public void Eavesdropping_OnceTheKeyIsOut_AnImageIsNoSecret()
    {
        // Why the attack does not apply: confidentiality is promised until the payment, not after it. Key and samples
        // then open what was recorded, as they do for the device.
        ExpectUpdated();
        FakeSession session = World.Distributors.SelectMany(d => d.Sessions).Single();
        byte[] opened = Segments.Unseal(
            TestRelease.Symmetric, session.Polynomial.Evaluate(7), session.Sealed(7));
        CollectionAssert.AreEqual(Release.Package.Segment(7), opened);
    }

    [TestMethod]
    [DataRow("/v1/distributors")]
    [DataRow("/segments")]
    [DataRow("/challenge")]
    [DataRow("/receipt")]
    [DataRow("/key")]
    public void DropRequest_OneKindForADay_IsSurvived(string part)
    {
        long end = World.Now + 20 * 3600;
        EverybodyAnswers(r => World.Now < end ? On(r, part, () => FakeAnswer.Silent) : null);
        ExpectUpdated();
    }

    [TestMethod]
    public void DropRequest_EverythingForAWeek_IsSurvived()
    {
        long end = World.Now + 7 * 24 * 3600;
        EverybodyAnswers(_ => World.Now < end ? FakeAnswer.Silent : null);
        Assert.IsFalse(Device.RunUntil(_ => World.Now >= end - 60, days: 6));
        Assert.IsTrue(Device.RunUntil(_ => Device.Runs(Release)));
    }

    [TestMethod]
    public void SlowRetrieval_FromEveryDistributor_IsLeftForTheOrigin()
    {
        foreach (FakeDistributor slow in World.Distributors)
        {
            slow.Override = r => On(r, "/segments", () =>
                new FakeAnswer { Status = 200, Body = new byte[4096], BytesPerSecond = 1 });
        }

        ExpectUpdated();
        Assert.IsEmpty(World.Receipts);
        Assert.AreNotEqual(0, World.Origin.PackageBytes);
    }

    [TestMethod]
    public void SlowRetrieval_OfEveryManifest_DoesNotHoldTheDeviceInACall()
    {
        EverybodyAnswers(r => World.Now < TestRelease.IssuedAt + 7200
            ? On(r, "/manifest", () => new FakeAnswer { Status = 200, Body = new byte[4000], BytesPerSecond = 1 })
            : null);
        long begun = World.Now;
        Assert.IsTrue(Device.RunUntil(_ => Device.Phases.Contains(AgentPhase.Idle)));
        Assert.IsLessThan(begun + 5 * 60, World.Now);
        ExpectUpdated();
    }

    [TestMethod]
    public void PartialBundle_LastPieceIsWithheld_NothingIsInstalled()
    {
        // One image is the whole bundle, and all of its package is needed for any of it.
        EverybodyAnswers(r =>
            On(r, "first=257&", () => FakeAnswer.Silent)
            ?? (r.RangeFirst >= 4096 ? On(r, "/package", () => FakeAnswer.Of(503)) : null));
        Assert.IsFalse(Device.RunUntil(_ => Device.Phases.Contains(AgentPhase.Installation), days: 2));
        EverybodyAnswers(_ => null);
        ExpectUpdated();
    }

    [TestMethod]
    public void PartialBundle_EverySegmentButOne_OpensNone()
    {
        PackageOpener opener = new(TestRelease.Symmetric, TestRelease.SegmentSize, Release.Package.SegmentCount);
        for (int i = 1; i <= Release.Package.SegmentCount; i++)
            opener.Append(i == 100 ? new byte[TestRelease.SegmentSize] : Release.Package.Segment(i));
        byte[]? key = null;
        try
        {
            key = opener.Unlock();
        }
        catch (ProtocolException)
        {
            // As it should be, or a key that is none.
        }

        byte[] right = TestRelease.Seeded("package key 2.0.0.0")[..16];
        Assert.IsFalse(key != null && Bytes.Equal(right, key));
    }

    [TestMethod]
    [DataRow(503)]
    [DataRow(429)]
    [DataRow(410)]
    [DataRow(404)]
    public void DenialOfService_EverySourceRefusesForADay_DeviceAsksSeldomAndRecovers(int status)
    {
        long end = World.Now + 24 * 3600;
        EverybodyAnswers(_ => World.Now < end ? FakeAnswer.Of(status) : null);
        _ = Device.RunUntil(_ => World.Now >= end, days: 2);
        CollectionAssert.AreEqual(TestDevice.FactoryImage, Device.Slots.RunningImage);
        Assert.IsLessThan(24 * 30, World.Log.Count);
        ExpectUpdated();
    }

    [TestMethod]
    public void DenialOfService_NoDistributorIsKnownAtFirst_DeviceLooksSoonAgain()
    {
        FakeDistributor late = World.Distributors.First();
        foreach (FakeDistributor distributor in World.Distributors.ToList())
            World.Remove(distributor);
        Assert.IsTrue(Device.RunUntil(_ => Device.Trust.AcceptedVersion != null));
        World.Add(late);
        long begun = World.Now;
        ExpectUpdated();
        Assert.HasCount(1, World.Receipts);
        Assert.IsLessThan(begun + 300, World.Receipts[0].At);
    }
}
