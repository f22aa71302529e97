using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Dashboard;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FairOta.Sdk.Distributor;

/// <summary>Maps a distributor's endpoints onto a host.</summary>
public static class DistributorEndpoints
{
    /// <summary>Maps everything below <c>/v1</c> to the distributor that <see cref="DistributorHosting"/> added; on a
    /// group, below the group's prefix, which then belongs into <see cref="DistributorOptions.PublicUrl"/>. The Date
    /// header shows the host's <see cref="TimeProvider"/>, the clock by which every answer is given. Callers are told
    /// apart by the connection's address: behind a reverse proxy, put <c>UseForwardedHeaders</c> with the proxies you
    /// know before it.</summary>
    /// <param name="endpoints">The host's endpoints, or a group of them.</param>
    public static IEndpointConventionBuilder MapFairOtaDistributor(this IEndpointRouteBuilder endpoints)
    {
        IServiceProvider services = endpoints.ServiceProvider;
        DistributorService service = services.GetRequiredService<DistributorService>();
        DistributorTelemetry telemetry = services.GetRequiredService<DistributorTelemetry>();
        ServingGate gate = services.GetRequiredService<DistributorGate>().Gate;
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        async ValueTask<Answer> AnswerAsync(ServiceRequest request, long now, CancellationToken cancellation)
        {
            string endpoint = EndpointRules.NameOf(request);
            using Activity? activity = DistributorTelemetry.Source.StartActivity("distributor " + endpoint);
            Answer answer = EndpointRules.IsExpensive(request)
                ? await gate.WorkAsync(() => service.Handle(request, now), cancellation).ConfigureAwait(false)
                : service.Handle(request, now);
            activity?.SetTag("http.response.status_code", answer.Status);
            telemetry.Answered(endpoint, answer.Status, answer.Count);
            return answer;
        }

        return services.GetRequiredKeyedService<TrafficTally>(typeof(DistributorService))
            .CountAt(HttpAdapter.Map(endpoints, gate, time, AnswerAsync));
    }
}
