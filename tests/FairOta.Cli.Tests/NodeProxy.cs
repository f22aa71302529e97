using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FairOta.Cli.Tests;

/// <summary>A URL behind which a node answers, or one that is behind it, or none.</summary>
internal sealed class NodeProxy : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly WebApplication _app;

    private NodeProxy(Uri node)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/", async (HttpContext context) =>
        {
            JsonNode request = (await JsonNode.ParseAsync(context.Request.Body))!;
            string method = (string)request["method"]!;
            if (IsGone) return Results.StatusCode(StatusCodes.Status502BadGateway);
            if (method == "eth_getBlockByNumber" && Height is { } height && (string?)request["params"]![0] == "latest")
                request["params"]![0] = $"0x{height:x}";
            using HttpResponseMessage answer = await _http.PostAsJsonAsync(node, request);
            byte[] body = await answer.Content.ReadAsByteArrayAsync();
            IsGone = method == GoneAfter;
            return IsGone
                ? Results.StatusCode(StatusCodes.Status502BadGateway)
                : Results.Bytes(body, "application/json");
        });
    }

    public string Url => _app.Urls.Single();

    /// <summary>Height of the newest block that is told; null for the node's own.</summary>
    public long? Height { get; set; }

    /// <summary>Whether nobody answers.</summary>
    public bool IsGone { get; set; }

    /// <summary>Method that the node carries out, and nobody hears of; none answers after it.</summary>
    public string? GoneAfter { get; set; }

    public static async Task<NodeProxy> StartAsync(Uri node)
    {
        NodeProxy proxy = new(node);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }
}
