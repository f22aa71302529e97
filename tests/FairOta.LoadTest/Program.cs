using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
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
    await LoadServer.RunAsync(options.Serve, options.Database);
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
    using Process server = StartServer(folder, options.Database);
    try
    {
        string url = await server.StandardOutput.ReadLineAsync() ?? throw new IOException("The distributor ended.");
        Uri distributor = new(url);
        using HttpClient control = LoadDevice.ClientOf(distributor, IPAddress.Parse("127.255.0.1"));
        await WaitAsync(control, release);
        await new LoadRun(options, release, distributor, control).RunAsync();
    }
    finally
    {
        server.StandardInput.Close();
        await server.WaitForExitAsync();
        Console.WriteLine($"The distributor ended with exit code {server.ExitCode}.");
    }
}

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

static Process StartServer(string folder, string? database)
{
    ProcessStartInfo start = new(Environment.ProcessPath!, ["--serve", folder])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    };
    if (database is not null) foreach (string word in (string[])["--database", database]) start.ArgumentList.Add(word);
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
