using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>How the command speaks of servers that are none; what it finds in ours, the whole way shows.</summary>
[TestClass]
public sealed class ConformanceCommandTests
{
    [TestMethod]
    public async Task Conformance_NobodyAnswers_IsTheNetworks()
    {
        using Desk desk = new();
        using TcpListener reserved = new(IPAddress.Loopback, 0);
        reserved.Start();
        int port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        Outcome outcome = await desk.RunAsync($"conformance http://127.0.0.1:{port}");
        Assert.AreEqual(ExitCodes.Network, outcome.Code, outcome.ToString());
    }

    [TestMethod]
    [DataRow("ftp://d1.example")]
    [DataRow("https://d1.example --release 5")]
    [DataRow("https://d1.example --release 0x5a --device-key nowhere.json")]
    [DataRow("https://d1.example --device-key nowhere.json")]
    [DataRow("https://d1.example --within 0")]
    public async Task Conformance_WrongValue_IsUsage(string words)
    {
        using Desk desk = new();
        Outcome outcome = await desk.RunAsync("conformance " + words);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
    }

    [TestMethod]
    public async Task Conformance_OfAServerThatKnowsNothing_SaysWhatFailed()
    {
        await using WebApplication app = await ServeNothingAsync();
        using Desk desk = new();
        string junit = desk.Path("results.xml");
        Outcome table = await desk.RunAsync("conformance", app.Urls.Single());
        Assert.AreEqual(ExitCodes.Refused, table.Code, table.ToString());
        StringAssert.Contains(table.Output, "FAILED     distributors");
        StringAssert.Contains(table.Output, "GET /v1/distributors is answered 404; expected is 200.");
        StringAssert.Contains(table.Output, "not asked  manifest");

        Outcome json = await desk.RunAsync("conformance", app.Urls.Single(), "--json", "--junit", junit);
        Assert.AreEqual(ExitCodes.Refused, json.Code, json.ToString());
        Assert.AreEqual("", json.Error);
        JsonArray checks = json.Json["checks"]!.AsArray();
        int failed = checks.Count(check => (string)check!["outcome"]! == "FAILED");
        Assert.AreEqual(failed, (int)json.Json["failed"]!);
        Assert.AreEqual(failed.ToString(), XDocument.Load(junit).Root!.Attribute("failures")!.Value);
        Assert.AreEqual(
            "passed", (string)checks.Single(check => (string)check!["name"]! == "unknown-path")!["outcome"]!);
    }

    private static async Task<WebApplication> ServeNothingAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
