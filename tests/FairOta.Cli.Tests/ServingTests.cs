using System;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Sockets;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Cli.Commands;
using FairOta.Cli.Output;
using FairOta.Sdk;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Devnet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>What commands that serve have in common: who calls, what they tell, and how they end.</summary>
[TestClass]
public sealed class ServingTests
{
    [TestMethod]
    [DataRow("--trusted-proxy proxy.example")]
    [DataRow("--trusted-proxy 10.0.0.0/33")]
    [DataRow("--otlp ftp://127.0.0.1")]
    [DataRow("--log-format xml")]
    [DataRow("--max-connections 0")]
    [DataRow("--max-sessions 0")]
    [DataRow("--max-release-sessions 0")]
    [DataRow("--max-rate 1023")]
    [DataRow("--max-caller-rate 1023")]
    [DataRow("--max-release-rate 1023")]
    [DataRow("--max-caller-requests 0")]
    [DataRow("--max-caller-at-once 0")]
    [DataRow("--least-rate 0")]
    [DataRow("--work 0")]
    [DataRow("--work-queue 100001")]
    [DataRow("--stop-within 601")]
    [DataRow("--package-tokens nowhere.txt")]
    public async Task Run_WrongValue_SaysWhichOption(string wrong)
    {
        using Desk desk = new();
        string account = desk.Write("account.json", "{}");
        Outcome outcome = await desk.RunAsync("distributor run --account " + account, wrong.Split(' '));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, wrong.Split(' ')[0] + ":");
    }

    [TestMethod]
    [DataRow("--trusted-proxy proxy.example")]
    [DataRow("--max-connections 0")]
    [DataRow("--max-rate 1023")]
    [DataRow("--max-caller-rate 1023")]
    [DataRow("--max-release-rate 1023")]
    [DataRow("--max-caller-requests 0")]
    [DataRow("--max-caller-at-once 0")]
    [DataRow("--least-rate 0")]
    [DataRow("--work 0")]
    [DataRow("--work-queue 100001")]
    [DataRow("--reports-file .")]
    public async Task Serve_WrongValue_SaysWhichOption(string wrong)
    {
        using Desk desk = new();
        Outcome outcome = await desk.RunAsync("vendor serve --releases .", wrong.Split(' '));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, wrong.Split(' ')[0] + ":");
    }

    [TestMethod]
    public async Task Serve_SessionLimits_AreNoOptionsOfAnOrigin()
    {
        using Desk desk = new();
        Outcome outcome = await desk.RunAsync("vendor serve --releases . --max-sessions 9");
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, "--max-sessions");
    }

    [TestMethod]
    public async Task Run_OptionsInAFile_AreReadFromIt()
    {
        using Desk desk = new();
        string options = desk.Write("distributor.options", "# limits\n--max-sessions\n0\n");
        Outcome outcome = await desk.RunAsync("distributor run", "@" + options);
        StringAssert.Contains(outcome.Error, "--max-sessions:");
    }

    [TestMethod]
    [DataRow("--trusted-proxy 127.0.0.1", "192.0.2.7")]
    [DataRow("--trusted-proxy 127.0.0.0/8", "192.0.2.7")]
    [DataRow("--trusted-proxy 192.0.2.0/24", "127.0.0.1")]
    [DataRow("", "127.0.0.1")]
    public async Task Caller_BehindAProxy_IsBelievedWhereThatIsTrusted(string options, string expected)
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource<string> ready = new();
        Task<int> running = ServeAsync(options, TextWriter.Null, ready.SetResult, stop.Token);
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, await ready.Task + "/caller");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");
        HttpResponseMessage answer = await http.SendAsync(request);
        Assert.AreEqual(expected, await answer.Content.ReadAsStringAsync());
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await running);
    }

    [TestMethod]
    public async Task Serve_Health_IsThere()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource<string> ready = new();
        Task<int> running = ServeAsync("", TextWriter.Null, ready.SetResult, stop.Token);
        using HttpClient http = new();
        foreach (string path in new[] { "live", "ready" })
        {
            string health = await http.GetStringAsync(new Uri($"{await ready.Task}/healthz/{path}"));
            Assert.AreEqual("Healthy", (string)JsonNode.Parse(health)!["status"]!);
        }

        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await running);
    }

    [TestMethod]
    public async Task Serve_CollectorThatIsNotThere_ServesAndEndsNonetheless()
    {
        using CancellationTokenSource stop = new();
        TaskCompletionSource<string> ready = new();
        Task<int> running = ServeAsync("--otlp http://127.0.0.1:1", TextWriter.Null, ready.SetResult, stop.Token);
        using HttpClient http = new();
        Assert.AreEqual("127.0.0.1", await http.GetStringAsync(new Uri(await ready.Task + "/caller")));
        await stop.CancelAsync();
        Assert.AreEqual(ExitCodes.Done, await running);
    }

    [TestMethod]
    public void Log_AsJson_IsALineWithItsFields()
    {
        using StringWriter output = new();
        using LineLoggerProvider provider = new(output, TimeProvider.System, isJson: true);
        ILogger logger = provider.CreateLogger("FairOta.Test");
        logger.LogInformation(new EventId(7, "Paid"), "Paid {Amount} for {Deliveries}", "1 ETH", 20);
        logger.LogDebug("Nobody reads this");
        logger.LogError(new IOException("The disk\nis full"), "It failed");
        string[] lines = output.ToString().Trim().Split(Environment.NewLine);
        Assert.HasCount(2, lines);
        JsonNode paid = JsonNode.Parse(lines[0])!, failed = JsonNode.Parse(lines[1])!;
        Assert.AreEqual("Information", (string)paid["level"]!);
        Assert.AreEqual("FairOta.Test", (string)paid["source"]!);
        Assert.AreEqual(7, (int)paid["event"]!);
        Assert.AreEqual("Paid 1 ETH for 20", (string)paid["message"]!);
        Assert.AreEqual("1 ETH", (string)paid["fields"]!["Amount"]!);
        Assert.AreEqual(20, (int)paid["fields"]!["Deliveries"]!);
        Assert.AreEqual("IOException: The disk\nis full", (string)failed["error"]!);
    }

    [TestMethod]
    public async Task Process_ToldToStopUnderRequests_FinishesThemAndEndsDone()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("Windows has no SIGTERM.");
        using Desk desk = new();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        using Process tool = await StartDistributorAsync(desk, anvil, "");
        Uri url = await ListeningAsync(tool);
        byte[] body = new byte[1_000];
        using Socket caller = new(SocketType.Stream, ProtocolType.Tcp);
        await caller.ConnectAsync(url.Host, url.Port);
        await caller.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/sessions HTTP/1.1\r\nHost: d\r\nContent-Type: application/cbor\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n"));
        await caller.SendAsync(body.AsMemory(0, 500));
        // Its answer shows that the one before it has begun.
        using HttpClient http = new() { BaseAddress = url };
        await http.GetAsync("/v1/distributors");

        await TerminateAsync(tool);
        string? said;
        do said = await tool.StandardError.ReadLineAsync();
        while (said is not null && !said.StartsWith("Stopping", StringComparison.Ordinal));
        Assert.IsNotNull(said);
        await caller.SendAsync(body.AsMemory(500));
        byte[] answer = new byte[4_096];
        int count = await caller.ReceiveAsync(answer);
        StringAssert.StartsWith(Encoding.ASCII.GetString(answer, 0, count), "HTTP/1.1 ");
        string rest = await tool.StandardError.ReadToEndAsync();
        await tool.WaitForExitAsync();
        Assert.AreEqual(ExitCodes.Done, tool.ExitCode, rest);
    }

    /// <summary>A whole distributor tells a collector what it does, and of whom in no way.</summary>
    [TestMethod]
    public async Task Process_WithACollector_SendsItsMetricsAndTracesAndNamesNobody()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("Windows has no SIGTERM.");
        await using Collector collector = await Collector.StartAsync();
        using Desk desk = new();
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        using Process tool = await StartDistributorAsync(desk, anvil, "--otlp " + collector.Url);
        Uri url = await ListeningAsync(tool);
        string session = new('5', 64), device = new('d', 40);
        using HttpClient http = new() { BaseAddress = url };
        await http.GetAsync($"/v1/sessions/{session}/segments?first=1&count=1");
        await http.GetAsync($"/v1/releases/{new string('e', 64)}/deliveries/{device}/key");
        await http.GetAsync("/somewhere/" + device);
        await TerminateAsync(tool);
        string rest = await tool.StandardError.ReadToEndAsync();
        await tool.WaitForExitAsync();
        Assert.AreEqual(ExitCodes.Done, tool.ExitCode, rest);

        string metrics = collector.Received("/v1/metrics"), traces = collector.Received("/v1/traces");
        foreach (string name in new[]
        {
            "FairOta.Distributor", "fairota.distributor.requests", "fairota.distributor.sent",
            "fairota.distributor.claims.pending", "fairota.distributor.releases.held",
            "fairota.distributor.chain.age", "fairota.distributor.chain.lag.blocks",
            "fairota.distributor.chain.lag.time", "http.server.request.duration",
        })
            StringAssert.Contains(metrics, name);
        foreach (string name in new[] { "distributor segments", "distributor key", "distributor claim", "url.path" })
            StringAssert.Contains(traces, name);
        StringAssert.Contains(traces, HttpAdapter.Route);
        foreach (string who in new[] { session, device })
        {
            Assert.DoesNotContain(who, metrics);
            Assert.DoesNotContain(who, traces);
        }
    }

    /// <summary>The process of a distributor with an account that has money, over an escrow of its own.</summary>
    private static async Task<Process> StartDistributorAsync(Desk desk, AnvilProcess anvil, string options)
    {
        desk.Environment["FAIROTA_RPC"] = anvil.Url.ToString();
        Outcome keys = await desk.RunAsync("keys create --json --kind account --out", desk.Path("account.json"));
        await anvil.SetBalanceAsync(Address.Parse((string)keys.Json["address"]!), BigInteger.Pow(10, 18));
        Outcome deployed = await desk.RunAsync(
            "escrow deploy --json --yes --account", desk.Path("account.json"), "--out", desk.Path("network.json"));
        Assert.AreEqual(ExitCodes.Done, deployed.Code, deployed.ToString());
        return Start(
            desk,
            $"distributor run --json --poll-ms 100 --log-format json --listen http://127.0.0.1:0 {options} --account",
            desk.Path("account.json"), "--data", desk.Path("data"), "--network", desk.Path("network.json"));
    }

    private static async Task<Uri> ListeningAsync(Process tool)
    {
        string ready = await tool.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException(await tool.StandardError.ReadToEndAsync());
        return new Uri((string)JsonNode.Parse(ready)!["listening"]![0]!);
    }

    private static async Task TerminateAsync(Process tool)
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{tool.Id}"]);
        await kill.WaitForExitAsync();
    }

    private static Process Start(Desk desk, string line, params string[] more)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        ProcessStartInfo start = new("dotnet", [typeof(Tool).Assembly.Location, .. words, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in desk.Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task<int> ServeAsync(
        string options, TextWriter log, Action<string> ready, CancellationToken stop)
    {
        GlobalOptions global = new();
        RootCommand root = [global.Json];
        ServingOptions serving = new(root, port: 0);
        Terminal terminal = new() { Out = new FirstLine(ready), Error = log, In = TextReader.Null };
        string[] words = ["--json", .. options.Split(' ').Where(word => word.Length > 0)];
        Invocation call = new(root.Parse(words), terminal, global, stop);
        return await Hosting.ServeAsync(
            call, serving, new ServingLimits(), _ => { },
            application => application.MapGet(
                "/caller", (HttpContext context) => context.Connection.RemoteIpAddress!.ToString()),
            []);
    }

    /// <summary>Takes the line of JSON in which a command says that it serves.</summary>
    private sealed class FirstLine(Action<string> ready) : StringWriter
    {
        public override void WriteLine(string? value) => ready((string)JsonNode.Parse(value!)!["listening"]![0]!);
    }
}
