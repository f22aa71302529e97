using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading;
using System.Threading.Tasks;
using FairOta.LoadTest;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

LoadOptions options = LoadOptions.Parse(args);
if (options.Serve is not null)
{
    await LoadServer.RunAsync(options.Serve);
    return;
}

DirectoryInfo folder = Directory.CreateTempSubdirectory("fairota-load-");
try
{
    await LoadAsync(options, folder.FullName);
}
finally
{
    folder.Delete(recursive: true);
}

static async Task LoadAsync(LoadOptions options, string folder)
{
    Console.WriteLine($"Making {options.Sessions} devices");
    LoadRelease release = new(options);
    await using WebApplication origin = await StartOriginAsync(release);
    release.WriteTo(folder, origin.Urls.Single());
    using Process server = StartServer(folder);
    try
    {
        string url = await server.StandardOutput.ReadLineAsync() ?? throw new IOException("The distributor ended.");
        Uri distributor = new(url);
        using HttpClient control = LoadDevice.ClientOf(distributor, IPAddress.Parse("127.255.0.1"));
        await WaitAsync(control, release);
        await RunAsync(options, release, distributor, control);
    }
    finally
    {
        server.StandardInput.Close();
        await server.WaitForExitAsync();
        Console.WriteLine($"The distributor ended with exit code {server.ExitCode}.");
    }
}

static async Task RunAsync(LoadOptions options, LoadRelease release, Uri distributor, HttpClient control)
{
    Figures figures = new();
    Abuse abuse = new(release, distributor);
    using CancellationTokenSource stop = new();
    string[] kinds = options.Abuse switch { "none" => [], "all" => [.. Abuse.Kinds], var kind => [kind] };
    Task Start(string kind, int number, int abuser)
    {
        IPAddress address = new([127, (byte)(100 + number), (byte)(abuser >> 8), (byte)abuser]);
        return Task.Run(() => abuse.RunAsync(kind, address, stop.Token));
    }

    Task[] abusers =
        [.. kinds.SelectMany((kind, k) => Enumerable.Range(0, options.Abusers).Select(i => Start(kind, k, i)))];
    Console.WriteLine();
    Console.WriteLine(
        "| sessions | per second | heap MiB | resident MiB | books MiB | CPU s | collections 0/1/2 | threads |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|");
    Stopwatch clock = Stopwatch.StartNew();
    Queue<int> devices = new(Enumerable.Range(0, options.Sessions));
    for (int done = 0; done < options.Sessions;)
    {
        int upTo = Math.Min(options.Sessions, done + options.Every);
        TimeSpan begun = clock.Elapsed;
        int next = done - 1;
        await Task.WhenAll(Enumerable.Range(0, options.Devices).Select(worker => Task.Run(async () =>
        {
            using LoadDevice device = new(
                release, distributor, new IPAddress([127, 1, (byte)(worker >> 8), (byte)worker]), figures);
            for (int i; (i = Interlocked.Increment(ref next)) < upTo;) await device.ExchangeAsync(i);
        })));
        double perSecond = (upTo - done) / (clock.Elapsed - begun).TotalSeconds;
        done = upTo;
        Look look = (await control.GetFromJsonAsync<Look>("/figures"))!;
        string memory = FormattableString.Invariant(
            $"{MiB(look.HeapBytes):F1} | {MiB(look.ResidentBytes):F0} | {MiB(look.BooksBytes):F1}");
        string work = FormattableString.Invariant(
            $"{look.ProcessorSeconds:F0} | {look.Gen0}/{look.Gen1}/{look.Gen2} | {look.Threads}");
        Console.WriteLine(FormattableString.Invariant($"| {done} | {perSecond:F1} | {memory} | {work} |"));
    }

    await stop.CancelAsync();
    await Task.WhenAll(abusers);
    Console.WriteLine();
    Console.WriteLine("| step | requests | p50 ms | p99 ms | most ms |");
    Console.WriteLine("|---|---|---|---|---|");
    foreach (string row in figures.Rows()) Console.WriteLine(row);
    Console.WriteLine();
    double all = options.Sessions / clock.Elapsed.TotalSeconds;
    Console.WriteLine(FormattableString.Invariant(
        $"{all:F1} sessions per second; {figures.Refusals} answers to come again later."));
    if (kinds.Length > 0) Console.WriteLine(abuse.Told + ".");
}

static double MiB(long bytes) => bytes / 1048576.0;

static async Task<WebApplication> StartOriginAsync(LoadRelease release)
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
    builder.Logging.ClearProviders();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    WebApplication origin = builder.Build();
    ReadService read = new(release, _ => true);
    origin.Map("/v1/{**path}", (HttpContext context) => HttpAdapter.ServeAsync(
        context, (request, _) => ValueTask.FromResult(read.Answer(request) ?? Answer.Empty(404))));
    await origin.StartAsync();
    return origin;
}

static Process StartServer(string folder)
{
    ProcessStartInfo start = new(Environment.ProcessPath!, ["--serve", folder])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    };
    if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        start.ArgumentList.Insert(0, Environment.GetCommandLineArgs()[0]);
    return Process.Start(start) ?? throw new IOException("The distributor's process did not start.");
}

static async Task WaitAsync(HttpClient control, LoadRelease release)
{
    string path = $"/v1/releases/{release.Id.ToWire()}/fleets/0";
    for (int i = 0; i < 600; i++)
    {
        using HttpResponseMessage answer = await control.GetAsync(path);
        if (answer.IsSuccessStatusCode) return;
        await Task.Delay(500);
    }

    throw new IOException("The distributor did not take the release up.");
}
