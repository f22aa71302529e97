using FairOta.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace FairOta.Sdk.Serving;

/// <summary>Sets a <see cref="ServingLimits"/> where ASP.NET Core keeps such limits.</summary>
public static class HttpLimits
{
    // What Kestrel reads of a connection before anybody asks for it; 1 MiB by default, for each.
    private const int ReadAheadBytes = 64 * 1024;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxRequestLineBytes = 2 * 1024;
    private const int MaxHeaders = 64;

    /// <summary>Limits a whole Kestrel: connections, headers, bodies and slow callers. It is for a host that serves
    /// nothing else; where a host has other endpoints, those of FairOTA bound bodies and slow callers of HTTP/1.1 by
    /// themselves, and the rest is for the host to set.</summary>
    /// <param name="kestrel">The server's options.</param>
    /// <param name="limits">The limits.</param>
    public static void LimitFairOta(this KestrelServerOptions kestrel, ServingLimits limits)
    {
        kestrel.AddServerHeader = false;
        KestrelServerLimits server = kestrel.Limits;
        server.MaxConcurrentConnections = limits.Connections;
        server.MaxConcurrentUpgradedConnections = 0;
        server.MaxRequestBodySize = Limits.MaxRequestBytes + 1;
        server.MaxRequestBufferSize = ReadAheadBytes;
        server.MaxRequestHeaderCount = MaxHeaders;
        server.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        server.MaxRequestLineSize = MaxRequestLineBytes;
        server.RequestHeadersTimeout = limits.HeadersWithin;
        server.KeepAliveTimeout = limits.IdleFor;
        server.MinRequestBodyDataRate = LeastRate(limits);
        server.MinResponseDataRate = LeastRate(limits);
    }

    /// <summary>Limits one request, whatever its host allows others.</summary>
    internal static void Apply(HttpContext context, ServingLimits limits)
    {
        // Kestrel sets the rates of HTTP/2 for a connection, not for a request.
        if (!HttpProtocol.IsHttp11(context.Request.Protocol) && !HttpProtocol.IsHttp10(context.Request.Protocol))
            return;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } body)
            body.MinDataRate = LeastRate(limits);
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } answer)
            answer.MinDataRate = LeastRate(limits);
    }

    private static MinDataRate LeastRate(ServingLimits limits) =>
        new(limits.LeastBytesPerSecond, limits.LeastRateAfter);
}
