using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Origin;

/// <summary>What callers may take of an origin, over real sockets and a clock that stands.</summary>
[TestClass]
public sealed class OriginLimitsTests
{
    private readonly SteppedTime _time = new();

    [TestMethod]
    public async Task Get_MoreRequestsThanACallerMay_429UntilTimeGoesBy()
    {
        await using OriginScene origin = await OriginScene.StartAsync(
            new() { RequestBurstPerCaller = 2, RequestsPerSecondPerCaller = 1 }, _time);
        Assert.AreEqual(200, await GetAsync(origin, "manifest"));
        Assert.AreEqual(200, await GetAsync(origin, "manifest"));
        using HttpResponseMessage refused = await origin.Http.GetAsync(OriginScene.Path("manifest"));
        Assert.AreEqual(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.IsNotNull(refused.Headers.RetryAfter);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.AreEqual(200, await GetAsync(origin, "manifest"));
    }

    [TestMethod]
    public async Task Get_WhileTheCallersOneRequestIsServed_429()
    {
        await using OriginScene origin = await OriginScene.StartAsync(new() { RequestsAtOncePerCaller = 1 }, _time);
        using Socket first = new(SocketType.Stream, ProtocolType.Tcp);
        Uri url = origin.Http.BaseAddress!;
        await first.ConnectAsync(url.Host, url.Port);
        await first.SendAsync(Encoding.ASCII.GetBytes(
            $"POST {OriginScene.Path("reports")} HTTP/1.1\r\nHost: o\r\nContent-Type: application/cbor\r\n"
            + "Content-Length: 1\r\nExpect: 100-continue\r\n\r\n"));
        // It says so once the request was let in and its body is read.
        byte[] answer = new byte[1024];
        int count = await first.ReceiveAsync(answer);
        StringAssert.StartsWith(Encoding.ASCII.GetString(answer, 0, count), "HTTP/1.1 100");
        Assert.AreEqual(429, await GetAsync(origin, "manifest"));
        await first.SendAsync(new byte[1]);
        count = await first.ReceiveAsync(answer);
        StringAssert.StartsWith(Encoding.ASCII.GetString(answer, 0, count), "HTTP/1.1 400");
    }

    [TestMethod]
    [DataRow("caller", 429, 429)]
    [DataRow("release", 503, 200)]
    [DataRow("all", 503, 503)]
    public async Task Get_MoreBytesThanMayFlow_FurtherRequestsRefusedUntilTheyHave(string of, int same, int other)
    {
        const long rate = 1024;
        ServingLimits limits = new() { LongestDelay = TimeSpan.FromSeconds(1) };
        limits = of switch
        {
            "caller" => limits with { BytesPerSecondPerCaller = rate },
            "release" => limits with { BytesPerSecondPerRelease = rate },
            _ => limits with { BytesPerSecond = rate },
        };
        await using OriginScene origin = await OriginScene.StartAsync(limits, _time);
        using HttpRequestMessage request = new(HttpMethod.Get, OriginScene.Path("package"));
        request.Headers.Range = new RangeHeaderValue(0, 4 * rate - 1);
        using HttpResponseMessage first = await origin.Http.SendAsync(request);
        Assert.HasCount((int)(4 * rate), await first.Content.ReadAsByteArrayAsync());
        Assert.AreEqual(same, await GetAsync(origin, "manifest"));
        using HttpResponseMessage elsewhere = await origin.Http.GetAsync("/v1/distributors");
        Assert.AreEqual(other, (int)elsewhere.StatusCode);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual(200, await GetAsync(origin, "manifest"));
    }

    [TestMethod]
    public async Task Post_MoreExpensiveWorkThanMayWait_503AndReadingGoesOn()
    {
        using StuckReports reports = new();
        await using OriginScene origin = await OriginScene.StartAsync(
            new() { WorkAtOnce = 1, WorkQueued = 0 }, reports: reports);
        Task<HttpResponseMessage> first = PostReportAsync(origin);
        Task begun = reports.Begun.WaitAsync();
        Assert.AreSame(begun, await Task.WhenAny(first, begun), "the report was answered without a look at the store");
        using (HttpResponseMessage refused = await PostReportAsync(origin))
        {
            Assert.AreEqual(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.IsNotNull(refused.Headers.RetryAfter);
        }

        Assert.AreEqual(200, await GetAsync(origin, "manifest"));
        reports.Go.Release();
        using HttpResponseMessage done = await first;
        Assert.AreEqual(HttpStatusCode.Forbidden, done.StatusCode);
    }

    private static async Task<int> GetAsync(OriginScene origin, string what)
    {
        using HttpResponseMessage answer = await origin.Http.GetAsync(OriginScene.Path(what));
        return (int)answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> PostReportAsync(OriginScene origin)
    {
        OutcomeReport report = new()
        {
            Device = Sample.Fleet(1)[0].ToBytes(),
            Outcome = 1,
            Signature = new byte[64],
        };
        using ByteArrayContent body = new(report.Encode());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/cbor");
        return await origin.Http.PostAsync(OriginScene.Path("reports"), body);
    }

    /// <summary>Reports that take their time to be looked for.</summary>
    private sealed class StuckReports : IReportStore
    {
        public SemaphoreSlim Begun { get; } = new(0);

        public SemaphoreSlim Go { get; } = new(0);

        public IReadOnlyList<ReleaseId> Releases => [];

        public byte[]? Find(ReleaseId release, Address device, int outcome)
        {
            Begun.Release();
            Go.Wait();
            return null;
        }

        public bool TryAdd(ReleaseId release, OutcomeReport report, long now) => throw new NotSupportedException();

        public (long Next, IReadOnlyList<OutcomeReport> Reports) Read(ReleaseId release, long after, int most) =>
            (0, []);

        public void Forget(ReleaseId release) => throw new NotSupportedException();

        public void Dispose()
        {
            Begun.Dispose();
            Go.Dispose();
        }
    }
}
