using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FairOta.Guides.Tests;

/// <summary>A registry on this machine with one small image, in place of the base image that needs the internet (OCI
/// Distribution Specification 1.1, pulling; Image Manifest Version 2, Schema 2, as the base image's is).</summary>
internal sealed class BaseImage : IAsyncDisposable
{
    private const string Manifest = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly WebApplication _registry;
    private readonly Dictionary<string, byte[]> _blobs = [];
    private readonly byte[] _manifest;

    private BaseImage()
    {
        byte[] tar = Layer(), layer = Zip(tar);
        byte[] config = Encoding.UTF8.GetBytes(
            $$"""
            {"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin"]},
            "rootfs":{"type":"layers","diff_ids":["{{Digest(tar)}}"]},"history":[{"created":"2026-01-01T00:00:00Z"}]}
            """);
        _manifest = Encoding.UTF8.GetBytes(
            $$"""
            {"schemaVersion":2,"mediaType":"{{Manifest}}",
            "config":{"mediaType":"application/vnd.docker.container.image.v1+json",
            "size":{{config.Length}},"digest":"{{Digest(config)}}"},
            "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip",
            "size":{{layer.Length}},"digest":"{{Digest(layer)}}"}]}
            """);
        foreach (byte[] blob in new[] { config, layer }) _blobs[Digest(blob)] = blob;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _registry = builder.Build();
        _registry.MapGet("/v2/base/manifests/{tag}", (HttpContext call) =>
        {
            call.Response.Headers["Docker-Content-Digest"] = Digest(_manifest);
            return Results.Bytes(_manifest, Manifest);
        });
        _registry.MapGet("/v2/base/blobs/{digest}", (string digest) => _blobs.TryGetValue(digest, out byte[]? blob)
            ? Results.Bytes(blob, "application/octet-stream")
            : Results.NotFound());
    }

    /// <summary>Its name, as a base image is named.</summary>
    public string Name => $"localhost:{new Uri(string.Join(' ', _registry.Urls)).Port}/base:1";

    public static async Task<BaseImage> ServeAsync()
    {
        BaseImage image = new();
        await image._registry.StartAsync();
        return image;
    }

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    private static byte[] Layer()
    {
        using MemoryStream tar = new();
        using (TarWriter writer = new(tar, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/base")
            {
                DataStream = new MemoryStream("base"u8.ToArray()),
            });
        }

        return tar.ToArray();
    }

    private static byte[] Zip(byte[] bytes)
    {
        using MemoryStream zipped = new();
        using (GZipStream gzip = new(zipped, CompressionLevel.Fastest)) gzip.Write(bytes);
        return zipped.ToArray();
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}
