using System;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Dashboard;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Dashboard.Tests;

/// <summary>A snapshot stays small, however much there is; what it leaves out it counts.</summary>
[TestClass]
public sealed class SnapshotSizeTests
{
    private const int More = DashboardLimits.Releases + 4;

    [TestMethod]
    public async Task Snapshot_OfADistributorWithManyReleases_IsSmallAndCountsTheRest()
    {
        await using DistributorScene scene = await DistributorScene.StartAsync(deliveries: 3);
        for (int i = 0; i < More; i++) scene.World.AddRelease(100 + i, World.Vendor);
        scene.Show();
        JsonNode distributor = (await ReadAsync(scene.Host))["distributor"]!;
        Assert.HasCount(DashboardLimits.Releases, distributor["releases"]!.AsArray());
        Assert.AreEqual(3 + 4, (int)distributor["releasesLeftOut"]!);
    }

    [TestMethod]
    public async Task Snapshot_OfAnOriginWithManyReleasesAndWaves_IsSmallAndCountsTheRest()
    {
        await using OriginScene scene = await OriginScene.StartAsync();
        await scene.FillAsync(More, waves: 5);
        JsonNode origin = (await ReadAsync(scene.Host))["origin"]!;
        Assert.HasCount(DashboardLimits.Releases, origin["releases"]!.AsArray());
        Assert.AreEqual(4, (int)origin["releasesLeftOut"]!);
        (int listed, int leftOut) = (0, 0);
        foreach (JsonNode? release in origin["releases"]!.AsArray())
        {
            listed += release!["waves"]!.AsArray().Count;
            leftOut += (int)release["wavesLeftOut"]!;
        }

        const int served = DashboardLimits.Releases * 5;
        Assert.AreEqual((DashboardLimits.Waves, served - DashboardLimits.Waves), (listed, leftOut));
    }

    private static async Task<JsonNode> ReadAsync(LocalHost host)
    {
        using HttpClient http = new();
        byte[] json = await http.GetByteArrayAsync(new Uri(host.Url + "/snapshot.json"));
        Assert.IsLessThan(DashboardLimits.SnapshotBytes / 2, json.Length);
        return JsonNode.Parse(json)!;
    }
}
