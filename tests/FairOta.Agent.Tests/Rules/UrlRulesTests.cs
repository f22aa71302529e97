using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Rules;

[TestClass]
public class UrlRulesTests
{
    [TestMethod]
    [DataRow("http://a.example")]
    [DataRow("https://a.example:8443/path")]
    [DataRow("http://127.0.0.1:80")]
    public void IsBaseUrl_WellFormed_IsTrue(string url) => Assert.IsTrue(UrlRules.IsBaseUrl(url));

    [TestMethod]
    [DataRow("ftp://a.example")]
    [DataRow("http://")]
    [DataRow("http:///path")]
    [DataRow("http://a.example/?q")]
    [DataRow("http://a.example/#f")]
    [DataRow("http://user@a.example")]
    [DataRow("http://a example")]
    [DataRow("http://a.example\r\nX: y")]
    [DataRow("HTTP://a.example")]
    [DataRow("")]
    public void IsBaseUrl_AnythingElse_IsFalse(string url) => Assert.IsFalse(UrlRules.IsBaseUrl(url));

    [TestMethod]
    public void IsBaseUrl_OverTheLimit_IsFalse()
    {
        string url = "http://" + new string('a', 113);
        Assert.IsTrue(UrlRules.IsBaseUrl(url));
        Assert.IsFalse(UrlRules.IsBaseUrl(url + "a"));
    }

    [TestMethod]
    [DataRow("http://A.Example:8080/x", "a.example")]
    [DataRow("http://[::1]:80", "[::1]")]
    [DataRow("https://a.example", "a.example")]
    public void Host_OfAUrl_HasNoPortAndIsLowerCase(string url, string host) =>
        Assert.AreEqual(host, UrlRules.Host(url));

    [TestMethod]
    [DataRow("localhost")]
    [DataRow("x.localhost")]
    [DataRow("router")]
    [DataRow("127.0.0.1")]
    [DataRow("10.1.2.3")]
    [DataRow("172.16.0.1")]
    [DataRow("192.168.1.1")]
    [DataRow("169.254.169.254")]
    [DataRow("100.64.0.1")]
    [DataRow("0.0.0.0")]
    [DataRow("224.0.0.1")]
    [DataRow("2130706433")]
    [DataRow("127.1")]
    [DataRow("0x7f.0.0.1")]
    [DataRow("0177.0.0.1")]
    [DataRow("127.0.0.1.")]
    [DataRow("[::1]")]
    [DataRow("[2001:db8::1]")]
    public void IsPublicHost_LeadsInsideOrIsUnclear_IsFalse(string host) => Assert.IsFalse(UrlRules.IsPublicHost(host));

    [TestMethod]
    [DataRow("distributor.example")]
    [DataRow("8.8.8.8")]
    [DataRow("1.example")]
    [DataRow("172.32.0.1")]
    public void IsPublicHost_Public_IsTrue(string host) => Assert.IsTrue(UrlRules.IsPublicHost(host));
}
