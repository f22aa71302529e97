using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Dashboard;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FairOta.Cli.Commands;

/// <summary>Serves the dashboard of another host, on a listener of its own and nothing else there. It begins before
/// that host's services and ends after them, and heeds neither its environment nor its configuration, which might have
/// it listen elsewhere.</summary>
/// <param name="place">Where it listens.</param>
/// <param name="tokenDigest">Whose token is needed (<see cref="DashboardRules.DigestOf"/>); null for none.</param>
/// <param name="shown">The services of the host that is shown.</param>
internal sealed class DashboardHost(IPEndPoint place, byte[]? tokenDigest, IServiceProvider shown)
    : IHostedService, IAsyncDisposable
{
    private static readonly ServingLimits Limits = new() { Connections = 64 };
    private WebApplication? _application;

    /// <summary>Where the page is, once it is served.</summary>
    public string Url => _application!.Urls.Single() + "/";

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.LimitFairOta(Limits);
            kestrel.Listen(place);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(shown.GetRequiredService<ILoggerFactory>());
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        _application = builder.Build();
        DashboardEndpoints.Map(_application, "", shown, tokenDigest);
        try
        {
            await _application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new CliException(ExitCodes.Network, $"--dashboard: cannot listen on {place}: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        _application?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application?.DisposeAsync() ?? ValueTask.CompletedTask;
}
