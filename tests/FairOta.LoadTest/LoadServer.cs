using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Postgres;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FairOta.LoadTest;

/// <summary>The distributor under load: a process of its own with Kestrel, books on disk and the default
/// limits.</summary>
internal static class LoadServer
{
    public static async Task RunAsync(string folder, string? database)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        ServingLimits limits = new();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.LimitFairOta(limits));
        builder.Services.AddFairOtaDistributor(new DistributorOptions
        {
            Escrow = new LoadEscrow(folder),
            DataDirectory = Path.Combine(folder, "distributor"),
            AllowPrivateNetworks = true,
            PollInterval = TimeSpan.FromMilliseconds(500),
            Limits = limits,
            Policy = new DistributorPolicy
            {
                Confirmations = 0,
                BatchDeliveries = 100,
                BatchAgeSeconds = 2,
                ReleaseCredit = 1_000_000,
                VendorCredit = 1_000_000,
            },
        });
        if (database is not null) builder.Services.AddFairOtaPostgres(database);
        WebApplication application = builder.Build();
        application.MapFairOtaDistributor();
        application.MapFairOtaHealth();
        application.MapGet("/figures", () => Results.Json(Look(folder)));
        await application.StartAsync();
        Console.WriteLine(string.Join(' ', application.Urls));
        // Whoever started this process ends it by closing its input.
        using CancellationTokenSource stop = new();
        _ = Task.Run(async () =>
        {
            await Console.In.ReadToEndAsync(CancellationToken.None);
            await stop.CancelAsync();
        });
        await application.WaitForShutdownAsync(stop.Token);
    }

    private static Look Look(string folder)
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        using Process process = Process.GetCurrentProcess();
        FileInfo books = new(Path.Combine(folder, "distributor", "books.db"));
        return new Look(
            heap, process.WorkingSet64, books.Exists ? books.Length : 0,
            process.TotalProcessorTime.TotalSeconds,
            GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), ThreadPool.ThreadCount);
    }
}

/// <summary>One look at the distributor's process, after a full collection.</summary>
internal sealed record Look(
    long HeapBytes, long ResidentBytes, long BooksBytes, double ProcessorSeconds, int Gen0, int Gen1, int Gen2,
    int Threads);
