using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Scenarios;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>The commands that run worlds: what they take, and what they say of the rest.</summary>
[TestClass]
public sealed class ScenarioCommandTests
{
    [TestMethod]
    [DataRow("run")]
    [DataRow("run", "no-such-scenario")]
    [DataRow("run", "small-fleet", "no-such-scenario")]
    [DataRow("run", "small-fleet", "--devices", "0")]
    [DataRow("run", "small-fleet", "--devices", "1000001")]
    [DataRow("run", "small-fleet", "--devices", "few")]
    [DataRow("run", "small-fleet", "--threads", "0")]
    [DataRow("run", "small-fleet", "--threads", "257")]
    [DataRow("run", "small-fleet", "--seed", "-1")]
    [DataRow("run", "small-fleet", "--shard", "2/2")]
    [DataRow("run", "small-fleet", "--shard", "half")]
    [DataRow("run", "staged-rollout-good", "--shard", "0/2")]
    [DataRow("run", "small-fleet", "--profile", "abacus")]
    [DataRow("run", "small-fleet", "--image", "/no/such/image")]
    [DataRow("run", "small-fleet", "--fleet-description", "/no/such/fleet.json")]
    [DataRow("run", "small-fleet", "--devices", "1", "--json", "/dev/null/report.json")]
    [DataRow("run", "small-fleet", "--devices", "1", "--html", "/dev/null/report.html")]
    [DataRow("run", "small-fleet", "--devices", "1", "--junit", "/dev/null/report.xml")]
    [DataRow("--devices", "1", "run", "small-fleet")]
    [DataRow("--json", "report.json", "scenarios")]
    [DataRow("explore", "--minutes", "1", "--rpc", "http://127.0.0.1:1")]
    [DataRow("run", "small-fleet", "--folder", "/tmp")]
    [DataRow("scenarios", "--seed", "1")]
    [DataRow("explore")]
    [DataRow("explore", "--minutes", "0")]
    [DataRow("explore", "--minutes", "-1")]
    [DataRow("explore", "--minutes", "NaN")]
    [DataRow("explore", "--minutes", "20000")]
    [DataRow("explore", "--minutes", "1", "--threads", "0")]
    [DataRow("scenarios", "--xml")]
    public async Task CommandLine_OutOfRangeOrMalformed_FailsAsBadInput(params string[] arguments) =>
        Assert.AreEqual(ExitCodes.BadInput, await SimulatorCommand.RunAsync(arguments), string.Join(' ', arguments));

    [TestMethod]
    public void CommandLine_EveryOption_IsUnderstood()
    {
        string[] run =
        [
            "run", "small-fleet", "--devices", "3", "--image", "i", "--fleet-description", "f", "--shard", "1/3",
            "--profile", "esp32-s3", "--trace", "t", "--threads", "2", "--quiet", "--json", "j", "--html", "h",
            "--junit", "u", "--seed", "9",
        ];
        Assert.IsEmpty(SimulatorCommand.Create().Parse(run).Errors);
        string[] twice = ["run", "small-fleet", "--check-determinism", "--devices", "3", "--seed", "9", "--quiet"];
        Assert.IsEmpty(SimulatorCommand.Create().Parse(twice).Errors);
        string[] explore = ["explore", "--minutes", "0.5", "--seed", "3", "--keep", "k", "--threads", "1"];
        Assert.IsEmpty(SimulatorCommand.Create().Parse(explore).Errors);
    }

    [TestMethod]
    public async Task Run_OfASmallFleet_IsSuccessAndLeavesItsFiles()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string json = Path.Combine(folder, "report.json"), trace = Path.Combine(folder, "trace.txt");
            int code = await SimulatorCommand.RunAsync(
            [
                "run", "small-fleet", "--devices", "2", "--quiet", "--profile", "all", "--json", json, "--trace", trace,
            ]);
            Assert.AreEqual(ExitCodes.Success, code);
            Report.FleetReport report = Report.FleetReportJson.Read(new FileInfo(json))[0];
            Assert.IsGreaterThan(2, report.Hardware.Length);
            Assert.AreEqual(report.Events, File.ReadLines(trace).LongCount());
            StringAssert.Contains(report.Replay, "run small-fleet --seed 1 --devices 2");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Request_OfExploration_DrawsFromItsSeed()
    {
        var (setting, replay) = new RunRequest(77).Prepare([Exploration.Name])[0];
        Assert.AreEqual(ScenarioFile.Text(Exploration.Draw(77)), ScenarioFile.Text(setting.Scenario));
        StringAssert.EndsWith(replay, "run explore --seed 77");
    }

    [TestMethod]
    public void Request_OfAll_HasEveryScenario() =>
        Assert.HasCount(NamedScenarios.All.Length, new RunRequest(1).Prepare(["all"]));

    [TestMethod]
    public void Scenarios_AsJson_AreAllOfThem()
    {
        using JsonDocument all = JsonDocument.Parse(ScenariosCommand.Json());
        CollectionAssert.AreEqual(
            NamedScenarios.All.Select(each => each.Name).ToArray(),
            all.RootElement.EnumerateArray().Select(each => each.GetProperty("name").GetString()).ToArray());
    }
}
