using System;
using System.Buffers;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace FairOta.Sdk.Serving;

/// <summary>Carries a service's requests and answers over ASP.NET Core. Holds no rule.</summary>
internal static class HttpAdapter
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>The route of everything that a node serves; below a prefix too.</summary>
    internal const string Route = "/v1/{**path}";

    /// <summary>Maps a node's endpoints onto a host: every answer within limits, and dated by the clock by which it is
    /// given, because devices without a clock take the time from it.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="gate">Lets callers in.</param>
    /// <param name="time">The clock.</param>
    /// <param name="service">The service; its second argument is the time in Unix seconds.</param>
    internal static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints,
        ServingGate gate,
        TimeProvider time,
        Func<ServiceRequest, long, CancellationToken, ValueTask<Answer>> service) => endpoints.Map(Route, context =>
        {
            DateTimeOffset now = time.GetUtcNow();
            context.Response.Headers.Date = now.ToString("R", CultureInfo.InvariantCulture);
            return ServeAsync(
                context, gate, (request, cancellation) => service(request, now.ToUnixTimeSeconds(), cancellation));
        });

    /// <summary>Answers one HTTP request with a service, within limits: the caller's are looked at before its body is
    /// read.</summary>
    /// <param name="context">The HTTP request.</param>
    /// <param name="gate">Lets callers in.</param>
    /// <param name="service">The service.</param>
    private static async Task ServeAsync(
        HttpContext context, ServingGate gate, Func<ServiceRequest, CancellationToken, ValueTask<Answer>> service)
    {
        HttpLimits.Apply(context, gate.Limits);
        string? release = ServiceRequest.PartsOf(PathOf(context)) is ["releases", var name, ..] ? name : null;
        if (gate.Enter(context.Connection.RemoteIpAddress, out ServingGate.Pass? pass, release) is { } refusal)
        {
            await WriteAsync(context, refusal, null).ConfigureAwait(false);
            return;
        }

        using (pass) await ServeAsync(context, service, pass).ConfigureAwait(false);
    }

    /// <summary>Answers one HTTP request with a service, without limits but that of its body's size.</summary>
    /// <param name="context">The HTTP request.</param>
    /// <param name="service">The service.</param>
    public static Task ServeAsync(
        HttpContext context, Func<ServiceRequest, CancellationToken, ValueTask<Answer>> service) =>
        ServeAsync(context, service, null);

    private static async Task ServeAsync(
        HttpContext context,
        Func<ServiceRequest, CancellationToken, ValueTask<Answer>> service,
        ServingGate.Pass? pass)
    {
        byte[]? body = await ReadBodyAsync(context).ConfigureAwait(false);
        using Answer answer = body is null
            ? Answer.Refused(Problems.TooLarge, $"A request's body has at most {Limits.MaxRequestBytes} bytes.")
            : await service(Request(context, body), context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, answer, pass).ConfigureAwait(false);
    }

    /// <summary>The path from /v1/ on, which is all of it but for what the host put before
    /// <see cref="Route"/>.</summary>
    private static string PathOf(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        return context.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.RoutePattern.RawText is { } pattern && pattern.EndsWith(Route, StringComparison.Ordinal)
            && context.Request.RouteValues["path"] is string rest
                ? "/v1/" + rest
                : path;
    }

    private static ServiceRequest Request(HttpContext context, byte[] body) =>
        new(HttpMethods.IsHead(context.Request.Method) ? "GET" : context.Request.Method.ToUpperInvariant(),
            PathOf(context))
        {
            Query = context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            ContentType = context.Request.ContentType,
            Authorization = context.Request.Headers.Authorization,
            Range = context.Request.Headers.Range.Count == 0 ? null : context.Request.Headers.Range.ToString(),
            Body = body,
            Caller = context.Connection.RemoteIpAddress,
        };

    /// <summary>The body; null if it is larger than the protocol allows.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return [];
        if (context.Request.ContentLength > Limits.MaxRequestBytes) return null;
        // One byte more than allowed tells a body that is too large; Kestrel reads ahead of us, and closes the
        // connection of whoever sends on.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = 2 * Limits.MaxRequestBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Limits.MaxRequestBytes + 1);
        try
        {
            int length = 0, count;
            while (length <= Limits.MaxRequestBytes && (count = await context.Request.Body
                .ReadAsync(buffer.AsMemory(length), context.RequestAborted).ConfigureAwait(false)) > 0)
                length += count;
            return length > Limits.MaxRequestBytes ? null : buffer[..length];
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task WriteAsync(HttpContext context, Answer answer, ServingGate.Pass? pass)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Count;
        response.Headers.XContentTypeOptions = "nosniff";
        if (answer.AcceptsRanges) response.Headers.AcceptRanges = "bytes";
        if (answer.ContentRange is not null) response.Headers.ContentRange = answer.ContentRange;
        if (answer.Allow is not null) response.Headers.Allow = answer.Allow;
        if (answer.RetryAfterSeconds is long seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (HttpMethods.IsHead(context.Request.Method)) return;

        byte[] piece = ArrayPool<byte>.Shared.Rent((int)Math.Min(PieceBytes, answer.Count));
        try
        {
            for (long sent = 0; sent < answer.Count;)
            {
                int count = (int)Math.Min(PieceBytes, answer.Count - sent);
                if (pass is not null) await pass.SendAsync(count, context.RequestAborted).ConfigureAwait(false);
                answer.Content.Read(answer.First + sent, piece.AsSpan(0, count));
                await response.Body.WriteAsync(piece.AsMemory(0, count), context.RequestAborted).ConfigureAwait(false);
                sent += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
