using System;
using System.ComponentModel;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class FinalityTests
{
    [TestMethod]
    [DataRow("0", 50L)]
    [DataRow("2", 48L)]
    [DataRow("100", -50L)]
    [DataRow("safe", 40L)]
    [DataRow("finalized", 40L)]
    public void Parse_Known_IsWrittenTheSameAndSettlesBlocks(string text, long settled)
    {
        Finality finality = Finality.Parse(text);
        Assert.AreEqual(text, finality.ToString());
        Assert.AreEqual(settled, finality.SettledBlock(50, 40));
        Assert.AreEqual(finality.Tag is null, finality.Confirmations is not null);
    }

    [TestMethod]
    [DataRow("2")]
    [DataRow("finalized")]
    public void Converter_TextOfAConfiguration_IsParsed(string text) => Assert.AreEqual(
        Finality.Parse(text), TypeDescriptor.GetConverter(typeof(Finality)).ConvertFromInvariantString(text));

    [TestMethod]
    [DataRow("")]
    [DataRow("-1")]
    [DataRow("101")]
    [DataRow("latest")]
    [DataRow("Safe")]
    public void Parse_AnythingElse_IsRefused(string text) =>
        Assert.ThrowsExactly<FormatException>(() => Finality.Parse(text));

    [TestMethod]
    public void SettledBlock_ChainHasNoSuchBlock_NothingIsSettled() =>
        Assert.IsLessThan(0, Finality.Finalized.SettledBlock(50, null));

    [TestMethod]
    public void Blocks_OutOfRange_IsRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Finality.Blocks(-1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Finality.Blocks(101));
    }
}
