using System;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Keys;

[TestClass]
public sealed class ManifestTrustTests
{
    private static readonly KeyPair One = Sample.ManifestKey, Two = Sample.OtherManifestKey;
    private static readonly KeyPair Three = KeyPair.Draw(KeyKind.Manifest, new CountingRandomness(4000));

    [TestMethod]
    public void Of_NoRotation_IsNotKnown()
    {
        ManifestTrust trust = ManifestTrust.Of([Card(1, One)], Sample.Product);
        Assert.IsNull(trust.Keys);
        Assert.IsNull(Refusal([Card(1, One)], 2, Three));
    }

    [TestMethod]
    public void Of_TheLastRotationBelowAVersion_Counts()
    {
        ReleaseCard[] cards = [Card(3, Two, Three), Card(1, One, Two), Card(2, Two)];
        CollectionAssert.AreEqual(Two.CompressedPublicKey, Of(cards, 3).Keys!.Single());
        CollectionAssert.AreEqual(Three.CompressedPublicKey, Of(cards, 4).Keys!.Single());
        CollectionAssert.AreEqual(Three.CompressedPublicKey, ManifestTrust.Of(cards, Sample.Product).Keys!.Single());
    }

    [TestMethod]
    public void Of_ARotationThatWasNeverSentOrIsOfAnotherProduct_DoesNotCount()
    {
        ReleaseCard other = Card(1, One, plan => plan with { Product = ProductId.Of("example.com", "other") }, Two);
        Assert.IsNull(ManifestTrust.Of([Planned(Card(1, One, Two)), other], Sample.Product).Keys);
    }

    [TestMethod]
    public void Refusal_OfARetiredKey_NamesWhatDevicesTrust()
    {
        string? refusal = Refusal([Card(1, One, Two)], 2, One);
        Assert.Contains(Convert.ToHexStringLower(Two.CompressedPublicKey), refusal!);
        Assert.IsNull(Refusal([Card(1, One, Two)], 2, Two));
    }

    [TestMethod]
    public void Refusal_OfAKeyThatWasNeverTrusted_IsThere() => Assert.IsNotNull(Refusal([Card(1, One, Two)], 2, Three));

    /// <summary>The old key stays trusted beside the new one: what it signs next would hide the change from devices
    /// that slept, unless it says it again.</summary>
    [TestMethod]
    public void Refusal_OfTheOldKeyThatStaysTrusted_UnlessTheNewReleaseNamesTheKeysAgain()
    {
        ReleaseCard[] cards = [Card(1, One, One, Two)];
        Assert.IsNotNull(Refusal(cards, 2, One));
        Assert.IsNull(Refusal(cards, 2, One, One, Two));
        Assert.IsNull(Refusal(cards, 2, Two));
    }

    [TestMethod]
    public void Refusal_OfARotationBelowAnother_IsThere()
    {
        ReleaseCard[] cards = [Card(3, One, Two)];
        Assert.IsNotNull(Refusal(cards, 2, One, Three));
        Assert.IsNotNull(Refusal(cards, 3, One, Three));
        Assert.IsNull(Refusal(cards, 2, One));
        Assert.IsNull(Refusal(cards, 4, Two, Three));
    }

    private static ManifestTrust Of(ReleaseCard[] cards, int below) =>
        ManifestTrust.Of(cards, Sample.Product, Version(below));

    private static string? Refusal(ReleaseCard[] cards, int version, KeyPair signer, params KeyPair[] trusts) =>
        ManifestTrust.Refusal(
            cards, Sample.Product, Version(version), signer.CompressedPublicKey,
            trusts.Length == 0 ? null : [.. trusts.Select(key => key.CompressedPublicKey)]);

    private static ImageVersion Version(int major) => new(major, 0, 0, 0);

    private static ReleaseCard Card(int version, KeyPair signer, params KeyPair[] trusts) =>
        Card(version, signer, plan => plan, trusts);

    private static ReleaseCard Card(
        int version, KeyPair signer, Func<ReleasePlan, ReleasePlan> change, params KeyPair[] trusts)
    {
        Release release = Sample.Build(
            plan => change(plan) with
            {
                Version = Version(version),
                ManifestKeys = trusts.Length == 0 ? null : [.. trusts.Select(key => key.CompressedPublicKey)],
            },
            signer);
        ReleaseJournal journal = ReleaseJournal.Of(release);
        return new ReleaseCard("r", release.Manifest, journal with
        {
            Tranches = [.. journal.Tranches.Select(tranche => tranche with { State = FundingState.Funded })],
        }, false);
    }

    private static ReleaseCard Planned(ReleaseCard card) => card with
    {
        Journal = card.Journal with
        {
            Tranches = [.. card.Journal.Tranches.Select(tranche => tranche with { State = FundingState.Planned })],
        },
    };
}
