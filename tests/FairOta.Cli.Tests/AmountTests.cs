using System;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

[TestClass]
public sealed class AmountTests
{
    private static readonly TokenUnit Coin = new(Address.Parse(new string('7', 40)), "COIN", 6);

    [TestMethod]
    [DataRow("0.001eth", "1000000000000000")]
    [DataRow("5gwei", "5000000000")]
    [DataRow("1000wei", "1000")]
    [DataRow("1.5 ETH", "1500000000000000000")]
    public void Wei_NumberWithItsUnit_IsRead(string text, string wei) =>
        Assert.AreEqual(BigInteger.Parse(wei), Amount.Wei(text));

    [TestMethod]
    [DataRow("5")]
    [DataRow("5units")]
    [DataRow("eth")]
    [DataRow("")]
    [DataRow("5 usdc")]
    [DataRow("0.5wei")]
    [DataRow("-5wei")]
    [DataRow("0.0000000001gwei")]
    [DataRow("5gweigwei")]
    public void Wei_AnythingElse_IsRefused(string text) =>
        Assert.ThrowsExactly<FormatException>(() => Amount.Wei(text));

    [TestMethod]
    [DataRow("2.5", "2500000")]
    [DataRow("2", "2000000")]
    [DataRow("2500000units", "2500000")]
    public void In_AToken_IsWholeTokensOrItsSmallestUnits(string text, string units) =>
        Assert.AreEqual(BigInteger.Parse(units), Amount.Parse(text).In(Coin));

    [TestMethod]
    [DataRow("2.5eth")]
    [DataRow("2500000wei")]
    [DataRow("5gwei")]
    [DataRow("0.5units")]
    [DataRow("0.0000001")]
    public void In_ATokenWithAUnitOfEtherOrTooManyDigits_IsRefused(string text) =>
        Assert.ThrowsExactly<FormatException>(() => Amount.Parse(text).In(Coin));
}
