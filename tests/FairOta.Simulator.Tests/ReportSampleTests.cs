using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Devnet;
using FairOta.Simulator.Report;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using YamlDotNet.RepresentationModel;

namespace FairOta.Simulator.Tests;

/// <summary>What ships for other machines (a Job for Kubernetes, workflows, a fleet's description) names only what
/// there is.</summary>
[TestClass]
public class ReportSampleTests
{
    private static readonly IReadOnlyList<YamlNode> Manifest = YamlFile.Read("simulator", "deploy", "fleet-job.yaml");

    [TestMethod]
    public void Job_OfTheShards_HasAPodForEachShard()
    {
        YamlNode job = Document("Job", "fleet");
        string shards = Document("ConfigMap", "fleet").Text("data", "SHARDS")!;
        Assert.AreEqual("Indexed", job.Text("spec", "completionMode"));
        Assert.AreEqual(shards, job.Text("spec", "completions"));
        CollectionAssert.Contains(Arguments(job), $"--shard=$(JOB_COMPLETION_INDEX)/{shards}");
        CollectionAssert.Contains(Arguments(job), "--json=/reports/shard-$(JOB_COMPLETION_INDEX).json");
        AssertUnderstood(
        [
            .. Arguments(job).Select(each => each.Replace("$(JOB_COMPLETION_INDEX)", "9", StringComparison.Ordinal)),
        ]);
    }

