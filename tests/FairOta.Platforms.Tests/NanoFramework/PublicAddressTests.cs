using System.Net;
using FairOta.Platforms.NanoFramework;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.NanoFramework;

[TestClass]
public sealed class PublicAddressTests
{
    [TestMethod]
    [DataRow("0.1.2.3", false)]
    [DataRow("10.0.0.1", false)]
    [DataRow("100.64.0.1", false)]
    [DataRow("100.127.255.255", false)]
    [DataRow("100.63.0.1", true)]
    [DataRow("100.128.0.1", true)]
    [DataRow("127.0.0.1", false)]
    [DataRow("169.254.169.254", false)]
    [DataRow("169.253.0.1", true)]
    [DataRow("172.15.0.1", true)]
    [DataRow("172.16.0.1", false)]
    [DataRow("172.31.0.1", false)]
    [DataRow("172.32.0.1", true)]
    [DataRow("192.0.2.1", false)]
    [DataRow("192.168.1.1", false)]
    [DataRow("192.169.1.1", true)]
    [DataRow("198.18.0.1", false)]
    [DataRow("198.51.100.1", true)]
    [DataRow("224.0.0.1", false)]
    [DataRow("255.255.255.255", false)]
    [DataRow("8.8.8.8", true)]
    [DataRow("2606:4700::1111", false)]
    public void IsPublic_OfAnAddress_IsJudged(string address, bool isPublic) =>
        Assert.AreEqual(isPublic, PublicAddress.IsPublic(IPAddress.Parse(address).GetAddressBytes()));

    [TestMethod]
    [DataRow("http://a.example", "a.example")]
    [DataRow("https://a.example/v1/x:y", "a.example")]
    [DataRow("http://10.0.0.1:8080/", "10.0.0.1")]
    public void Host_OfAUrl_IsWithoutPortAndPath(string url, string host) =>
        Assert.AreEqual(host, PublicAddress.Host(url));
}
