using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class StrongTypesTests
{
    private const string Hex20 = "0102030405060708090a0b0c0d0e0f10aabbccdd";
    private const string Hex32 = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1caabbccdd";

    [TestMethod]
    public void Address_BytesAndText_RoundTrip()
    {
        var address = Address.Parse(Hex20);
        CollectionAssert.AreEqual(Convert.FromHexString(Hex20), address.ToBytes());
        Assert.AreEqual(address, Address.FromBytes(address.ToBytes()));
        Assert.AreEqual(Hex20, address.ToWire());
        Assert.AreEqual("0x" + Hex20, address.ToString());
        Assert.AreEqual(address, Address.Parse("0x" + Hex20.ToUpperInvariant()));
        Assert.IsFalse(address.IsZero);
        Assert.IsTrue(default(Address).IsZero);
    }

    [TestMethod]
    public void Hash32_BytesAndText_RoundTrip()
    {
        var hash = Hash32.Parse(Hex32);
        CollectionAssert.AreEqual(Convert.FromHexString(Hex32), hash.ToBytes());
        Assert.AreEqual(hash, Hash32.FromBytes(hash.ToBytes()));
        Assert.AreEqual(Hex32, hash.ToWire());
        Assert.AreEqual("0x" + Hex32, hash.ToString());
        Assert.IsTrue(Hash32.TryParseWire(Hex32, out Hash32 wire));
        Assert.AreEqual(hash, wire);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(null)]
    [DataRow("0x")]
    [DataRow(Hex20 + "00")]
    [DataRow("0x0102030405060708090a0b0c0d0e0f10aabbcc")]
    [DataRow("0102030405060708090a0b0c0d0e0f10aabbccdg")]
    [DataRow(" " + Hex20)]
    public void Address_OtherThan20BytesOfHex_IsRefused(string? text)
    {
        Assert.IsFalse(Address.TryParse(text, out _));
        Assert.IsFalse(Address.TryParseWire(text, out _));
        Assert.ThrowsExactly<FormatException>(() => Address.Parse(text!));
    }

    [TestMethod]
    [DataRow("0x" + Hex20)]
    [DataRow("0102030405060708090a0b0c0d0e0f10AABBCCDD")]
    public void AddressOnTheWire_OtherFormOfTheSameBytes_IsRefused(string text)
    {
        Assert.IsTrue(Address.TryParse(text, out _));
        Assert.IsFalse(Address.TryParseWire(text, out _));
    }

    [TestMethod]
    public void StrongTypes_OtherLength_Throws()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Address.FromBytes(new byte[19]));
        Assert.ThrowsExactly<ArgumentException>(() => Hash32.FromBytes(new byte[33]));
        Assert.ThrowsExactly<ArgumentException>(() => ReleaseId.FromBytes(new byte[31]));
    }

    [TestMethod]
    public void StrongTypes_Order_IsThatOfTheBytes()
    {
        var low = Address.Parse("00000000000000000000000000000000ffffffff");
        var high = Address.Parse("0000000000000000000000000000000100000000");
        Assert.IsLessThan(0, low.CompareTo(high));
        var below = Hash32.Parse("0x" + new string('0', 32) + new string('f', 32));
        var above = Hash32.Parse("0x" + new string('0', 31) + "1" + new string('0', 32));
        Assert.IsLessThan(0, below.CompareTo(above));
    }
}
