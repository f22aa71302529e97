using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Origin;

/// <summary>The same service on Kestrel: what the transport adds.</summary>
[TestClass]
public sealed class OriginHostingTests
{
    private static readonly Release Release = Sample.Build();

    [TestMethod]
    public async Task Get_OverHttp_AnswersAsTheService()
    {
        await using Host host = await Host.StartAsync();
        using HttpResponseMessage answer = await host.Http.GetAsync(Path("manifest"));
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual("application/cose", answer.Content.Headers.ContentType!.MediaType);
        Assert.IsNotNull(answer.Headers.Date);
        CollectionAssert.AreEqual(Release.SignedManifest, await answer.Content.ReadAsByteArrayAsync());
    }

    [TestMethod]
    public async Task Get_Range_IsPartialContent()
    {
        await using Host host = await Host.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path("package"));
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
        await using Host host = await Host.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path("leaves"));
        request.Headers.Range = new RangeHeaderValue(Release.Leaves.Length, null);
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.AreEqual($"bytes */{Release.Leaves.Length}", answer.Content.Headers.ContentRange!.ToString());
        Assert.AreEqual("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [TestMethod]
    public async Task Head_OfAPackage_HasItsLengthAndNoBody()
    {
        await using Host host = await Host.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, Path("package"));
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual(Release.Package.Length, answer.Content.Headers.ContentLength);
        Assert.AreEqual(0, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    [TestMethod]
    public async Task Post_BodyLargerThanAllowed_IsRefused()
    {
        await using Host host = await Host.StartAsync();
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

    private static string Path(string what) => $"/v1/releases/{Release.Id.ToWire()}/{what}";

    /// <summary>An origin on a free loopback port, with one funded release beside one folder that is damaged.</summary>
    private sealed class Host : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private WebApplication? _application;

        public HttpClient Http { get; } = new();

        public static async Task<Host> StartAsync()
        {
            var host = new Host();
            var escrow = new FakeEscrow(Sample.Account.Address);
            using (ReleaseFolder release = ReleaseFolder.Create(host._folder.File("one"), Release))
                await new Publisher(escrow, 0).PublishAsync(release);
            Directory.CreateDirectory(host._folder.File("damaged"));
            await File.WriteAllTextAsync(host._folder.File("damaged/release.json"), "{");

            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
            builder.Services.AddFairOtaOrigin(
                new OriginOptions { Escrow = escrow, ReleasesFolder = host._folder.Path });
            host._application = builder.Build();
            host._application.MapFairOtaOrigin();
            await host._application.StartAsync();
            host.Http.BaseAddress = new Uri(host._application.Urls.First());
            var service = host._application.Services.GetRequiredService<OriginService>();
            while (!service.Catalogue.Releases.Any()) await Task.Yield();
            return host;
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            if (_application is not null) await _application.DisposeAsync();
            _folder.Dispose();
        }
    }
}
