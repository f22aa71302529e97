using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Vendor;
using Microsoft.AspNetCore.Http;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Reports;

/// <summary>Reading reports from servers of which some lie, stall or flood.</summary>
[TestClass]
public sealed class ReportCollectorTests : IDisposable
{
    private static readonly HashSet<Address> Devices = [.. new[] { "a", "b", "c" }.Select(World.AddressOf)];

    private readonly StrangerHttp _http = new(allowPrivateNetworks: true);
    private readonly ReportCollector _collector;

    public ReportCollectorTests() => _collector = new ReportCollector(_http);

    [TestMethod]
    public void SourcesOf_ManyAnnounced_NoneBeforeTheOrigins()
    {
        using World world = new();
        world.Block(
            new DistributorAnnounced(default, World.Self, "https://d.example"),
            new DistributorAnnounced(default, World.Vendor, "https://o.example"));
        Manifest manifest = world.Holding.Manifest;
        manifest.Origins = ["https://o.example"];
        CollectionAssert.AreEqual(
            new[] { "https://o.example", "https://d.example" },
            ReportCollector.SourcesOf(world.Chain.View, manifest).ToArray());
    }

    [TestMethod]
    public async Task Collect_OfSeveralSources_IsTheirUnion()
    {
        await using ReportSource one = await ReportSource.StartAsync(
            Report("a", Outcome.Installed), Report("b", Outcome.Failed));
        await using ReportSource two = await ReportSource.StartAsync(
            Report("b", Outcome.Failed), Report("c", Outcome.Refused));
        CollectedReports all = await CollectAsync(one.Url, two.Url);
        AssertOutcomes(all, ("a", Outcome.Installed), ("b", Outcome.Failed), ("c", Outcome.Refused));
        Assert.IsTrue(all.Sources.All(source => source.Problem is null));
        Assert.AreEqual(3, all.Sources.Sum(source => source.Read));
    }

    [TestMethod]
    public async Task Collect_DeviceSignedSeveralOutcomes_CountsAsFailed()
    {
        await using ReportSource one = await ReportSource.StartAsync(Report("a", Outcome.Installed));
        await using ReportSource two = await ReportSource.StartAsync(Report("a", Outcome.Refused));
        AssertOutcomes(await CollectAsync(one.Url, two.Url), ("a", Outcome.Failed));
    }

    [TestMethod]
    public async Task Collect_Again_GoesOnWhereItStood()
    {
        await using ReportSource source = await ReportSource.StartAsync(Report("a", Outcome.Installed));
        await CollectAsync(source.Url);
        source.Reports.Add(Report("b", Outcome.Failed));
        source.Asked.Clear();
        AssertOutcomes(await CollectAsync(source.Url), ("a", Outcome.Installed), ("b", Outcome.Failed));
        CollectionAssert.AreEqual(new[] { 1L, 2L }, source.Asked);
    }

    [TestMethod]
    public async Task Collect_ByAnotherProcessWithItsCursors_AsksOnlyForWhatIsNew()
    {
        await using ReportSource source = await ReportSource.StartAsync(Report("a", Outcome.Installed));
        CollectedReports first = await CollectAsync(source.Url);
        Assert.AreEqual(1, first.Cursors[source.Url]);
        source.Reports.Add(Report("b", Outcome.Failed));
        source.Asked.Clear();
        CollectedReports second = await new ReportCollector(_http).CollectAsync(
            ReportSource.Release, Devices, [source.Url], first.Cursors);
        AssertOutcomes(second, ("b", Outcome.Failed));
        CollectionAssert.AreEqual(new[] { 1L, 2L }, source.Asked);
        Assert.AreEqual(2, second.Cursors[source.Url]);
    }

    [TestMethod]
    public async Task Collect_FalseSignatureInALaterPage_CursorStaysBeforeThatPage()
    {
        OutcomeReport forged = Report("b", Outcome.Installed);
        forged.Signature[3] ^= 1;
        OutcomeReport[] filler = [.. Enumerable.Repeat(Report("stranger", Outcome.Failed), 256)];
        await using ReportSource source = await ReportSource.StartAsync([.. filler, forged]);
        Assert.AreEqual(256, (await CollectAsync(source.Url)).Cursors[source.Url]);
    }

    [TestMethod]
    public async Task Collect_SourceLostItsReports_IsReadFromTheBeginningAndNothingIsForgotten()
    {
        await using ReportSource source = await ReportSource.StartAsync(
            Report("a", Outcome.Installed), Report("b", Outcome.Installed));
        await CollectAsync(source.Url);
        source.Reports.Clear();
        source.Reports.Add(Report("c", Outcome.Failed));
        AssertOutcomes(
            await CollectAsync(source.Url),
            ("a", Outcome.Installed), ("b", Outcome.Installed), ("c", Outcome.Failed));
    }

