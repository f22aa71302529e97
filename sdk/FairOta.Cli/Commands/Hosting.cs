using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FairOta.Cli.Commands;

/// <summary>Runs a web host until the command is cancelled.</summary>
internal static class Hosting
{
    /// <summary>Starts the host, says where it listens, and serves until cancelled. Where a service of the host fails
    /// meanwhile, the host stops and this throws what it failed with.</summary>
    /// <param name="call">The command.</param>
    /// <param name="serving">Where it listens, and how it tells of itself.</param>
    /// <param name="limits">What callers may take of it.</param>
    /// <param name="services">Adds the services.</param>
    /// <param name="map">Maps the endpoints.</param>
    /// <param name="ready">What to say beside the address once it serves, as JSON.</param>
    /// <param name="banner">The same for people, each a line.</param>
    public static async Task<int> ServeAsync(
        Invocation call, ServingOptions serving, ServingLimits limits, Action<IServiceCollection> services,
        Action<WebApplication> map, JsonObject ready, params string[] banner)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        serving.Configure(call, builder, limits);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        // First: where it cannot listen, nothing else has begun.
        serving.Dashboard.AddTo(call, builder.Services);
        services(builder.Services);
        await using WebApplication application = builder.Build();
        serving.Use(call, application);
        map(application);
        application.MapFairOtaHealth();
        application.MapFallback(
            "{**path}", context => HttpAdapter.ServeAsync(context, (_, _) => ValueTask.FromResult(Unknown)));
        try
        {
            await application.StartAsync(call.Cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new CliException(ExitCodes.Network, $"Cannot listen on {serving.Listen(call)}: {e.Message}");
        }

        string[] urls = [.. application.Urls];
        ready["listening"] = new JsonArray([.. urls.Select(url => (JsonNode)url)]);
        if (application.Services.GetService<DashboardHost>()?.Url is { } dashboard)
        {
            ready["dashboard"] = dashboard;
            banner = [.. banner, $"Dashboard at {dashboard}"];
        }

        call.Done(ready, [.. banner, $"Serving on {string.Join(", ", urls)}; Ctrl-C ends it."]);
        using CancellationTokenRegistration _ =
            application.Lifetime.ApplicationStopping.Register(() => call.Log("Stopping …"));
        await application.WaitForShutdownAsync(call.Cancellation).ConfigureAwait(false);
        // A service that failed has stopped the host; its exception is the command's.
        foreach (var service in application.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            if (service.ExecuteTask is { IsFaulted: true } failed) await failed.ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static Answer Unknown { get; } = Answer.Refused(Problems.UnknownPath, "Everything is below /v1.");
}
