using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FairOta.Sdk.Distributor;

/// <summary>Maps the host's health for supervisors and load balancers.</summary>
public static class HealthEndpoints
{
    /// <summary>Tag of the checks that tell whether the host is fit to be sent callers.</summary>
    public const string Ready = "ready";

    /// <summary>Maps <c>/healthz/live</c>, which answers as long as the process does, and <c>/healthz/ready</c>, all
    /// checks with the tag <see cref="Ready"/>: 200 for Healthy and Degraded, 503 for Unhealthy, with JSON that says
    /// why and holds nothing secret.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    public static void MapFairOtaHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks("/healthz/live", new HealthCheckOptions
        {
            Predicate = _ => false,
            ResponseWriter = WriteAsync,
        });
        endpoints.MapHealthChecks("/healthz/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(Ready),
            ResponseWriter = WriteAsync,
        });
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        Utf8JsonWriter json = new(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            json.WriteString("status", report.Status.ToString());
            json.WriteStartObject("checks");
            foreach ((string name, HealthReportEntry entry) in report.Entries)
            {
                json.WriteStartObject(name);
                json.WriteString("status", entry.Status.ToString());
                if (entry.Description is { } why) json.WriteString("reason", why);
                foreach ((string fact, object value) in entry.Data)
                {
                    json.WritePropertyName(fact);
                    JsonSerializer.Serialize(json, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
            await json.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }
}
