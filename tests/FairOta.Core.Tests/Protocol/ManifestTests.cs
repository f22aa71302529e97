using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Protocol;

/// <summary>What a manifest must not be: every key and every limit has its refusal.</summary>
[TestClass]
public class ManifestTests
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private static readonly byte[] Key = [.. Enumerable.Repeat((byte)0x11, 32)];

    public static IEnumerable<object[]> Breaches()
    {
        yield return ["image of no bytes", (Action<Manifest>)(m => m.ImageSize = 0)];
        yield return ["image above 64 MiB", (Action<Manifest>)(m => m.ImageSize = Limits.MaxImageBytes + 1L)];
        yield return ["segment size 0", (Action<Manifest>)(m => m.SegmentSize = 0)];
        yield return ["segment size 24", (Action<Manifest>)(m => m.SegmentSize = 24)];
        yield return ["segment size 4112", (Action<Manifest>)(m => m.SegmentSize = 4112)];
        yield return ["too many segments", (Action<Manifest>)(m => m.ImageSize = (16 * 16384) + 1)];
        yield return ["31 samples", (Action<Manifest>)(m => m.Samples = 31)];
        yield return ["65 samples", (Action<Manifest>)(m => m.Samples = 65)];
        yield return ["product id of 15 bytes", (Action<Manifest>)(m => m.ProductId = new byte[15])];
        yield return ["image hash of 31 bytes", (Action<Manifest>)(m => m.ImageSha256 = new byte[31])];
        yield return ["root of 33 bytes", (Action<Manifest>)(m => m.PackageRoot = new byte[33])];
        yield return ["escrow of 19 bytes", (Action<Manifest>)(m => m.Escrow = new byte[19])];
        yield return ["account of 21 bytes", (Action<Manifest>)(m => m.VendorAccount = new byte[21])];
        yield return ["payload format 4", (Action<Manifest>)(m => m.PayloadFormat = 4)];
        yield return ["nine origins", (Action<Manifest>)(m => m.Origins = [.. Enumerable.Repeat("http://a", 9)])];
        yield return ["an origin of 121 bytes",
            (Action<Manifest>)(m => m.Origins = ["http://" + new string('a', 114)])];
        yield return ["no manifest key", (Action<Manifest>)(m => m.ManifestKeys = [])];
        yield return ["five manifest keys",
            (Action<Manifest>)(m => m.ManifestKeys = [.. Enumerable.Repeat(PublicKey(), 5)])];
        yield return ["a manifest key off the curve", (Action<Manifest>)(m => m.ManifestKeys = [OffCurve()])];
    }

    [TestMethod]
    [DynamicData(nameof(Breaches))]
    public void Sign_BeyondALimit_IsRefused(string what, Action<Manifest> breach)
    {
        Manifest manifest = Valid();
        Manifest.Parse(manifest.Encode());
        breach(manifest);
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Parse(manifest.Encode()), what);
        Assert.ThrowsExactly<ProtocolException>(() => manifest.Sign(Symmetric, Key), what);
    }

    [TestMethod]
    public void Parse_AnyKeyMissingOrUnknown_IsRefused()
    {
        byte[] payload = Valid().Encode();
        Assert.AreEqual(0xB1, payload[0]);
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Parse([0xB0, .. payload[3..]]), "key 1 missing");
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Parse([0xB0, .. payload[1..^2]]), "key 17 missing");
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Parse([0xB2, .. payload[1..], 0x13, 0x00]), "key 19");
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Parse([0xB3, .. payload[1..], 0x12, 0x81]), "19 keys");
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Parse([.. payload, 0x00]), "bytes behind");
        byte[] otherFormat = [.. payload];
        otherFormat[2] = 2;
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Parse(otherFormat), "format version 2");
    }

    [TestMethod]
    public void Parse_CutAnywhere_IsRefused()
    {
        byte[] payload = Valid().Encode();
        for (int length = 0; length < payload.Length; length++)
            Assert.ThrowsExactly<ProtocolException>(() => Manifest.Parse(payload[..length]));
    }

    [TestMethod]
    public void Open_AnyBitFlipped_IsRefused()
    {
        byte[] signed = Valid().Sign(Symmetric, Key);
        Manifest.Open(signed, PublicKey());
        for (int i = 0; i < signed.Length; i++)
        {
            byte[] flipped = [.. signed];
            flipped[i] ^= (byte)(1 << (i % 8));
            Assert.ThrowsExactly<ProtocolException>(() => Manifest.Open(flipped, PublicKey()), $"byte {i}");
        }
    }

    [TestMethod]
    public void Open_ByAForeignKey_IsRefused()
    {
        byte[] signed = Valid().Sign(Symmetric, [.. Enumerable.Repeat((byte)0x22, 32)]);
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Open(signed, PublicKey()));
    }

    [TestMethod]
    public void Open_OfAnotherPurpose_IsRefused()
    {
        byte[] signed = CoseSign1.Sign(Symmetric, Key, Valid().Encode(), Tags.Repair);
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Open(signed, PublicKey()));
    }

    [TestMethod]
    public void Open_Above4096Bytes_IsRefused()
    {
        byte[] signed = CoseSign1.Sign(Symmetric, Key, new byte[Limits.MaxManifestBytes], Tags.Manifest);
        Assert.ThrowsExactly<ProtocolException>(() => Manifest.Open(signed, PublicKey()));
    }

    [TestMethod]
    [DataRow("1.2.3.4", "1.2.3.4")]
    [DataRow("7", "7.0.0.0")]
    [DataRow("0.0.9223372036854775807", "0.0.9223372036854775807.0")]
    public void Version_WellFormed_IsRead(string text, string expected) =>
        Assert.AreEqual(expected, ImageVersion.Parse(text).ToString());

    [TestMethod]
    [DataRow("")]
    [DataRow(".")]
    [DataRow("1.")]
    [DataRow("1..2")]
    [DataRow("1.2.3.4.5")]
    [DataRow("-1")]
    [DataRow("1.x")]
    [DataRow("9223372036854775808")]
    public void Version_Malformed_IsRefused(string text) =>
        Assert.ThrowsExactly<ProtocolException>(() => ImageVersion.Parse(text));

    [TestMethod]
    public void Version_Compare_GoesByPartInOrder()
    {
        string[] ascending = ["0", "0.0.0.1", "0.0.1", "0.9.9.9", "1", "1.0.0.1", "1.10", "2"];
        for (int a = 0; a < ascending.Length; a++)
        {
            for (int b = 0; b < ascending.Length; b++)
            {
                int order = ImageVersion.Parse(ascending[a]).CompareTo(ImageVersion.Parse(ascending[b]));
                Assert.AreEqual(a.CompareTo(b), order);
            }
        }
    }

    private static Manifest Valid() => new()
    {
        ProductId = new byte[16],
        Version = new ImageVersion(1, 2, 3, 4),
        SecurityCounter = 5,
        ImageSize = 1000,
        ImageSha256 = new byte[32],
        SegmentSize = 16,
        PackageRoot = new byte[32],
        Samples = 32,
        ChainId = 31337,
        Escrow = new byte[20],
        VendorAccount = new byte[20],
        NotAfter = 2_000_000_000,
        Origins = ["http://vendor.example"],
        IssuedAt = 1_800_000_000,
        PayloadFormat = PayloadFormat.Opaque,
        HardwareRevisions = [],
    };

    private static byte[] PublicKey()
    {
        byte[] compressed = new byte[33];
        Point point = new();
        Assert.IsTrue(point.TryRead(Ecdsa.PublicKey(Key), 0));
        point.WriteCompressed(compressed, 0);
        return compressed;
    }

    private static byte[] OffCurve()
    {
        // x = 5: 5³ + 7 = 132 is no square modulo p.
        byte[] compressed = new byte[33];
        compressed[0] = 2;
        compressed[32] = 5;
        return compressed;
    }
}
