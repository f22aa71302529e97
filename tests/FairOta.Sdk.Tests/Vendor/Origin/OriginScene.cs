using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Vendor;
using Microsoft.Extensions.DependencyInjection;

namespace FairOta.Sdk.Tests.Vendor.Origin;

/// <summary>An origin on a free loopback port, with one funded release beside one folder that is damaged.</summary>
internal sealed class OriginScene : IAsyncDisposable
{
    public static readonly Release Release = Sample.Build();

    private readonly TemporaryFolder _folder = new();
    private LocalHost _host = null!;

    public HttpClient Http { get; } = new();

    public static string Path(string what) => $"/v1/releases/{Release.Id.ToWire()}/{what}";

    /// <summary>Starts it.</summary>
    /// <param name="limits">What callers may take of it.</param>
    /// <param name="time">The host's clock.</param>
    /// <param name="reports">Where reports are kept; a file unless given.</param>
    public static async Task<OriginScene> StartAsync(
        ServingLimits? limits = null, TimeProvider? time = null, IReportStore? reports = null)
    {
        OriginScene scene = new();
        FakeEscrow escrow = new(Sample.Account.Address);
        using (ReleaseFolder release = ReleaseFolder.Create(scene._folder.File("one"), Release))
            await new Publisher(escrow, 0).PublishAsync(release);
        Directory.CreateDirectory(scene._folder.File("damaged"));
        await File.WriteAllTextAsync(scene._folder.File("damaged/release.json"), "{");
        OriginOptions options = new()
        {
            Escrow = escrow,
            ReleasesFolder = scene._folder.Path,
            Limits = limits ?? new(),
        };
        scene._host = await LocalHost.StartAsync(
            services =>
            {
                services.AddSingleton(time ?? TimeProvider.System).AddFairOtaOrigin(options);
                if (reports is not null)
                    services.AddKeyedSingleton(typeof(OriginService), (_, _) => new ReportService(reports));
            },
            app => app.MapFairOtaOrigin());
        scene.Http.BaseAddress = new Uri(scene._host.Url);
        OriginService service = scene._host.Services.GetRequiredService<OriginService>();
        while (!service.Catalogue.Releases.Any()) await Task.Yield();
        return scene;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
