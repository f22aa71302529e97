using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Network;
using FairOta.Simulator.Report;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using YamlDotNet.RepresentationModel;

namespace FairOta.Simulator.Tests;

/// <summary>Shards of a fleet against a network that runs in another process.</summary>
[TestClass]
public class DeviceShardTests
{
    private static readonly IReadOnlyList<YamlNode> Manifest = YamlFile.Read("simulator", "deploy", "network-job.yaml");
    private string _folder = "";

    [TestInitialize]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("fairota-shards-").FullName;

    [TestCleanup]
    public void End() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task Devices_OfTwoShardsOfOneSandbox_MakeUpTheFleet()
    {
        string network = Path.Combine(_folder, "network.json");
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        using Process sandbox = Start(
            "sandbox", "--devices", "5", "--network", network, "--folder", Path.Combine(_folder, "sandbox"));
        try
        {
            Process[] shards = [.. Enumerable.Range(0, 2).Select(i => Start(
                "devices", "--network", network, "--shard", $"{i}/2", "--json", ReportOf(i)))];
            foreach (Process shard in shards)
            {
                using (shard)
                {
                    await shard.WaitForExitAsync(patience.Token);
                    Assert.AreEqual(ExitCodes.Success, shard.ExitCode);
                }
            }
        }
        finally
        {
            sandbox.Kill(entireProcessTree: true);
            await sandbox.WaitForExitAsync(CancellationToken.None);
        }

        string fleet = Path.Combine(_folder, "fleet.json");
        int code = await SimulatorCommand.RunAsync(["merge", ReportOf(0), ReportOf(1), "--out", fleet]);

        Assert.AreEqual(ExitCodes.Success, code);
        FleetReport report = FleetReportJson.Read(new FileInfo(fleet)).Single();
        Assert.AreEqual(new DeviceRange(0, 5, 5), report.Devices);
        Assert.AreEqual(5, report.Rollout[^1].Confirmed);
        FleetRelease release = report.Releases.Single();
        Assert.AreEqual(5 * release.RewardWei, release.PaidWei);
        Assert.AreEqual(release.LockedWei, release.PaidWei);
        Assert.AreEqual(5, report.Distributors.Sum(each => each.Paid));
        Assert.IsGreaterThanOrEqualTo(
            5 * release.ImageBytes, report.Traffic.Single(each => each.Endpoint == "segments").BytesDown);
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("no JSON")]
    public void Network_ThatNoSandboxPrinted_IsRefused(string text)
    {
        FileInfo file = new(Path.Combine(_folder, "network.json"));
        File.WriteAllText(file.FullName, text);
        Assert.ThrowsExactly<IOException>(() => NetworkFacts.Read(file));
    }

    [TestMethod]
    public void Jobs_OfANetwork_NameCommandsAndOptionsThatExist()
    {
        YamlNode values = Document("ConfigMap", "network").At("data");
        YamlNode devices = Document("Job", "devices");
        Assert.AreEqual(values.Text("SHARDS"), devices.Text("spec", "completions"));
        foreach (YamlNode pod in new[]
        {
            Document("Pod", "sandbox").At("spec"), devices.At("spec", "template", "spec"),
            Document("Job", "network-report").At("spec", "template", "spec"),
        })
        {
            YamlNode container = pod.List("containers").Single();
            string[] arguments =
            [
                .. container.List("args").Select(argument => ((YamlMappingNode)values).Children.Aggregate(
                    argument.ToString(),
                    (text, value) => text.Replace($"$({value.Key})", value.Value.ToString(), StringComparison.Ordinal))
                    .Replace("$(JOB_COMPLETION_INDEX)", "3", StringComparison.Ordinal)
                    .Replace("$(POD_IP)", "10.1.2.3", StringComparison.Ordinal)),
            ];
            Assert.IsEmpty(SimulatorCommand.Create().Parse(arguments).Errors, string.Join(' ', arguments));
            string[] claims = [.. pod.List("volumes").Select(v => v.Text("persistentVolumeClaim", "claimName")!)];
            foreach (string claim in claims) Document("PersistentVolumeClaim", claim);
            CollectionAssert.AreEquivalent(
                container.List("volumeMounts").Select(mount => mount.Text("name")).ToArray(),
                pod.List("volumes").Select(volume => volume.Text("name")).ToArray());
        }
    }

    private string ReportOf(int shard) => Path.Combine(_folder, $"shard-{shard}.json");

    private static YamlNode Document(string kind, string name) =>
        Manifest.Single(each => each.Text("kind") == kind && each.Text("metadata", "name") == name);

    private static Process Start(params string[] arguments)
    {
        ProcessStartInfo info = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        info.ArgumentList.Add(typeof(SimulatorCommand).Assembly.Location);
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        Process process = Process.Start(info)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
