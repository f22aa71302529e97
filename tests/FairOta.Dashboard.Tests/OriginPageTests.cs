using System;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Sample = FairOta.Sdk.Tests.Vendor.Sample;

namespace FairOta.Dashboard.Tests;

/// <summary>An origin's page in a browser.</summary>
[TestClass]
[TestCategory("Chromium")]
public sealed class OriginPageTests
{
    [TestMethod]
    [DynamicData(nameof(Look.All), typeof(Look))]
    public async Task Page_OfARollout_ShowsWavesAndFailuresByCauseAndFits(Look look)
    {
        await using OriginScene scene = await OriginScene.StartAsync();
        await scene.PlayAsync();
        await using Browser browser = await Browser.StartAsync(look);
        await browser.OpenAsync(scene.Host.Url);
        await browser.PictureAsync("origin-" + look.Name);
        await browser.SeeAsync("#title", "Origin");
        await browser.SeeAsync("#release-0", "Version 3.2.0.0");
        await browser.SeeAsync("#o-release-0 .waves li:nth-child(1)", "12 installed, 0 failed, 12 delivered of 12");
        await browser.SeeAsync("#o-release-0 .waves li:nth-child(1)", "passed 2 days ago");
        await browser.SeeAsync("#o-release-0 .waves li:nth-child(2)", "36 installed, 3 failed, 44 delivered of 60");
        await browser.SeeAsync("#o-release-0 .waves li:nth-child(2)", "stops at 5 failures or 10% failed");
        await browser.SeeAsync("#o-release-0 .waves li:nth-child(3)", "not funded");
        await browser.SeeAsync("#o-release-1 .decision", "stopped");
        await browser.SeeAsync("#o-release-2 .waves li:nth-child(1)", "37 installed, 1 failed, 38 delivered of 40");
        await browser.SeeAsync("#o-failures", "image went backversion 3.2.0.0");
        await browser.SeeAsync("#o-failures", "could not installversion 3.2.0.0");
        await browser.SeeAsync("#o-failures", "report refused");
        await browser.SeeAsync("#o-distributors", "https://d2.example");
        Assert.AreEqual(look.Width, await browser.WidthAsync());
        Assert.IsTrue(browser.Requests.All(url => url.StartsWith(scene.Host.Url, StringComparison.Ordinal)
            || url == "data:,"));

        await scene.ReportAsync("rolling", Sample.Fleet(60, 100), 40, Outcome.Failed);
        await browser.SeeAsync("#o-release-0 .waves li:nth-child(2)", "36 installed, 4 failed");
        Assert.IsEmpty(browser.Errors);
    }

    [TestMethod]
    public async Task Page_StrangersUrl_IsShownAsText()
    {
        const string url = "https://d2.example/?q=<img src=x onerror=alert(1)>";
        await using OriginScene scene = await OriginScene.StartAsync();
        await scene.PlayAsync(url);
        await using Browser browser = await Browser.StartAsync(Look.Phone);
        await browser.OpenAsync(scene.Host.Url);
        await browser.SeeAsync("#o-distributors", url);
        Assert.AreEqual(0, await browser.Page.Locator("img").CountAsync());
        Assert.AreEqual(Look.Phone.Width, await browser.WidthAsync());
        Assert.IsEmpty(browser.Errors);
    }

    [TestMethod]
    public async Task Page_OfAnOriginWithoutReleases_SaysSo()
    {
        await using OriginScene scene = await OriginScene.StartAsync();
        await using Browser browser = await Browser.StartAsync(Look.Light);
        await browser.OpenAsync(scene.Host.Url);
        await browser.SeeAsync("#o-releases", "None yet");
        await browser.SeeAsync("#o-failures", "None.");
        await browser.PictureAsync("origin-empty");
        Assert.IsEmpty(browser.Errors);
    }
}
