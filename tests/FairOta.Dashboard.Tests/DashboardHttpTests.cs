using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Dashboard;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Dashboard.Tests;

/// <summary>The dashboard over HTTP: who sees it, and how.</summary>
[TestClass]
public sealed class DashboardHttpTests
{
    private static readonly byte[] Digest = DashboardRules.DigestOf("a token of some length");

    [TestMethod]
    public async Task Get_OnItsOwnMachine_PageAndSnapshotUnderAStrictPolicy()
    {
        await using DistributorScene scene = await DistributorScene.StartAsync(deliveries: 3);
        using HttpClient http = new() { BaseAddress = new Uri(scene.Host.Url) };
        HttpResponseMessage page = await http.GetAsync("/");
        Assert.AreEqual("text/html", page.Content.Headers.ContentType!.MediaType);
        string policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));
        StringAssert.StartsWith(policy, "default-src 'none'; script-src 'sha256-");
        Assert.DoesNotContain("unsafe", policy);
        HttpResponseMessage snapshot = await http.GetAsync("/snapshot.json");
        Assert.IsTrue(snapshot.Headers.CacheControl!.NoStore);
        string json = await snapshot.Content.ReadAsStringAsync();
        Assert.IsLessThan(DashboardLimits.SnapshotBytes, json.Length);
        Assert.AreEqual("1500000000000369", (string)JsonNode.Parse(json)!["distributor"]!["money"]!["earned"]!);
        using HttpRequestMessage head = new(HttpMethod.Head, "/");
        HttpResponseMessage headed = await http.SendAsync(head);
        Assert.AreEqual(page.Content.Headers.ContentLength, headed.Content.Headers.ContentLength);
        Assert.AreEqual(HttpStatusCode.MethodNotAllowed, (await http.PostAsync("/", null)).StatusCode);
    }

    [TestMethod]
    [DataRow("Host", "stranger.example")]
    [DataRow("X-Forwarded-For", "203.0.113.9")]
    public async Task Get_ByAStrangersNameOrThroughAProxy_403(string header, string value)
    {
        await using DistributorScene scene = await DistributorScene.StartAsync(deliveries: 0);
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(scene.Host.Url + "/snapshot.json"));
        request.Headers.Add(header, value);
        Assert.AreEqual(HttpStatusCode.Forbidden, (await http.SendAsync(request)).StatusCode);
    }

    [TestMethod]
    [DataRow("Bearer a token of some length", true)]
    [DataRow("Bearer another token", false)]
    [DataRow("Basic !", false)]
    [DataRow(null, false)]
    public void Allows_ByToken_WhoeverShowsIt(string? authorization, bool isAllowed)
    {
        DashboardCaller caller = new(IPAddress.Loopback, "localhost", authorization, false, false);
        Assert.AreEqual(isAllowed, DashboardRules.Allows(caller, Digest));
    }

    [TestMethod]
    public void Allows_TokenAsAPassword_Yes()
    {
        string basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:a token of some length"));
        Assert.IsTrue(DashboardRules.Allows(new(null, null, basic, true, false), Digest));
    }
}
