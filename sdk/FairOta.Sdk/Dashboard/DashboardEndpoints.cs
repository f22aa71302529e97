using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Dashboard;

/// <summary>Maps a page for operators: releases, sessions, deliveries, earnings, failures, roll-outs, live.</summary>
public static partial class DashboardEndpoints
{
    /// <summary>Name of the snapshot, beside the page.</summary>
    internal const string SnapshotName = "snapshot.json";

    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    private static readonly string[] Forwarding = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"];

    /// <summary>Maps the page of the host's distributor, origin, or both, and the snapshot that it asks for. They can
    /// only be read. They show earnings and addresses, so only callers on this machine see them, who also call it by a
    /// name of this machine and come through no proxy that says so; unless the host authorises callers itself: add
    /// <c>RequireAuthorization()</c>, and do so behind any reverse proxy.</summary>
    /// <param name="endpoints">The host's endpoints, or a group of them.</param>
    /// <param name="pattern">Where.</param>
    /// <returns>Both endpoints.</returns>
    /// <exception cref="InvalidOperationException">The host has neither a distributor nor an origin.</exception>
    public static IEndpointConventionBuilder MapFairOtaDashboard(
        this IEndpointRouteBuilder endpoints, string pattern = "/dashboard") =>
        Map(endpoints, pattern, endpoints.ServiceProvider, tokenDigest: null);

    /// <summary>The same, of another host.</summary>
    /// <param name="endpoints">Where it is mapped.</param>
    /// <param name="pattern">Where among these.</param>
    /// <param name="shown">The services of the host that is shown.</param>
    /// <param name="tokenDigest">Whose token is needed (<see cref="DashboardRules.DigestOf"/>); null for none.</param>
    internal static IEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints, string pattern, IServiceProvider shown, byte[]? tokenDigest)
    {
        DashboardFeed feed = DashboardFeed.Of(shown);
        ILogger logger = shown.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DashboardEndpoints).FullName!);
        shown.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(feed.Dispose);
        Task<byte[]?> SnapshotAsync(HttpContext context) => ReadAsync(feed, logger, context);
        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        group.MapMethods(
            "/", Reads, context => AnswerAsync(context, tokenDigest, "text/html; charset=utf-8", PageAsync));
        group.MapMethods(
            "/" + SnapshotName, Reads,
            context => AnswerAsync(context, tokenDigest, "application/json", SnapshotAsync));
        return group;
    }

    private static Task<byte[]?> PageAsync(HttpContext context) => Task.FromResult<byte[]?>(DashboardPage.Html);

    /// <summary>A snapshot; null where none can be made at present.</summary>
    private static async Task<byte[]?> ReadAsync(DashboardFeed feed, ILogger logger, HttpContext context)
    {
        try
        {
            return await feed.ReadAsync(context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException
            or BooksUnavailableException or RolloutException)
        {
            LogNotMade(logger, e);
            return null;
        }
    }

    private static async Task AnswerAsync(
        HttpContext context, byte[]? tokenDigest, string contentType, Func<HttpContext, Task<byte[]?>> read)
    {
        HttpResponse response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = DashboardPage.Policy;
        response.Headers.XFrameOptions = "DENY";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        byte[]? body;
        if (!DashboardRules.Allows(CallerOf(context), tokenDigest))
        {
            (response.StatusCode, string sentence) = tokenDigest is null
                ? (StatusCodes.Status403Forbidden, "The dashboard is shown on its own machine, under its own name.")
                : (StatusCodes.Status401Unauthorized, "The dashboard is shown to whoever has its token.");
            if (tokenDigest is not null)
                response.Headers.WWWAuthenticate = "Basic realm=\"FairOTA dashboard\", charset=\"UTF-8\"";
            (contentType, body) = (Answer.Problem, Answer.RefusedUntyped(response.StatusCode, sentence).Body());
        }
        else if ((body = await read(context).ConfigureAwait(false)) is null)
        {
            const int status = StatusCodes.Status503ServiceUnavailable;
            response.StatusCode = status;
            const string sentence = "Nothing can be shown at present; the log says why.";
            (contentType, body) = (Answer.Problem, Answer.RefusedUntyped(status, sentence).Body());
        }

        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static DashboardCaller CallerOf(HttpContext context) => new(
        context.Connection.RemoteIpAddress,
        context.Request.Host.Host,
        context.Request.Headers.Authorization,
        Forwarding.Any(context.Request.Headers.ContainsKey),
        context.GetEndpoint()?.Metadata is { } metadata
            && metadata.GetMetadata<IAuthorizeData>() is not null
            && metadata.GetMetadata<IAllowAnonymous>() is null);

    [LoggerMessage(60, LogLevel.Warning, "The dashboard's snapshot cannot be made")]
    private static partial void LogNotMade(ILogger logger, Exception reason);
}
