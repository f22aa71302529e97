using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests;

[TestClass]
public sealed class ProductIdTests
{
    /// <summary>Computed with Python's uuid module: uuid5(uuid5(NAMESPACE_DNS, "example.com"), "sensor").</summary>
    [TestMethod]
    public void Of_DomainAndClass_IsTheUuidOfTheirNames() =>
        Assert.AreEqual("57f55ecb-eaa3-5765-960e-e1e1418a661b", ProductId.Of("example.com", "sensor").ToString());

    [TestMethod]
    public void Of_DomainOfOtherCase_IsTheSameProduct() =>
        Assert.AreEqual(ProductId.Of("example.com", "sensor"), ProductId.Of("Example.COM", "sensor"));

    [TestMethod]
    public void Of_ClassOfOtherCase_IsAnotherProduct() =>
        Assert.AreNotEqual(ProductId.Of("example.com", "sensor"), ProductId.Of("example.com", "Sensor"));

    [TestMethod]
    [DataRow("", "sensor")]
    [DataRow("example.com", "")]
    [DataRow("exämple.com", "sensor")]
    public void Of_NameThatIsNone_IsRefused(string domain, string productClass) =>
        Assert.ThrowsExactly<ArgumentException>(() => ProductId.Of(domain, productClass));

    [TestMethod]
    public void Of_NameOfMoreThan255Bytes_IsRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => ProductId.Of("example.com", new string('x', 256)));

    [TestMethod]
    public void Parse_EveryWrittenForm_IsTheSameId()
    {
        ProductId id = ProductId.Of("example.com", "sensor");
        Assert.AreEqual(id, ProductId.Parse(id.ToString()));
        Assert.AreEqual(id, ProductId.Parse(id.ToWire()));
        Assert.AreEqual(id, ProductId.Parse("0x" + id.ToWire().ToUpperInvariant()));
        Assert.AreEqual(id, ProductId.FromBytes(id.ToBytes()));
        Assert.ThrowsExactly<FormatException>(() => ProductId.Parse(id.ToWire()[2..]));
    }

    [TestMethod]
    public void TryParseWire_UpperCase_IsRefused() =>
        Assert.IsFalse(ProductId.TryParseWire("ABCDEF00000000000000000000000000", out _));
}
