using System;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Attacks;

/// <summary>The attacks of the TUF specification 1.0.34, section 1.5.2, in its order.</summary>
[TestClass]
public class TufAttackTests : AttackScene
{
    private static readonly TestRelease Older = new("1.5.0.0", m => m.SecurityCounter = 1);

    [TestMethod]
    public void ArbitraryInstallation_ManifestOfAStranger_ChangesNothing()
    {
        EverybodyServes(new TestRelease("9.0.0.0", signer: TestRelease.OtherManifestKey));
        ExpectNothingChanges();
    }

    [TestMethod]
    public void ArbitraryInstallation_PackageOfAStranger_IsNeverInstalled()
    {
        TestRelease evil = new("9.0.0.0", signer: TestRelease.OtherManifestKey);
        foreach (FakeDistributor distributor in World.Distributors.ToList())
            World.Remove(distributor);
        World.Origin.Override = r => On(r, "/package", () => FakeAnswer.Ranged(r, evil.Package.Content));

        Assert.IsFalse(Device.RunUntil(_ => Device.Slots.RunningImage != TestDevice.FactoryImage, days: 2));

        World.Origin.Override = null;
        ExpectUpdated();
    }

    [TestMethod]
    [DataRow("/manifest")]
    [DataRow("/v1/distributors")]
    [DataRow("/v1/sessions")]
    [DataRow("/segments")]
    [DataRow("/challenge")]
    public void EndlessData_FromEveryDistributor_IsCutShort(string part)
    {
        foreach (FakeDistributor attacker in World.Distributors)
        {
            attacker.Override = r => On(r, part, () =>
                new FakeAnswer { Status = 200, Body = new byte[1 << 22], HasLength = false });
        }

        ExpectUpdated();
    }

    [TestMethod]
    public void ExtraneousDependencies_ManifestWithAKeyMore_IsRefused()
    {
        // There are no dependencies: one manifest, one image. What would name one is not understood, and not taken.
        byte[] payload = Release.Manifest.Encode();
        Assert.AreEqual(0xB1, payload[0]);
        byte[] more = [0xB2, .. payload[1..], 0x13, 0x61, (byte)'x'];
        EverybodyServes(CoseSign1.Sign(TestRelease.Symmetric, TestRelease.ManifestKey, more, Tags.Manifest));
        ExpectNothingChanges();
        EverybodyServes(CoseSign1.Sign(TestRelease.Symmetric, TestRelease.ManifestKey, payload, Tags.Manifest));
        ExpectUpdated();
    }

    [TestMethod]
    public void FastForward_HighestVersionOfAStranger_DoesNotKeepTheNextReleaseOut()
    {
        EverybodyServes(new TestRelease(
            "4294967295.4294967295.4294967295.4294967295", signer: TestRelease.OtherManifestKey));
        _ = Device.RunUntil(_ => false, days: 1);
        foreach (FakeServer server in Everybody)
            server.Manifest = null;
        ExpectUpdated();
    }

    [TestMethod]
    public void FastForward_HighestVersionThatDoesNotWork_DoesNotKeepTheNextReleaseOut()
    {
        // Signed by the vendor's own key: what fails its trial is barred, and its version forgotten.
        TestRelease highest = new("4294967295.0.0.0");
        World.Publish(highest);
        Device.Board.ConfirmAtStart = false;
        Assert.IsTrue(Device.RunUntil(_ =>
        {
            if (Device.Runs(highest))
                Device.Agent.Reject();
            return Device.Trust.IsBarred(highest.ReleaseId);
        }));

        EverybodyServes(Release);
        Device.Board.ConfirmAtStart = true;
        ExpectUpdated();
    }

    [TestMethod]
    public void IndefiniteFreeze_AllButOneSourceServeTheOldManifest_NewestIsTaken()
    {
        foreach (FakeDistributor distributor in World.Distributors)
            distributor.Manifest = _ => Older.Signed;
        ExpectUpdated();
    }

    [TestMethod]
    public void IndefiniteFreeze_ManifestBeyondItsNotAfter_IsNotTaken()
    {
        EverybodyServes(new TestRelease("1.5.0.0", m => m.NotAfter = TestRelease.IssuedAt + 10));
        ExpectNothingChanges();
    }

    [TestMethod]
    public void IndefiniteFreeze_FalseDatesFromThreeSources_ReleaseIsTakenAllTheSame()
    {
        World.AddDistributor(3);
        World.Clock.IsKnown = false;
        EverybodyAnswers(r => On(r, "/v1/distributors", () =>
            new FakeAnswer { Status = 200, Body = World.DistributorList(), Date = Release.Manifest.NotAfter + 1 }));
        ExpectUpdated();
    }

    [TestMethod]
    public void IndefiniteFreeze_FalseDatesAtFirst_TrueOnesAreAskedForAgain()
    {
        // So many that the next one chosen is not among the three that lied.
        for (int i = 3; i <= 9; i++)
            World.AddDistributor(i);
        World.Clock.IsKnown = false;
        EverybodyAnswers(r => On(r, "/v1/distributors", () => new FakeAnswer
        {
            Status = 200,
            Body = World.DistributorList(),
            Date = World.Distributors.Any(d => d.Sessions.Any(s => s.ChallengeBody != null))
                ? null
                : Release.Manifest.NotAfter + 1,
        }));
        ExpectUpdated();
        Assert.HasCount(1, World.Receipts);
        Assert.HasCount(2, Device.Chosen);
    }