    [TestMethod]
    public async Task Collect_FalseSignature_IsPassedOverWithItsSource()
    {
        OutcomeReport forged = Report("b", Outcome.Installed);
        forged.Signature[3] ^= 1;
        await RefuseAsync("false signature", forged);
    }

    [TestMethod]
    public async Task Collect_SignedForAnotherReleaseOrOutcome_IsPassedOverWithItsSource()
    {
        await RefuseAsync(
            "false signature",
            ReportSource.Report("b", Outcome.Installed, new ReleaseId(Hash32.FromBytes(World.KeyOf("other")))));
        OutcomeReport changed = Report("b", Outcome.Failed);
        changed.Outcome = Outcome.Installed;
        await RefuseAsync("false signature", changed);
    }

    [TestMethod]
    public async Task Collect_DeviceNotAskedAbout_IsPassedOver()
    {
        await using ReportSource source = await ReportSource.StartAsync(
            Report("stranger", Outcome.Failed), Report("a", Outcome.Installed));
        AssertOutcomes(await CollectAsync(source.Url), ("a", Outcome.Installed));
    }

    [TestMethod]
    public async Task Collect_MoreDevicesThanBefore_FindsWhatWasPassedOver()
    {
        await using ReportSource source = await ReportSource.StartAsync(
            Report("later", Outcome.Installed), Report("a", Outcome.Installed));
        await CollectAsync(source.Url);
        CollectedReports all = await _collector.CollectAsync(
            ReportSource.Release, new HashSet<Address>(Devices) { World.AddressOf("later") }, [source.Url]);
        AssertOutcomes(all, ("a", Outcome.Installed), ("later", Outcome.Installed));
        CollectedReports fewer = await _collector.CollectAsync(
            ReportSource.Release, new HashSet<Address> { World.AddressOf("later") }, [source.Url]);
        AssertOutcomes(fewer, ("later", Outcome.Installed));
    }

    [TestMethod]
    public async Task Collect_ManyPages_AreReadToTheEnd()
    {
        OutcomeReport[] filler = [.. Enumerable.Repeat(Report("stranger", Outcome.Failed), 600)];
        await using ReportSource source = await ReportSource.StartAsync([.. filler, Report("a", Outcome.Failed)]);
        AssertOutcomes(await CollectAsync(source.Url), ("a", Outcome.Failed));
        CollectionAssert.AreEqual(new[] { 0L, 256L, 512L, 601L }, source.Asked);
    }

    [TestMethod]
    public async Task Collect_EndlessPages_StopAtTheLimitAndGoOnNextTime()
    {
        ReportCollector collector = new(_http, new ReportLimits { MaxPages = 3 });
        await using ReportSource source = await ReportSource.StartAsync();
        source.Instead = (after, context) =>
            ReportSource.WriteAsync(context, after + 1, Report("stranger", Outcome.Failed));
        ReadSource read = (await collector.CollectAsync(ReportSource.Release, Devices, [source.Url])).Sources.Single();
        Assert.Contains("next collection", read.Problem!);
        await collector.CollectAsync(ReportSource.Release, Devices, [source.Url]);
        CollectionAssert.AreEqual(new[] { 0L, 1, 2, 3, 4, 5 }, source.Asked);
    }

    [TestMethod]
    public async Task Collect_CursorGoesToAndFro_StopsAtTheLimit()
    {
        ReportCollector collector = new(_http, new ReportLimits { MaxPages = 4 });
        await using ReportSource source = await ReportSource.StartAsync();
        source.Instead = (after, context) => ReportSource.WriteAsync(
            context, after == 0 ? 5 : 0, after == 0 ? [Report("a", Outcome.Installed)] : []);
        CollectedReports all = await collector.CollectAsync(ReportSource.Release, Devices, [source.Url]);
        AssertOutcomes(all, ("a", Outcome.Installed));
        Assert.HasCount(4, source.Asked);
    }

    [TestMethod]
    public Task Collect_CursorStandsStill_IsReadNoFurther() => HarmlessAsync(
        "does not move", (_, context) => ReportSource.WriteAsync(context, 0, Report("b", Outcome.Failed)));

    [TestMethod]
    public Task Collect_Nonsense_HarmsNothing() => HarmlessAsync(
        "CBOR", (_, context) => context.Response.Body.WriteAsync(new byte[] { 1, 2, 3 }).AsTask());

