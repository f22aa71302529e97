using System;
using System.Globalization;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FairOta.Sdk.Distributor;

/// <summary>Maps a distributor's endpoints onto a host.</summary>
public static class DistributorEndpoints
{
    /// <summary>Maps everything below <c>/v1</c> to the distributor that
    /// <see cref="DistributorHosting.AddFairOtaDistributor"/> added. The Date header shows the host's
    /// <see cref="TimeProvider"/>, the clock by which every answer is given.</summary>
    public static IEndpointConventionBuilder MapFairOtaDistributor(this IEndpointRouteBuilder endpoints)
    {
        DistributorService service = endpoints.ServiceProvider.GetRequiredService<DistributorService>();
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