    [TestMethod]
    public void MaliciousMirrors_AllButOneSourceLie_UpdateComesFromTheOne()
    {
        for (int i = 3; i <= 6; i++)
            World.AddDistributor(i);
        FakeDistributor honest = World.Distributors.Last();
        foreach (FakeDistributor mirror in World.Distributors.Where(d => d != honest))
            mirror.ChangeSegment = (_, _, segment) => [.. segment.Select(b => (byte)~b)];
        ExpectUpdated();
        CollectionAssert.AreEqual(honest.Address, World.Receipts.Single().Distributor);
    }

    [TestMethod]
    public void MixAndMatch_SegmentsOfAnotherRelease_AreRefusedAndTheDistributorBarred()
    {
        World.Publish(Older);
        FakeDistributor first = World.Distributors.First();
        first.ChangeSegment = (session, index, _) => Segments.Seal(
            TestRelease.Symmetric, session.Polynomial.Evaluate(index), Older.Package.Segment(index));
        World.Remove(World.Distributors.Last());
        Assert.IsTrue(Device.RunUntil(_ => Device.Release?.Find(first.Address, first.Url)?.Barred == true));
        Assert.IsEmpty(World.Receipts);
        ExpectUpdated();
    }

    [TestMethod]
    public void MixAndMatch_HalfOfAnotherReleasesPackage_IsNotInstalled()
    {
        foreach (FakeDistributor distributor in World.Distributors.ToList())
            World.Remove(distributor);
        byte[] mixed = [.. Release.Package.Content[..2048], .. Older.Package.Content[2048..]];
        World.Origin.Override = r => On(r, "/package", () => FakeAnswer.Ranged(r, mixed));
        Assert.IsFalse(Device.RunUntil(_ => Device.Slots.RunningImage != TestDevice.FactoryImage, days: 2));
        World.Origin.Override = null;
        ExpectUpdated();
    }

    [TestMethod]
    public void Rollback_OldReleaseAfterTheUpdate_IsNotTaken()
    {
        ExpectUpdated();
        EverybodyServes(Older);
        ExpectNothingChanges();
    }

    [TestMethod]
    public void Rollback_HigherVersionWithALowerCounter_IsNotTaken()
    {
        ExpectUpdated();
        EverybodyServes(new TestRelease("3.0.0.0", m => m.SecurityCounter = 1));
        ExpectNothingChanges();
    }

    [TestMethod]
    public void Rollback_OldReleaseOnceANewerWasSeen_IsNotTaken()
    {
        // Seen is enough: the newer one is known, though nobody gives its package.
        World.Publish(Older);
        string newer = Bytes.ToHex(Release.ReleaseId);
        EverybodyAnswers(r =>
            (r.Url + Bytes.ToHex(r.Body ?? [])).Contains(newer, StringComparison.Ordinal) ? FakeAnswer.Of(503) : null);
        Assert.IsTrue(Device.RunUntil(_ => Device.Trust.AcceptedVersion != null));
        EverybodyServes(Older);
        _ = Device.RunUntil(_ => false, days: 1);
        CollectionAssert.AreEqual(TestDevice.FactoryImage, Device.Slots.RunningImage);
        EverybodyAnswers(_ => null);
        EverybodyServes(Release);
        ExpectUpdated();
    }

    [TestMethod]
    public void KeyCompromise_OldKeyAfterARotation_SignsNothingMore()
    {
        TestRelease rotating = new(
            "2.1.0.0", m => m.ManifestKeys = [TestRelease.Compressed(TestRelease.OtherManifestKey)]);
        World.Publish(rotating);
        Assert.IsTrue(Device.RunUntil(_ => Device.Runs(rotating)));
        Device.RunUntilIdle();
        EverybodyServes(new TestRelease("9.0.0.0"));
        ExpectNothingChanges();
    }

    [TestMethod]
    public void KeyCompromise_ManifestFromBeforeTheRotation_DoesNotBringTheOldKeyBack()
    {
        byte[] oldKey = TestRelease.Compressed(TestRelease.ManifestKey);
        byte[] newKey = TestRelease.Compressed(TestRelease.OtherManifestKey);
        TestRelease before = new("1.9.0.0", m => m.ManifestKeys = [oldKey], TestRelease.OtherManifestKey);
        World.Publish(new TestRelease("2.1.0.0", m => m.ManifestKeys = [newKey]));
        Assert.IsTrue(Device.RunUntil(_ => Device.Trust.KeysVersion != null));
        EverybodyServes(before);
        _ = Device.RunUntil(_ => false, days: 1);
        CollectionAssert.AreEqual(newKey, Device.Trust.ManifestKeys.Single());
    }

    [TestMethod]
    [DataRow("product")]
    [DataRow("hardware")]
    [DataRow("format")]
    public void WrongSoftware_OfTheVendorButNotForThisDevice_IsNotTaken(string what)
    {
        Device.Board.HardwareRevision = 3;
        Device.Board.PayloadFormat = 0;
        EverybodyServes(new TestRelease("3.0.0.0", m =>
        {
            if (what == "product")
                m.ProductId = new byte[16];
            else if (what == "hardware")
                m.HardwareRevisions = [1, 2];
            else
                m.PayloadFormat = 1;
        }));
        ExpectNothingChanges();
        EverybodyServes(Release);
        ExpectUpdated();
    }
}
