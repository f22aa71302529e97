using System;
using System.Globalization;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
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
        services.AddSingleton(options);
        services.AddKeyedSingleton(
            typeof(OriginService), (_, _) => new ReportService(new SqliteReportStore(options.ReportsPath)));
        services.AddSingleton(_ => new ReleaseShelf(options.ReleasesFolder));
        services.AddSingleton(p => new OriginService(p.GetRequiredService<ReleaseShelf>())
        {
            Reports = p.GetRequiredKeyedService<ReportService>(typeof(OriginService)),
        });
        services.AddSingleton<IHostedService, OriginWorker>();
        return services;
    }

    /// <summary>Maps everything below <c>/v1</c> to the origin. The Date header shows the host's
    /// <see cref="TimeProvider"/>, because devices without a clock take the time from it.</summary>
    public static IEndpointConventionBuilder MapFairOtaOrigin(this IEndpointRouteBuilder endpoints)
    {
        OriginService service = endpoints.ServiceProvider.GetRequiredService<OriginService>();
        TimeProvider time = endpoints.ServiceProvider.GetRequiredService<TimeProvider>();
        return endpoints.Map("/v1/{**path}", context =>
        {
            DateTimeOffset now = time.GetUtcNow();
            context.Response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
            return HttpAdapter.ServeAsync(
                context, (request, _) => ValueTask.FromResult(service.Handle(request, now.ToUnixTimeSeconds())));
        });
    }
}
