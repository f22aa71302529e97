using System;
using System.Linq;
using System.Numerics;
using System.Security.Cryptography;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Releases;

[TestClass]
public sealed class ReleaseBuilderTests
{
    [TestMethod]
    public void Build_Plan_IsSignedAndSaysWhatWasPlanned()
    {
        Release release = Sample.Build();
        Manifest manifest = Manifest.Open(release.SignedManifest, Sample.ManifestKey.CompressedPublicKey);
        Assert.AreEqual("1.2.3.4", manifest.Version.ToString());
        Assert.AreEqual(5L, manifest.SecurityCounter);
        Assert.AreEqual(Sample.Now, manifest.IssuedAt);
        Assert.AreEqual(Sample.Product, ProductId.FromBytes(manifest.ProductId));
        CollectionAssert.AreEqual(SHA256.HashData(Sample.Plan.Image), manifest.ImageSha256);
        CollectionAssert.AreEqual(new[] { "https://origin.example" }, manifest.Origins);
        Assert.AreEqual(new BigInteger(3000), release.Cost);
        Assert.AreEqual("https://origin.example", release.Terms.Url);
    }

    [TestMethod]
    public void Build_Package_OpensToTheImage()
    {
        Release release = Sample.Build();
        Manifest manifest = release.Manifest;
        var opener = new PackageOpener(new HostSymmetric(), manifest.SegmentSize, manifest.SegmentCount);
        byte[][] segments = [.. release.Package.ToArray().Chunk(manifest.SegmentSize)];
        foreach (byte[] segment in segments) opener.Append(segment);
        CollectionAssert.AreEqual(manifest.PackageRoot, opener.Root());
        byte[] key = opener.Unlock();
        byte[] image = [.. segments[..^1].SelectMany((segment, i) => opener.OpenSegment(key, i + 1, segment))];
        CollectionAssert.AreEqual(Sample.Plan.Image, image[..(int)manifest.ImageSize]);
    }

    [TestMethod]
    public void Build_SamePlanTwice_PacksUnderAnotherKey()
    {
        var builder = new ReleaseBuilder(new CountingRandomness(), TimeProvider.System);
        ReleasePlan plan = Sample.Plan with
        {
            ClaimDeadline = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 5 * Sample.Day,
            NotAfter = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 5 * Sample.Day,
        };
        Assert.AreNotEqual(builder.Build(plan, Sample.ManifestKey).Id, builder.Build(plan, Sample.ManifestKey).Id);
    }

    [TestMethod]
    public void Build_RewardOutOfRange_IsRefused()
    {
        Refused(plan => plan with { Reward = 0 });
        Refused(plan => plan with { Reward = BigInteger.One << 96 });
        Sample.Build(plan => plan with { Reward = (BigInteger.One << 96) - 1 });
    }

    [TestMethod]
    public void Build_DeadlineLessThanTwoDaysAhead_IsRefused()
    {
        Refused(plan => plan with { ClaimDeadline = Sample.Now + 2 * Sample.Day - 1 });
        Sample.Build(plan => plan with { ClaimDeadline = Sample.Now + 2 * Sample.Day });
    }

    [TestMethod]
    public void Build_NotAfterPast_IsRefused() => Refused(plan => plan with { NotAfter = Sample.Now });

    [TestMethod]
    public void Build_TimesBeyondTheYear9999_AreRefused()
    {
        const long Last = 253402300799;
        Refused(plan => plan with { ClaimDeadline = Last + 1 });
        Refused(plan => plan with { NotAfter = Last + 1 });
        Sample.Build(plan => plan with { ClaimDeadline = Last, NotAfter = Last });
    }

    [TestMethod]
    public void Build_CounterNegative_IsRefused() => Refused(plan => plan with { SecurityCounter = -1 });

    [TestMethod]
    public void Build_ChainIdZero_IsRefused() => Refused(plan => plan with { ChainId = 0 });

    [TestMethod]
    public void Build_EscrowZero_IsRefused() => Refused(plan => plan with { Escrow = default });

    [TestMethod]
    public void Build_ImageEmpty_IsRefused() => Refused(plan => plan with { Image = [] });

    [TestMethod]
    public void Build_SamplesOutOfRange_IsRefused() => Refused(plan => plan with { Samples = Limits.MinSamples - 1 });

    [TestMethod]
    public void Build_RotationToNoKey_IsRefused() => Refused(plan => plan with { ManifestKeys = [new byte[33]] });

    [TestMethod]
    public void Build_OriginsNoneOrTooMany_IsRefused()
    {
        Refused(plan => plan with { Origins = [] });
        Refused(plan => plan with { Origins = [.. Enumerable.Repeat("https://origin.example", 9)] });
    }

    [TestMethod]
    [DataRow("origin.example")]
    [DataRow("ftp://origin.example")]
    [DataRow("https://origin.example/")]
    [DataRow("https://user@origin.example")]
    [DataRow("https://origin.example?x=1")]
    [DataRow("https://origin.example#x")]
    public void Build_OriginThatIsNoBaseUrl_IsRefused(string url) => Refused(plan => plan with { Origins = [url] });

    [TestMethod]
    public void Build_OriginOfMoreThan120Bytes_IsRefused() =>
        Refused(plan => plan with { Origins = ["https://" + new string('a', 113)] });

    [TestMethod]
    public void Build_KeyOfAnAccount_IsRefused() =>
        Assert.ThrowsExactly<ReleaseException>(() => Sample.Build(key: Sample.Account));

    [TestMethod]
    public void Build_ManifestKeyThatIsTheAccount_IsRefused() => Assert.ThrowsExactly<ReleaseException>(
        () => Sample.Build(key: new KeyPair(KeyKind.Manifest, Sample.Account.Secret)));

    private static void Refused(Func<ReleasePlan, ReleasePlan> change) =>
        Assert.ThrowsExactly<ReleaseException>(() => Sample.Build(change));
}
