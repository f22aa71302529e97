using System;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>URLs by which a stranger would have this machine ask others in its place.</summary>
[TestClass]
public sealed class StrangerHttpTests
{
    [TestMethod]
    [DataRow("http://127.0.0.1:{0}")]
    [DataRow("http://localhost:{0}")]
    [DataRow("http://2130706433:{0}")]
    [DataRow("http://0x7f000001:{0}")]
    [DataRow("http://0177.0.0.1:{0}")]
    [DataRow("http://127.1:{0}")]
    [DataRow("http://[::1]:{0}")]
    [DataRow("http://[::ffff:127.0.0.1]:{0}")]
    [DataRow("http://[::ffff:7f00:1]:{0}")]
    [DataRow("http://[::127.0.0.1]:{0}")]
    [DataRow("http://[64:ff9b::7f00:1]:{0}")]
    [DataRow("http://[2002:7f00:1::]:{0}")]
    [DataRow("http://[fe80::1]:{0}")]
    [DataRow("http://[fc00::1]:{0}")]
    [DataRow("http://0.0.0.0:{0}")]
    [DataRow("http://169.254.169.254:{0}")]
    [DataRow("http://10.0.0.1:{0}")]
    [DataRow("http://172.16.0.1:{0}")]
    [DataRow("http://192.168.0.1:{0}")]
    [DataRow("http://100.64.0.1:{0}")]
    [DataRow("http://224.0.0.1:{0}")]
    [DataRow("http://255.255.255.255:{0}")]
    public async Task Get_PrivateAddressHoweverWritten_IsNotAsked(string url)
    {
        int asked = 0;
        await using LocalHost host = await LocalHost.StartAsync(_ => { }, app => app.Map("/", () => ++asked));
        using StrangerHttp http = new(allowPrivateNetworks: false);
        Uri target = new(string.Format(null, url, new Uri(host.Url).Port));
        HttpRequestException refused = await Assert.ThrowsExactlyAsync<HttpRequestException>(
            () => http.GetAsync(target, 100, CancellationToken.None));
        Assert.IsNull(refused.StatusCode);
        Assert.AreEqual(0, asked);
    }

    [TestMethod]
    [DataRow(22)]
    [DataRow(25)]
    [DataRow(1023)]
    public async Task Get_PortOfAnotherService_IsNotAsked(int port)
    {
        using StrangerHttp http = new(allowPrivateNetworks: false);
        HttpRequestException refused = await Assert.ThrowsExactlyAsync<HttpRequestException>(
            () => http.GetAsync(new Uri($"http://192.0.2.1:{port}"), 100, CancellationToken.None));
        StringAssert.Contains(refused.Message, "port");
    }

    [TestMethod]
    public async Task Get_Redirected_IsNotFollowed()
    {
        int asked = 0;
        await using LocalHost host = await LocalHost.StartAsync(_ => { }, app =>
        {
            app.Map("/there", () => ++asked);
            app.Map("/", () => Results.Redirect("/there"));
        });
        using StrangerHttp http = new(allowPrivateNetworks: true);
        HttpRequestException refused = await Assert.ThrowsExactlyAsync<HttpRequestException>(
            () => http.GetAsync(new Uri(host.Url), 100, CancellationToken.None));
        Assert.AreEqual(302, (int)refused.StatusCode!.Value);
        Assert.AreEqual(0, asked);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Get_LongerThanAllowed_IsCutOff(bool isAnnounced)
    {
        await using LocalHost host = await LocalHost.StartAsync(_ => { }, app => app.Map("/", async context =>
        {
            if (isAnnounced) context.Response.ContentLength = 101;
            await context.Response.Body.WriteAsync(new byte[101]);
        }));
        using StrangerHttp http = new(allowPrivateNetworks: true);
        await Assert.ThrowsExactlyAsync<System.IO.InvalidDataException>(
            () => http.GetAsync(new Uri(host.Url), 100, CancellationToken.None));
        Assert.HasCount(101, await http.GetAsync(new Uri(host.Url), 101, CancellationToken.None));
    }

    [TestMethod]
    public async Task Get_NothingComes_IsLeftForItsPace()
    {
        FiredTime time = new();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LocalHost host = await LocalHost.StartAsync(_ => { }, app => app.Map("/", async context =>
        {
            asked.TrySetResult();
            TaskCompletionSource gone = new();
            using CancellationTokenRegistration _ = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
        }));
        using StrangerHttp http = new(allowPrivateNetworks: true, time);
        Task<byte[]> body = http.GetAsync(new Uri(host.Url), 100, CancellationToken.None);
        await asked.Task;
        time.Fire();
        HttpRequestException left = await Assert.ThrowsExactlyAsync<HttpRequestException>(() => body);
        StringAssert.Contains(left.Message, "too slow");
    }

    [TestMethod]
    public void Source_Text_NamesNoToken()
    {
        PackageSource source = new("https://friend.example", "a token of a friend");
        Assert.IsFalse(source.ToString().Contains("token"));
        Assert.IsFalse(new ReleaseSource(source.Url, source).ToString().Contains("a token"));
    }

    [TestMethod]
    public void Sources_OfARelease_OriginsThenNamedThenThreeDistributorsOthersEachTurn()
    {
        using World world = new();
        Core.Manifest manifest = world.Holding.Manifest;
        manifest.Origins = ["https://vendor.example/", "https://second.example"];
        DistributorEntry[] others = [.. Enumerable.Range(0, 4)
            .Select(i => new DistributorEntry(World.AddressOf("d" + i), $"https://d{i}.example"))];
        string[] Of(int turn) => [.. ReleaseSource.Of(
            world.Chain.View.Find(world.Release)!,
            manifest,
            [new PackageSource("https://friend.example", null)],
            others,
            turn).Select(source => source.Host)];
        string[] first = ["vendor.example", "second.example", "friend.example"];
        string[] Turn(params string[] names) => [.. first, .. names.Select(name => name + ".example")];
        CollectionAssert.AreEqual(Turn("d0", "d1", "d2"), Of(0));
        CollectionAssert.AreEqual(Turn("d3", "d0", "d1"), Of(1));
        CollectionAssert.AreEqual(Turn("d3", "d0", "d1"), Of(int.MaxValue - 2)); // 3 · (2³¹ - 3) ≡ 3 mod 4
    }
}
