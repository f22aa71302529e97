using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

[TestClass]
public sealed class RolloutPlanTests
{
    private readonly Desk _desk = new();

    [TestCleanup]
    public void Leave() => _desk.Dispose();

    [TestMethod]
    public async Task Plan_OfAFleet_IsShownAndCanBeRepeated()
    {
        Outcome first = await PlanAsync("plan", "--canary", "3", "--percent", "10,50%,100", "--soak", "48h");
        Assert.AreEqual(ExitCodes.Done, first.Code, first.ToString());
        JsonArray waves = first.Json["waves"]!.AsArray();
        Assert.AreEqual("canary 3,10-percent 7,50-percent 40,100-percent 50",
            string.Join(',', waves.Select(wave => $"{wave!["name"]} {wave["devices"]}")));
        Assert.AreEqual(1, (int)waves[0]!["stopAtFailures"]!, "The canary stops at the very first failure.");
        Assert.IsNull(waves[0]!["stopAtShare"]);
        Assert.AreEqual("2%", (string)waves[1]!["stopAtShare"]!);
        Assert.AreEqual(48 * 3600, (int)waves[1]!["soakSeconds"]!);

        Outcome again = await PlanAsync(
            "again", "--canary", "3", "--percent", "10,50,100", "--seed", (string)first.Json["seed"]!);
        Assert.AreEqual(ExitCodes.Done, again.Code, again.ToString());
        CollectionAssert.AreEqual(
            File.ReadAllBytes(_desk.Path("plan/wave-0.bin")), File.ReadAllBytes(_desk.Path("again/wave-0.bin")));
        Outcome other = await PlanAsync("other", "--canary", "3");
        CollectionAssert.AreNotEqual(
            File.ReadAllBytes(_desk.Path("plan/wave-0.bin")), File.ReadAllBytes(_desk.Path("other/wave-0.bin")));
    }

    [TestMethod]
    public async Task Plan_WithGroups_TakesThemOutOfTheFleet()
    {
        Write("lab.bin", 1, 5);
        Outcome plan = await PlanAsync(
            "plan", "--group", $"lab={_desk.Path("lab.bin")}", "--canary", "5", "--stop-at", "1%,20",
            "--canary-stop-at", "3", "--by-hand");
        Assert.AreEqual(ExitCodes.Done, plan.Code, plan.ToString());
        RolloutPlan read = RolloutFolder.LoadPlan(_desk.Path("plan"));
        Assert.IsTrue(read.IsByHand);
        Assert.AreEqual("lab 5,canary 5,100-percent 90",
            string.Join(',', read.Waves.Select(wave => $"{wave.Name} {wave.Devices.Count}")));
        Assert.AreEqual((3, null), (read.Waves[0].Rules.StopAtFailures, read.Waves[0].Rules.StopAtShare));
        Assert.AreEqual(
            (20, new Share(100)), (read.Waves[2].Rules.StopAtFailures!.Value, read.Waves[2].Rules.StopAtShare!.Value));
    }

    [TestMethod]
    public async Task Plan_WithADeviceInTwoWaves_IsRefusedByName()
    {
        Write("lab.bin", 1, 5);
        Write("beta.bin", 5, 5);
        Outcome plan = await PlanAsync(
            "plan", "--group", $"lab={_desk.Path("lab.bin")}", "--group", $"beta={_desk.Path("beta.bin")}");
        Assert.AreEqual(ExitCodes.Usage, plan.Code, plan.ToString());
        StringAssert.Contains(
            plan.Error, "The device 0x0000000000000000000000000000000000000005 is in group lab and in group beta");
        Assert.IsFalse(Directory.Exists(_desk.Path("plan")));
    }

    [TestMethod]
    [DataRow("--canary", "101", "fewer than 101")]
    [DataRow("--percent", "50", "let the last share be 100%")]
    [DataRow("--percent", "50,40,100", "Nobody is left for wave 40-percent")]
    [DataRow("--percent", "x", "--percent: a share from 0.01% to 100% is expected")]
    [DataRow("--advance-at", "95", "--advance-at: a share from 0.01% to 100% is expected")]
    [DataRow("--stop-at", "2%,3%", "--stop-at: a number of failures, a share, or both are expected")]
    [DataRow("--stop-at", "0", "--stop-at: a number of failures, a share, or both are expected")]
    [DataRow("--soak", "2w", "--soak: a length of time is expected")]
    [DataRow("--soak", "91d", "a wave soaks for at most 90 days")]
    [DataRow("--group", "lab", "--group: a name and a fleet list are expected")]
    [DataRow("--group", "lab=none.bin", "--group: there is no file none.bin")]
    public async Task Plan_WithWrongInput_IsRefusedInWords(string option, string value, string sentence)
    {
        Outcome plan = await PlanAsync("plan", option, value);
        Assert.AreEqual(ExitCodes.Usage, plan.Code, plan.ToString());
        StringAssert.Contains(plan.Error, sentence);
        Assert.IsFalse(Directory.Exists(_desk.Path("plan")));
    }

    [TestMethod]
    public async Task Plan_ForNobody_IsRefused()
    {
        Outcome plan = await _desk.RunAsync("vendor rollout plan --json --out", _desk.Path("plan"));
        Assert.AreEqual(ExitCodes.Usage, plan.Code, plan.ToString());
        StringAssert.Contains(plan.Error, "pass --fleet, or at least one --group");
    }

    [TestMethod]
    public async Task Plan_WhereAFolderIs_IsRefused()
    {
        Assert.AreEqual(ExitCodes.Done, (await PlanAsync("plan")).Code);
        Outcome again = await PlanAsync("plan");
        Assert.AreEqual(ExitCodes.Usage, again.Code);
        StringAssert.Contains(again.Error, "is there already");
    }

    private Task<Outcome> PlanAsync(string name, params string[] more)
    {
        Write("fleet.bin", 1, 100);
        return _desk.RunAsync(
            "vendor rollout plan --json --fleet", [_desk.Path("fleet.bin"), "--out", _desk.Path(name), .. more]);
    }

    private void Write(string name, int first, int count) => File.WriteAllBytes(
        _desk.Path(name), new FleetList([.. Enumerable.Range(first, count).Select(Device)]).ToBytes());

    private static Address Device(int number) => Address.Parse(number.ToString("x40", null));
}
