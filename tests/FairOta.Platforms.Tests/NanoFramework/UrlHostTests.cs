using FairOta.Platforms.NanoFramework;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.NanoFramework;

[TestClass]
public sealed class UrlHostTests
{
    [TestMethod]
    [DataRow("http://a.example", "a.example")]
    [DataRow("https://a.example/v1/x:y", "a.example")]
    [DataRow("http://10.0.0.1:8080/", "10.0.0.1")]
    public void UrlHost_OfAUrl_IsWithoutPortAndPath(string url, string host) => Assert.AreEqual(host, UrlHost.Of(url));
}
