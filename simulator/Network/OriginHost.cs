using System;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace FairOta.Simulator.Network;

/// <summary>The vendor's origin on a loopback port: it serves whatever release lies in its folder.</summary>
public sealed class OriginHost : IAsyncDisposable
{
    private static readonly TimeSpan FolderPoll = TimeSpan.FromMilliseconds(200);

    private readonly WebApplication _application;

    private OriginHost(WebApplication application, string url)
    {
        _application = application;
        Url = url;
    }

    /// <summary>Where it serves.</summary>
    public string Url { get; }

    /// <summary>Starts it.</summary>
    /// <param name="escrow">The escrow, to learn distributors from.</param>
    /// <param name="deploymentBlock">The escrow's block.</param>
    /// <param name="releases">The folder of release folders.</param>
    /// <param name="listen">Address it listens on.</param>
    /// <param name="cancellation">Cancels the start.</param>
    public static async Task<OriginHost> StartAsync(
        EscrowClient escrow, long deploymentBlock, DirectoryInfo releases, IPAddress listen,
        CancellationToken cancellation)
    {
        releases.Create();
        string url = DistributorHost.FreeUrl(listen);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddFairOtaOrigin(new OriginOptions
        {
            Escrow = escrow,
            DeploymentBlock = deploymentBlock,
            ReleasesFolder = releases.FullName,
            PollInterval = FolderPoll,
        });
        WebApplication application = builder.Build();
        application.Urls.Add(url);
        application.MapFairOtaOrigin();
        await application.StartAsync(cancellation).ConfigureAwait(false);
        return new OriginHost(application, url);
    }

    /// <summary>Switches it off.</summary>
    /// <param name="cancellation">Gives up waiting for requests in progress.</param>
    public Task StopAsync(CancellationToken cancellation) => _application.StopAsync(cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }
}
