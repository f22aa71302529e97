using System;
using System.IO;
using System.Threading.Tasks;
using FairOta.Sdk.Dashboard;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FairOta.Sdk.Vendor;

/// <summary>Embeds a vendor's origin into an ASP.NET Core host.</summary>
public static class OriginHosting
{
    /// <summary>Adds the origin, and the hosted service that follows folders and chain. The host's
    /// <see cref="TimeProvider"/> is its clock, the system's if it has none.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">How the origin runs; not to be changed afterwards.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is wrong; says which and
    /// how.</exception>
    public static IServiceCollection AddFairOtaOrigin(this IServiceCollection services, OriginOptions options)
    {
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRandomness, SystemRandomness>();
        services.AddSingleton(options);
        services.AddKeyedSingleton(typeof(OriginService), (_, _) => OpenReports(options.ReportsPath));
        services.AddSingleton(_ => new ReleaseShelf(options.ReleasesFolder));
        services.AddSingleton(p => new OriginService(p.GetRequiredService<ReleaseShelf>())
        {
            Reports = p.GetRequiredKeyedService<ReportService>(typeof(OriginService)),
        });
        services.AddSingleton(p => new OriginGate(new ServingGate(
            options.Limits, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IRandomness>())));
        services.AddKeyedSingleton(typeof(OriginService), (p, _) => new TrafficTally(
            p.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds()));
        services.AddSingleton(p => new OriginProbe(
            p.GetRequiredService<OriginService>(),
            p.GetRequiredService<ReleaseShelf>(),
            p.GetRequiredKeyedService<TrafficTally>(typeof(OriginService)),
            options));
        services.AddSingleton<IHostedService, OriginWorker>();
        return services;
    }

    /// <summary>Maps everything below <c>/v1</c> to the origin, within <see cref="OriginOptions.Limits"/>. The Date
    /// header shows the host's <see cref="TimeProvider"/>, because devices without a clock take the time from it.
    /// Callers are told apart by the connection's address: behind a reverse proxy, put <c>UseForwardedHeaders</c> with
    /// the proxies you know before it.</summary>
    /// <exception cref="IOException">The file of reports cannot be opened or made; says which.</exception>
    public static IEndpointConventionBuilder MapFairOtaOrigin(this IEndpointRouteBuilder endpoints)
    {
        IServiceProvider services = endpoints.ServiceProvider;
        OriginService service = services.GetRequiredService<OriginService>();
        ServingGate gate = services.GetRequiredService<OriginGate>().Gate;
        TrafficTally traffic = services.GetRequiredKeyedService<TrafficTally>(typeof(OriginService));
        return traffic.CountAt(HttpAdapter.Map(
            endpoints, gate, services.GetRequiredService<TimeProvider>(),
            (request, now, cancellation) => IsExpensive(request)
                ? gate.WorkAsync(() => service.Handle(request, now), cancellation)
                : ValueTask.FromResult(service.Handle(request, now))));
    }

    private static ReportService OpenReports(string path)
    {
        try
        {
            return new ReportService(new SqliteReportStore(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new IOException($"Reports cannot be kept in {path}: {e.Message}", e);
        }
    }

    /// <summary>Whether it recovers or verifies a signature: a report, or a recall.</summary>
    private static bool IsExpensive(ServiceRequest request) => request.Method == "POST";

    /// <summary>The origin's gate; a distributor in the same host has its own.</summary>
    private sealed class OriginGate(ServingGate gate) : IDisposable
    {
        public ServingGate Gate => gate;

        public void Dispose() => gate.Dispose();
    }
}
