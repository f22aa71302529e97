using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FairOta.Sdk.Serving;

/// <summary>Carries a service's requests and answers over ASP.NET Core. Holds no rule.</summary>
public static class HttpAdapter
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>Answers one HTTP request with a service.</summary>
    /// <param name="context">The HTTP request.</param>
    /// <param name="service">The service.</param>
    public static async Task ServeAsync(
        HttpContext context, Func<ServiceRequest, CancellationToken, ValueTask<Answer>> service)
    {
        byte[]? body = await ReadBodyAsync(context).ConfigureAwait(false);
        Answer answer = body is null
            ? Answer.Refused(413, $"A request's body has at most {Limits.MaxRequestBytes} bytes.")
            : await service(Request(context, body), context.RequestAborted).ConfigureAwait(false);
        await WriteAsync(context, answer).ConfigureAwait(false);
    }

    private static ServiceRequest Request(HttpContext context, byte[] body) =>
        new(HttpMethods.IsHead(context.Request.Method) ? "GET" : context.Request.Method.ToUpperInvariant(),
            context.Request.Path.Value ?? "/")
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
        // Without a bound of our own Kestrel would let in 30 MB; one byte more than allowed tells a body that is too
        // large.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (context.Request.ContentLength > Limits.MaxRequestBytes) return null;
        byte[] buffer = new byte[Limits.MaxRequestBytes + 1];
        int length = 0, count;
        while (length < buffer.Length && (count = await context.Request.Body
            .ReadAsync(buffer.AsMemory(length), context.RequestAborted).ConfigureAwait(false)) > 0)
            length += count;
        return length > Limits.MaxRequestBytes ? null : buffer[..length];
    }

    private static async Task WriteAsync(HttpContext context, Answer answer)
    {
        HttpResponse response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Count;
        response.Headers.XContentTypeOptions = "nosniff";
        if (answer.AcceptsRanges) response.Headers.AcceptRanges = "bytes";
        if (answer.ContentRange is not null) response.Headers.ContentRange = answer.ContentRange;
        if (answer.RetryAfterSeconds is long seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (HttpMethods.IsHead(context.Request.Method)) return;

        byte[] piece = new byte[Math.Min(PieceBytes, answer.Count)];
        for (long sent = 0; sent < answer.Count;)
        {
            int count = (int)Math.Min(piece.Length, answer.Count - sent);
            answer.Content.Read(answer.First + sent, piece.AsSpan(0, count));
            await response.Body.WriteAsync(piece.AsMemory(0, count), context.RequestAborted).ConfigureAwait(false);
            sent += count;
        }
    }
}
