using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Protocol;

/// <summary>
/// Deterministic CBOR: RFC 8949 appendix A's examples of what the protocol uses, and what section 4.2 rules out.
/// </summary>
[TestClass]
public class CborTests
{
    [TestMethod]
    [DataRow(0L, "00")]
    [DataRow(23L, "17")]
    [DataRow(24L, "1818")]
    [DataRow(255L, "18ff")]
    [DataRow(256L, "190100")]
    [DataRow(65535L, "19ffff")]
    [DataRow(65536L, "1a00010000")]
    [DataRow(4294967295L, "1affffffff")]
    [DataRow(4294967296L, "1b0000000100000000")]
    [DataRow(1000000000000L, "1b000000e8d4a51000")]
    [DataRow(long.MaxValue, "1b7fffffffffffffff")]
    public void UInt_OfEveryWidth_RoundTrips(long value, string hex)
    {
        CborWriter writer = new();
        writer.WriteUInt(value);
        Assert.AreEqual(hex, Bytes.ToHex(writer.ToArray()));
        CborReader reader = new(Bytes.FromHex(hex));
        Assert.AreEqual(value, reader.ReadUInt());
        reader.ReadEnd();
    }

    [TestMethod]
    [DataRow("1800")]
    [DataRow("1817")]
    [DataRow("190000")]
    [DataRow("1900ff")]
    [DataRow("1a0000ffff")]
    [DataRow("1b00000000ffffffff")]
    [DataRow("1b8000000000000000")]
    [DataRow("1bffffffffffffffff")]
    [DataRow("1c")]
    [DataRow("1f")]
    [DataRow("20")]
    [DataRow("f4")]
    [DataRow("f90000")]
    [DataRow("18")]
    [DataRow("19ff")]
    [DataRow("")]
    public void UInt_NotShortestOrOfAnotherKind_IsRefused(string hex) =>
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader(Bytes.FromHex(hex)).ReadUInt());

    [TestMethod]
    [DataRow("5f4101ff")]
    [DataRow("5b7fffffffffffffff00")]
    [DataRow("43aabb")]
    [DataRow("5803aabbcc")]
    [DataRow("63616263")]
    public void Bytes_IndefiniteTooLongOrCutOff_AreRefused(string hex) =>
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader(Bytes.FromHex(hex)).ReadBytes(0, int.MaxValue));

    [TestMethod]
    [DataRow("61ff", "a stray byte")]
    [DataRow("62c080", "overlong NUL")]
    [DataRow("63e08080", "overlong")]
    [DataRow("63eda080", "a surrogate")]
    [DataRow("64f4908080", "above U+10FFFF")]
    [DataRow("64f8888080", "five bytes")]
    [DataRow("62e282", "cut off")]
    [DataRow("62c341", "no continuation")]
    public void Text_ThatIsNoUtf8_IsRefused(string hex, string what) =>
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader(Bytes.FromHex(hex)).ReadText(120), what);

    [TestMethod]
    [DataRow("")]
    [DataRow("IETF")]
    [DataRow("ü水𐅑")]
    public void Text_OfEveryWidth_RoundTrips(string text)
    {
        CborWriter writer = new();
        writer.WriteText(text);
        Assert.AreEqual(text, new CborReader(writer.ToArray()).ReadText(120));
    }

    [TestMethod]
    public void Limits_OfLengthCountAndValue_AreEnforced()
    {
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0x42, 1, 2]).ReadBytes(1));
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0x42, 1, 2]).ReadBytes(3, 4));
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0x62, 0x61, 0x61]).ReadText(1));
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0x83, 1, 2, 3]).ReadArray(0, 2));
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0x81, 1]).ReadArray(2));
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0x9f, 1, 0xff]).ReadArray(0, 2));
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0xa2, 1, 2, 3, 4]).ReadMap(1));
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0x05]).ReadUInt(4, "It"));
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0xd2]).ReadTag(17));
        Assert.ThrowsExactly<ProtocolException>(() => new CborReader([0x01]).ReadEnd());
    }

    [TestMethod]
    public void Negative_OfAlgorithmEs256K_RoundTrips()
    {
        CborWriter writer = new();
        writer.WriteNegative(-47);
        Assert.AreEqual("382e", Bytes.ToHex(writer.ToArray()));
        Assert.AreEqual(-47, new CborReader(writer.ToArray()).ReadNegative());
    }
}