    /// <summary>The exit codes that end a Job for good are those that the same seed would end with again.</summary>
    [TestMethod]
    public void Jobs_WhereTheFleetIsBad_DoNotTryAgain()
    {
        string[] bad =
        [
            .. new[] { ExitCodes.Unmet, ExitCodes.Violated }
                .Select(code => code.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (YamlNode job in Manifest.Where(each => each.Text("kind") == "Job"))
        {
            YamlNode rule = job.List("spec", "podFailurePolicy", "rules").Single();
            string[] values =
                [.. rule.List("onExitCodes", "values").Select(value => ((YamlScalarNode)value).Value!)];
            CollectionAssert.IsSubsetOf(bad, values);
            Assert.AreEqual("Never", job.Text("spec", "template", "spec", "restartPolicy"));
        }
    }

    [TestMethod]
    public void Job_OfTheReport_JoinsWhatTheShardsLeave()
    {
        YamlNode merge = Document("Job", "fleet-report");
        AssertUnderstood(Arguments(merge));
        Assert.AreEqual("merge", Arguments(merge)[0]);
        Assert.AreEqual("/reports", Arguments(merge)[1]);
        Assert.AreEqual(Image(Document("Job", "fleet")), Image(merge));
        foreach (YamlNode job in new[] { Document("Job", "fleet"), merge })
        {
            YamlNode pod = job.At("spec", "template", "spec");
            YamlNode mount = Container(job).List("volumeMounts").Single();
            YamlNode volume = pod.List("volumes").Single();
            Assert.AreEqual("/reports", mount.Text("mountPath"));
            Assert.AreEqual(volume.Text("name"), mount.Text("name"));
            Assert.AreEqual("fleet-reports", volume.Text("persistentVolumeClaim", "claimName"));
        }

        Assert.AreEqual("fleet-reports", Document("PersistentVolumeClaim", "fleet-reports").Text("metadata", "name"));
    }

    [TestMethod]
    public void Workflow_OfAVendor_RollsItsImageOutAndKeepsTheReports()
    {
        YamlNode workflow = YamlFile.Read("simulator", "samples", "rollout-check.yml").Single();
        IReadOnlyList<YamlNode> steps = workflow.List("jobs", "rollout", "steps");
        string run = steps.Single(step => step.Text("name") == "Roll it out").Text("run")!;
        string[] words = run.Replace("${{ github.run_number }}", "1", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int split = Array.IndexOf(words, "--");
        string[] arguments = words[(split + 1)..];
        CollectionAssert.AreEqual(
            new[] { "dotnet", "run", "-c", "Release", "--project", "fairota/simulator" }, words[..split]);
        AssertUnderstood(arguments);
        foreach (string needed in new[] { "--image", "--fleet-description", "--seed", "--html", "--junit" })
            CollectionAssert.Contains(arguments, needed);
        Assert.AreEqual("fairota", steps.Single(step => step.Text("with", "repository") is not null)
            .Text("with", "path"));
        YamlNode keep = steps.Single(step => step.Text("uses") is { } uses
            && uses.StartsWith("actions/upload-artifact@", StringComparison.Ordinal));
        Assert.AreEqual("always()", keep.Text("if"));
        string folder = keep.Text("with", "path")!;
        foreach (string option in new[] { "--html", "--junit", "--json" })
            StringAssert.StartsWith(arguments[Array.IndexOf(arguments, option) + 1], folder);
    }

    [TestMethod]
    public void Workflow_OfOurs_RunsTheChecksWithWhatTheyNeed()
    {
        YamlNode workflow = YamlFile.Read(".github", "workflows", "ci.yml").Single();
        IReadOnlyList<YamlNode> steps = workflow.List("jobs", "check", "steps");
        string script = steps[^1].Text("run")!;
        Assert.AreEqual(".ci/run", script);
        string checks = File.ReadAllText(Path.Combine(RepositoryRoot.Path, script));
        StringAssert.Contains(checks, "this needs 10.");
        Assert.AreEqual("10.0.x", Version(steps, "actions/setup-dotnet@", "dotnet-version"));
        int node = int.Parse(Regex.Match(checks, "Node is [^;]*; this needs ([0-9]+)\\.").Groups[1].Value, null);
        Assert.IsGreaterThanOrEqualTo(
            node, int.Parse(Version(steps, "actions/setup-node@", "node-version"), CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public async Task Fleet_OfTheSample_IsRunAsDescribed()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string json = Path.Combine(folder.FullName, "report.json");
            string fleet = Path.Combine(RepositoryRoot.Path, "simulator", "samples", "fleet.json");
            int code = await SimulatorCommand.RunAsync(
                ["run", "small-fleet", "--devices", "12", "--fleet-description", fleet, "--profile", "all",
                    "--json", json]);
            Assert.AreEqual(ExitCodes.Success, code);
            FleetReport report = FleetReportJson.Read(new FileInfo(json)).Single();
            Assert.AreEqual(12, report.Devices.Count);
            Assert.AreEqual(12, report.Rollout[^1].Confirmed);
            Assert.HasCount(5, report.Distributors);
            CollectionAssert.Contains(report.Drawn, new DrawnValue("weather.latencyMs", "120"));
            CollectionAssert.Contains(report.Distributors.Select(each => each.Behaviour).ToArray(), "slow");
            Assert.HasCount(4, report.Hardware);
            Assert.IsGreaterThan(0, report.UsefulBytes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The command and each of its options exist: what looks like an option and is none would else pass as a
    /// value of the command's argument.</summary>
    private static void AssertUnderstood(string[] arguments)
    {
        RootCommand root = SimulatorCommand.Create();
        Command command = root.Subcommands.Single(each => each.Name == arguments[0]);
        string[] options =
        [
            .. command.Options.Select(option => option.Name),
            .. root.Options.Where(option => option.Recursive).Select(option => option.Name),
        ];
        foreach (string option in arguments.Where(each => each.StartsWith('-')))
            CollectionAssert.Contains(options, option.Split('=')[0]);
        Assert.IsEmpty(root.Parse(arguments).Errors);
    }

    /// <summary>The arguments of a Job's container with the values of its configuration in them.</summary>
    private static string[] Arguments(YamlNode job)
    {
        YamlMappingNode values = (YamlMappingNode)Document("ConfigMap", "fleet").At("data");
        return
        [
            .. Container(job).List("args").Select(argument => values.Children.Aggregate(
                ((YamlScalarNode)argument).Value!,
                (text, value) => text.Replace($"$({value.Key})", value.Value.ToString(), StringComparison.Ordinal))),
        ];
    }

    private static YamlNode Document(string kind, string name) =>
        Manifest.Single(each => each.Text("kind") == kind && each.Text("metadata", "name") == name);

    private static YamlNode Container(YamlNode job) => job.List("spec", "template", "spec", "containers").Single();

    private static string Image(YamlNode job) => Container(job).Text("image")!;

    private static string Version(IReadOnlyList<YamlNode> steps, string action, string name) => steps
        .Single(step => step.Text("uses")?.StartsWith(action, StringComparison.Ordinal) == true).Text("with", name)!;
}
