using System;
using System.IO;
using System.Threading.Tasks;
using FairOta.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FairOta.Sdk.Distributor;

/// <summary>Maps a distributor's or an origin's endpoints onto Kestrel: bytes in, bytes out, no decisions.</summary>
public static class DistributorEndpoints
{
    /// <summary>Maps everything below <c>/v1</c> to the distributor that
    /// <see cref="DistributorHosting.AddFairOtaDistributor"/> added.</summary>
    public static IEndpointConventionBuilder MapFairOtaDistributor(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapFairOta(endpoints.ServiceProvider.GetRequiredService<DistributorService>().Handle);

    /// <summary>Maps everything below <c>/v1</c> to a service of one's own.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="handle">Answers a request; the second argument is the time in Unix seconds.</param>
    public static IEndpointConventionBuilder MapFairOta(
        this IEndpointRouteBuilder endpoints, Func<ServiceRequest, long, ServiceAnswer> handle)
    {
        TimeProvider time = endpoints.ServiceProvider.GetService<TimeProvider>() ?? TimeProvider.System;
        return endpoints.Map("/v1/{**path}", context => AnswerAsync(context, handle, time));
    }

    private static async Task AnswerAsync(
        HttpContext context, Func<ServiceRequest, long, ServiceAnswer> handle, TimeProvider time)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = Limits.MaxRequestBytes + 1; // one more, so that the service sees and refuses it
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        ServiceAnswer answer = await ReadAsync(context).ConfigureAwait(false) is { } body
            ? handle(Request(context.Request, body), now)
            : ServiceAnswer.Refused(Refusal.TooLarge($"A request has at most {Limits.MaxRequestBytes} bytes."), now);
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        foreach ((string name, string value) in answer.Headers()) response.Headers[name] = value;
        await response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }

    private static ServiceRequest Request(HttpRequest request, byte[] body) => new(
        request.Method, request.Path.Value ?? "", request.QueryString.Value is ['?', .. var query] ? query : "", body)
    {
        ContentType = request.ContentType,
        Range = request.Headers.Range,
        Authorization = request.Headers.Authorization,
    };

    /// <summary>The body, or null where it is longer than any request may be.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        using MemoryStream body = new();
        byte[] piece = new byte[4096];
        try
        {
            for (int read; (read = await context.Request.Body.ReadAsync(piece, context.RequestAborted).ConfigureAwait(false)) > 0;)
            {
                body.Write(piece, 0, read);
                if (body.Length > Limits.MaxRequestBytes) return null;
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return body.ToArray();
    }
}
