using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Dashboard;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.Playwright;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Dashboard.Tests;

/// <summary>A distributor's page in a browser.</summary>
[TestClass]
[TestCategory("Chromium")]
public sealed class DistributorPageTests
{
    [TestMethod]
    [DynamicData(nameof(Look.All), typeof(Look))]
    public async Task Page_OfSeveralReleases_ShowsTheirFiguresAndFits(Look look)
    {
        await using DistributorScene scene = await DistributorScene.StartAsync(devices: 48, deliveries: 42);
        await using Browser browser = await Browser.StartAsync(look);
        await browser.OpenAsync(scene.Host.Url);
        await browser.PictureAsync("distributor-" + look.Name);
        await browser.SeeAsync("#d-releases", "version 1.0.0.2");
        await browser.SeeAsync("#d-releases", "recalled");
        await browser.SeeAsync("#d-tiles", "by 42 deliveries");
        await browser.SeeAsync("#who", "https://d1.example");
        Assert.AreEqual(look.Width, await browser.WidthAsync());
        Assert.IsTrue(browser.Requests.All(url => url.StartsWith(scene.Host.Url, System.StringComparison.Ordinal)
            || url == "data:,"));

        scene.Deliver();
        await browser.SeeAsync("#d-tiles", "by 43 deliveries");
        Assert.IsEmpty(browser.Errors);
    }

    [TestMethod]
    public async Task Page_TextOfSomebodyElses_IsShownAsText()
    {
        const string url = "https://d1.example/?q=<script>alert(1)</script>&\"'";
        await using DistributorScene scene = await DistributorScene.StartAsync(publicUrl: url);
        await using Browser browser = await Browser.StartAsync(Look.Phone);
        await browser.OpenAsync(scene.Host.Url);
        await browser.SeeAsync("#who", url);
        Assert.AreEqual(1, await browser.Page.Locator("script").CountAsync());
        Assert.AreEqual(Look.Phone.Width, await browser.WidthAsync());
        Assert.IsEmpty(browser.Errors);
    }

    [TestMethod]
    public async Task Page_OtherSpan_ShowsDaysAndTheirTable()
    {
        await using DistributorScene scene = await DistributorScene.StartAsync(deliveries: 6);
        await using Browser browser = await Browser.StartAsync(Look.Phone);
        await browser.OpenAsync(scene.Host.Url);
        await browser.SeeAsync("#chart-earned-title", "the last 48 hours");
        await browser.Page.GetByText("48 days", new() { Exact = true }).ClickAsync();
        await browser.SeeAsync("#chart-earned-title", "the last 48 days");
        await browser.SeeAsync("#chart-deliveries-desc", "6 paid, 1 waiting, 1 never paid.");
        await browser.Page.GetByText("The same as a table").ClickAsync();
        await Assertions.Expect(browser.Page.Locator("#d-series tbody tr").First).ToBeVisibleAsync();
        Assert.AreEqual(Look.Phone.Width, await browser.WidthAsync());
        Assert.IsEmpty(browser.Errors);
    }

    [TestMethod]
    public async Task Page_ChainThatIsNotFollowedAnyMore_IsAnAlarm()
    {
        await using DistributorScene scene = await DistributorScene.StartAsync(deliveries: 2);
        await using Browser browser = await Browser.StartAsync(Look.Light);
        await browser.OpenAsync(scene.Host.Url);
        await Assertions.Expect(browser.Page.Locator("#d-health")).ToBeHiddenAsync();
        scene.Wait(World.Day);
        await browser.SeeAsync("#d-health", "Unhealthy");
        await browser.SeeAsync("#d-tiles .tile.bad", "followed 24 h ago");
        await Assertions.Expect(browser.Page).ToHaveTitleAsync("FairOTA distributor: Unhealthy");
        await browser.PictureAsync("distributor-unhealthy");
        Assert.IsEmpty(browser.Errors);
    }

    [TestMethod]
    public async Task Page_BehindAToken_OpensByItAsAPassword()
    {
        byte[] digest = DashboardRules.DigestOf("a token of some length");
        await using DistributorScene scene = await DistributorScene.StartAsync(
            map: app => DashboardEndpoints.Map(app, "/dashboard", app.ServiceProvider, digest));
        await using Browser browser = await Browser.StartAsync(
            Look.Light, new HttpCredentials { Username = "me", Password = "a token of some length" });
        await browser.OpenAsync(scene.Host.Url + "/dashboard");
        await browser.SeeAsync("#d-tiles", "by 6 deliveries");
    }
}