    [TestMethod]
    public Task Collect_Refused_HarmsNothing() => HarmlessAsync("404", (_, context) =>
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    });

    [TestMethod]
    public Task Collect_Redirected_IsNotFollowed() => HarmlessAsync("302", (_, context) =>
    {
        context.Response.Redirect("http://127.0.0.1:1/");
        return Task.CompletedTask;
    });

    [TestMethod]
    public Task Collect_TooManyReportsInAPage_HarmNothing() => HarmlessAsync(
        "more than", (_, context) => ReportSource.WriteAsync(
            context, 257, [.. Enumerable.Repeat(Report("b", Outcome.Failed), 257)]));

    [TestMethod]
    public Task Collect_EndlessBody_IsCutOff() => HarmlessAsync("more than", async (_, context) =>
    {
        while (!context.RequestAborted.IsCancellationRequested)
            await context.Response.Body.WriteAsync(new byte[4096], context.RequestAborted);
    });

    [TestMethod]
    public async Task Collect_SilentSource_IsLeftWhenItsTimeIsUp()
    {
        ReportCollector collector = new(_http, new ReportLimits { SourceTimeout = TimeSpan.FromMilliseconds(200) });
        await using ReportSource silent = await ReportSource.StartAsync();
        silent.Instead = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        CollectedReports all = await collector.CollectAsync(ReportSource.Release, Devices, [silent.Url]);
        Assert.Contains("too long", all.Sources.Single().Problem!);
    }

    [TestMethod]
    public async Task Collect_Cancelled_Throws()
    {
        using CancellationTokenSource cancel = new();
        await using ReportSource silent = await ReportSource.StartAsync();
        silent.Instead = (_, context) =>
        {
            cancel.Cancel();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => _collector.CollectAsync(ReportSource.Release, Devices, [silent.Url], null, cancel.Token));
    }

    [TestMethod]
    [DataRow("file:///etc/passwd")]
    [DataRow("http://user@127.0.0.1")]
    [DataRow("")]
    [DataRow("http://127.0.0.1:1")]
    [DataRow("http://nowhere.invalid")]
    public async Task Collect_SourceThatIsNone_HarmsNothing(string url)
    {
        await using ReportSource honest = await ReportSource.StartAsync(Report("a", Outcome.Installed));
        CollectedReports all = await CollectAsync(url, honest.Url);
        AssertOutcomes(all, ("a", Outcome.Installed));
        Assert.IsNotNull(all.Sources[0].Problem);
    }

    [TestMethod]
    public async Task Collect_PrivateNetworkNotAllowed_IsNotEntered()
    {
        using StrangerHttp http = new(allowPrivateNetworks: false);
        await using ReportSource source = await ReportSource.StartAsync(Report("a", Outcome.Installed));
        CollectedReports all = await new ReportCollector(http).CollectAsync(
            ReportSource.Release, Devices, [source.Url]);
        Assert.IsEmpty(all.Outcomes);
        Assert.IsEmpty(source.Asked);
    }

    [TestMethod]
    public async Task Collect_MoreSourcesThanAllowed_NamesThoseItPassedOver()
    {
        ReportCollector collector = new(_http, new ReportLimits { MaxSources = 1 });
        await using ReportSource one = await ReportSource.StartAsync(Report("a", Outcome.Installed));
        await using ReportSource two = await ReportSource.StartAsync(Report("b", Outcome.Installed));
        CollectedReports all = await collector.CollectAsync(
            ReportSource.Release, Devices, [one.Url, one.Url, two.Url]);
        AssertOutcomes(all, ("a", Outcome.Installed));
        Assert.HasCount(2, all.Sources);
        Assert.Contains("too many", all.Sources[1].Problem!);
    }

    public void Dispose() => _http.Dispose();

    private static OutcomeReport Report(string device, int outcome) => ReportSource.Report(device, outcome);

    private Task<CollectedReports> CollectAsync(params string[] sources) =>
        _collector.CollectAsync(ReportSource.Release, Devices, sources);

    private async Task RefuseAsync(string problem, OutcomeReport bad)
    {
        await using ReportSource liar = await ReportSource.StartAsync(
            Report("a", Outcome.Installed), bad, Report("c", Outcome.Failed));
        CollectedReports all = await CollectAsync(liar.Url);
        AssertOutcomes(all, ("a", Outcome.Installed));
        Assert.Contains(problem, all.Sources.Single().Problem!);
    }

    /// <summary>A bad source beside an honest one: that is read all the same.</summary>
    private async Task HarmlessAsync(string problem, Func<long, HttpContext, Task> instead)
    {
        await using ReportSource bad = await ReportSource.StartAsync();
        bad.Instead = instead;
        await using ReportSource honest = await ReportSource.StartAsync(Report("a", Outcome.Installed));
        CollectedReports all = await CollectAsync(bad.Url, honest.Url);
        AssertOutcomes(all, ("a", Outcome.Installed));
        Assert.Contains(problem, all.Sources[0].Problem!);
        Assert.IsNull(all.Sources[1].Problem);
        Assert.HasCount(1, bad.Asked);
    }

    private static void AssertOutcomes(CollectedReports all, params (string Device, int Outcome)[] expected) =>
        CollectionAssert.AreEquivalent(
            expected.Select(e => (World.AddressOf(e.Device), e.Outcome)).ToArray(),
            all.Outcomes.Select(o => (o.Key, o.Value)).ToArray());
}
