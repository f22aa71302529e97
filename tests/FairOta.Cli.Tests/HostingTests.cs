using System;
using System.CommandLine;
using System.IO;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Cli.Commands;
using FairOta.Sdk.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>How a command that serves ends, and what it says to who asks for nothing.</summary>
[TestClass]
public sealed class HostingTests
{
    [TestMethod]
    public async Task Serve_ServiceFailsWhileHttpRuns_CommandFailsWithItsException()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource serving = new();
        using StringWriter log = new();
        Task<int> running = ServeAsync(
            log, services => services.AddHostedService(_ => new Failing(serving.Task)), _ => { }, stop.Token);
        serving.SetResult();
        InvalidDataException e = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => running);
        Assert.AreEqual("A fault.", e.Message);
    }

    [TestMethod]
    public async Task Serve_Cancelled_EndsDone()
    {
        using CancellationTokenSource stop = new();
        using StringWriter log = new();
        Task<int> running = ServeAsync(log, _ => { }, _ => stop.Cancel(), stop.Token);
        Assert.AreEqual(ExitCodes.Done, await running);
    }

    [TestMethod]
    public async Task Serve_PathThatIsNone_404WithProblemJson()
    {
        using CancellationTokenSource stop = new();
        using StringWriter log = new();
        TaskCompletionSource<string> ready = new();
        Task<int> running = ServeAsync(log, _ => { }, ready.SetResult, stop.Token);
        using HttpClient http = new();
        foreach (string path in new[] { "", "v1", "favicon.ico", "a/b/c.d" })
        {
            HttpResponseMessage answer = await http.GetAsync(new Uri($"{await ready.Task}/{path}"));
            Assert.AreEqual(404, (int)answer.StatusCode);
            Assert.AreEqual("application/problem+json", answer.Content.Headers.ContentType?.ToString());
        }

        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await running);
    }

    private static async Task<int> ServeAsync(
        TextWriter log, Action<IServiceCollection> services, Action<string> ready, CancellationToken stop)
    {
        GlobalOptions global = new();
        RootCommand root = [global.Json];
        ServingOptions serving = new(root, port: 0);
        Terminal terminal = new() { Out = new FirstLine(ready), Error = log, In = TextReader.Null };
        Invocation call = new(root.Parse(["--json"]), terminal, global, stop);
        return await Hosting.ServeAsync(call, serving, new ServingLimits(), services, _ => { }, []);
    }

    /// <summary>Takes the line of JSON in which a command says that it serves.</summary>
    private sealed class FirstLine(Action<string> ready) : StringWriter
    {
        public override void WriteLine(string? value) => ready((string)JsonNode.Parse(value!)!["listening"]![0]!);
    }

    private sealed class Failing(Task when) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await when;
            throw new InvalidDataException("A fault.");
        }
    }
}
