using System;
using System.Text;
using FairOta.Sdk.Swarm;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Swarm;

/// <summary>The examples of BEP 3, and its order of keys.</summary>
[TestClass]
public sealed class BencodeTests
{
    [TestMethod]
    [DataRow(0L, "i0e")]
    [DataRow(3L, "i3e")]
    [DataRow(-3L, "i-3e")]
    [DataRow(long.MaxValue, "i9223372036854775807e")]
    public void Integer_AnyNumber_IsWrittenInDecimal(long number, string expected) =>
        Assert.AreEqual(expected, Text(Bencode.Of(number)));

    [TestMethod]
    public void Strings_TextAndBytes_CountBytes()
    {
        Assert.AreEqual("4:spam", Text(Bencode.Of("spam")));
        Assert.AreEqual("0:", Text(Bencode.Of("")));
        Assert.AreEqual("2:ü", Text(Bencode.Of("ü")));
        CollectionAssert.AreEqual(new byte[] { (byte)'2', (byte)':', 0, 255 }, Bencode.Of([0, 255]));
    }

    [TestMethod]
    public void List_OfValues_KeepsTheirOrder()
    {
        Assert.AreEqual("l4:spam4:eggse", Text(Bencode.List([Bencode.Of("spam"), Bencode.Of("eggs")])));
        Assert.AreEqual("le", Text(Bencode.List([])));
    }

    [TestMethod]
    public void Dictionary_KeysInAnyOrder_StandInTheOrderOfTheirBytes()
    {
        byte[] made = Bencode.Dictionary(
            ("spam", Bencode.Of(1)), ("", Bencode.Of(2)), ("ü", Bencode.Of(3)), ("spa", Bencode.Of(4)),
            ("z", Bencode.Of(5)), ("Z", Bencode.Of(6)));
        Assert.AreEqual("d0:i2e1:Zi6e3:spai4e4:spami1e1:zi5e2:üi3ee", Text(made));
    }

    [TestMethod]
    public void Dictionary_NullValues_AreLeftOut()
    {
        Assert.AreEqual("de", Text(Bencode.Dictionary(("none", null))));
        Assert.AreEqual("d1:ai1ee", Text(Bencode.Dictionary(("none", null), ("a", Bencode.Of(1)))));
    }

    [TestMethod]
    public void Dictionary_KeyTwice_IsRefused() => Assert.ThrowsExactly<ArgumentException>(
        () => Bencode.Dictionary(("a", Bencode.Of(1)), ("a", Bencode.Of(2))));

    private static string Text(byte[] bencoded) => Encoding.UTF8.GetString(bencoded);
}
