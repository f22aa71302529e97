using System;
using System.Linq;
using System.Numerics;
using System.Text;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>The examples of ethereum.org's description of RLP.</summary>
[TestClass]
public sealed class RlpTests
{
    private const string Lorem = "Lorem ipsum dolor sit amet, consectetur adipisicing elit";

    [TestMethod]
    public void Bytes_Examples_Agree()
    {
        AssertHex("80", Rlp.Bytes([]));
        AssertHex("00", Rlp.Bytes([0]));
        AssertHex("7f", Rlp.Bytes([0x7f]));
        AssertHex("8180", Rlp.Bytes([0x80]));
        AssertHex("83646f67", Rlp.Bytes("dog"u8));
        byte[] lorem = Encoding.ASCII.GetBytes(Lorem);
        AssertHex("b838" + Convert.ToHexStringLower(lorem), Rlp.Bytes(lorem));
    }

    [TestMethod]
    public void Bytes_AroundTheLengthsOfLengths_TakeTheShortestPrefix()
    {
        AssertHex("b7", Rlp.Bytes(new byte[55])[..1]);
        AssertHex("b838", Rlp.Bytes(new byte[56])[..2]);
        AssertHex("b8ff", Rlp.Bytes(new byte[255])[..2]);
        AssertHex("b90100", Rlp.Bytes(new byte[256])[..3]);
        AssertHex("ba010000", Rlp.Bytes(new byte[65536])[..4]);
    }

    [TestMethod]
    public void Number_Examples_HaveNoLeadingZeros()
    {
        AssertHex("80", Rlp.Number(0));
        AssertHex("0f", Rlp.Number(15));
        AssertHex("8180", Rlp.Number(128));
        AssertHex("820400", Rlp.Number(1024));
        AssertHex("a0" + new string('f', 64), Rlp.Number(BigInteger.Pow(2, 256) - 1));
    }

    [TestMethod]
    public void List_Examples_Agree()
    {
        AssertHex("c0", Rlp.List());
        AssertHex("c88363617483646f67", Rlp.List(Rlp.Bytes("cat"u8), Rlp.Bytes("dog"u8)));
        byte[] empty = Rlp.List(), one = Rlp.List(empty);
        AssertHex("c7c0c1c0c3c0c1c0", Rlp.List(empty, one, Rlp.List(empty, one)));
        AssertHex("f83c", Rlp.List([.. Enumerable.Repeat(Rlp.Bytes("cat"u8), 15)])[..2]);
    }

    private static void AssertHex(string expected, byte[] actual) =>
        Assert.AreEqual(expected, Convert.ToHexStringLower(actual));
}
