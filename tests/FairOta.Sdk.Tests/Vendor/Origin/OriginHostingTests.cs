using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Origin;

/// <summary>The same service on Kestrel: what the transport adds.</summary>
[TestClass]
public sealed class OriginHostingTests
{
    private static readonly Release Release = OriginScene.Release;

    [TestMethod]
    public async Task Get_OverHttp_AnswersAsTheService()
    {
        await using OriginScene host = await OriginScene.StartAsync();
        using HttpResponseMessage answer = await host.Http.GetAsync(OriginScene.Path("manifest"));
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual("application/cose", answer.Content.Headers.ContentType!.MediaType);
        Assert.IsNotNull(answer.Headers.Date);
        CollectionAssert.AreEqual(Release.SignedManifest, await answer.Content.ReadAsByteArrayAsync());
    }

    [TestMethod]
    public async Task Get_Range_IsPartialContent()
    {
        await using OriginScene host = await OriginScene.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, OriginScene.Path("package"));
        request.Headers.Range = new RangeHeaderValue(16, 47);
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.AreEqual(
            $"bytes 16-47/{Release.Package.Length}", answer.Content.Headers.ContentRange!.ToString());
        CollectionAssert.AreEqual(
            Release.Package.ToArray()[16..48], await answer.Content.ReadAsByteArrayAsync());
    }

    [TestMethod]
    public async Task Get_RangeBeyondTheEnd_IsRefusedWithTheLength()
    {
        await using OriginScene host = await OriginScene.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, OriginScene.Path("leaves"));
        request.Headers.Range = new RangeHeaderValue(Release.Leaves.Length, null);
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.AreEqual($"bytes */{Release.Leaves.Length}", answer.Content.Headers.ContentRange!.ToString());
        Assert.AreEqual("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [TestMethod]
    public async Task Head_OfAPackage_HasItsLengthAndNoBody()
    {
        await using OriginScene host = await OriginScene.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, OriginScene.Path("package"));
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual(Release.Package.Length, answer.Content.Headers.ContentLength);
        Assert.AreEqual(0, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    [TestMethod]
    public async Task Post_BodyLargerThanAllowed_IsRefused()
    {
        await using OriginScene host = await OriginScene.StartAsync();
        using var body = new ByteArrayContent(new byte[Limits.MaxRequestBytes + 1]);
        using HttpResponseMessage answer = await host.Http.PostAsync("/v1/distributors", body);
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [TestMethod]
    public void Add_OptionsMissing_SaysAllOfThem()
    {
        var refusal = Assert.ThrowsExactly<OptionsValidationException>(
            () => new ServiceCollection().AddFairOtaOrigin(new OriginOptions { DeploymentBlock = -1 }));
        Assert.AreEqual(3, refusal.Failures.Count());
    }

    [TestMethod]
    public void Add_LimitsBeyondTheirBounds_SaysWhich()
    {
        OriginOptions options = new()
        {
            Escrow = new FakeEscrow(Sample.Account.Address),
            ReleasesFolder = "releases",
            Limits = new ServingLimits { WorkAtOnce = 0 },
        };
        var refusal = Assert.ThrowsExactly<OptionsValidationException>(options.Validate);
        StringAssert.StartsWith(refusal.Failures.Single(), nameof(ServingLimits.WorkAtOnce));
    }

    [TestMethod]
    [DataRow(7 * Sample.Day, 1)]
    [DataRow(7 * Sample.Day + 1, 0)]
    public async Task Reports_OfAReleaseLongOver_AreDropped(long afterDeadline, int kept)
    {
        MemoryReportStore reports = new();
        OutcomeReport report = new()
        {
            Device = Sample.Fleet(1)[0].ToBytes(),
            Outcome = Outcome.Installed,
            Signature = new byte[64],
        };
        Assert.IsTrue(reports.TryAdd(Release.Id, report, Sample.Now));
        long now = Sample.Plan.ClaimDeadline + afterDeadline;
        await using OriginScene host = await OriginScene.StartAsync(time: new FixedTime(now), reports: reports);
        Assert.HasCount(kept, reports.Releases);
    }

    [TestMethod]
    public async Task Reports_FileThatCannotBeOpened_SaysWhich()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("reports.db");
        await File.WriteAllTextAsync(path, "This is no database, and too long to be an empty one of it.");
        OriginOptions options = new()
        {
            Escrow = new FakeEscrow(Sample.Account.Address),
            ReleasesFolder = folder.Path,
            ReportsFile = path,
        };
        IOException refusal = await Assert.ThrowsExactlyAsync<IOException>(
            () => LocalHost.StartAsync(services => services.AddFairOtaOrigin(options), app => app.MapFairOtaOrigin()));
        StringAssert.Contains(refusal.Message, path);
    }
}
