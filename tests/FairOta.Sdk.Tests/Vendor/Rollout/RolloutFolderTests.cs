using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Rollout;

[TestClass]
public sealed class RolloutFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly ReleaseFolder _release;

    public RolloutFolderTests() => _release = ReleaseFolder.Create(_temporary.File("release"), Sample.Build());

    private string PlanPath => _temporary.File("plan");

    public void Dispose()
    {
        _release.Dispose();
        _temporary.Dispose();
    }

    [TestMethod]
    public void Plan_WrittenAndRead_IsTheSame()
    {
        RolloutFolder.Create(PlanPath, Plan());
        RolloutPlan read = RolloutFolder.LoadPlan(PlanPath);
        Assert.IsTrue(read.IsByHand);
        Assert.AreEqual(Hash32.Parse(new string('c', 64)), read.Seed);
        Assert.AreEqual("canary 3,rest 4", string.Join(',', read.Waves.Select(w => $"{w.Name} {w.Devices.Count}")));
        CollectionAssert.AreEqual(
            Plan().Waves.Select(w => w.Rules).ToArray(), read.Waves.Select(w => w.Rules).ToArray());
        Assert.ThrowsExactly<IOException>(() => RolloutFolder.Create(PlanPath, Plan()));
    }

    [TestMethod]
    [DataRow("\"byHand\": true", "\"byHand\": true, \"colour\": 1", "\"colour\" means nothing to this version.")]
    [DataRow("\"byHand\": true", "\"byHand\": true, \"byHand\": false", "\"byHand\" is there twice.")]
    [DataRow("\"byHand\": true,", "", "\"byHand\" is missing.")]
    [DataRow("\"byHand\": true", "\"byHand\": 1", "\"byHand\" has to be true or false.")]
    [DataRow("fairota-rollout/1", "fairota-rollout/2", "\"fairota-rollout/1\" is expected")]
    [DataRow("\"95%\"", "\"195%\"", "a share from 0.01% to 100% is expected")]
    [DataRow("\"95%\"", "95", "\"advanceAt\" has to be a text.")]
    [DataRow("\"leastReports\": 1", "\"leastReports\": 1.5", "\"leastReports\" has to be a whole number.")]
    [DataRow("\"leastReports\": 1", "\"leastReports\": -1", "\"leastReports\" has to be from 0")]
    [DataRow("\"leastReports\": 1", "\"leastReports\": 0", "the least number of reports is 1 to 2^20")]
    [DataRow("\"soakSeconds\": 0", "\"soakTime\": 0", "\"soakTime\" means nothing to this version.")]
    [DataRow("\"devices\": 3", "\"devices\": 4", "the fleet list of wave canary is another than was planned.")]
    [DataRow("\"name\": \"rest\"", "\"name\": \"canary\"", "Two waves are called canary.")]
    [DataRow("{", "[", "is no JSON")]
    public void Plan_Edited_IsRefusedInWords(string from, string to, string sentence)
    {
        RolloutFolder.Create(PlanPath, Plan());
        string file = Path.Combine(PlanPath, "rollout.json");
        string text = File.ReadAllText(file);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.IsGreaterThanOrEqualTo(0, at);
        File.WriteAllText(file, text[..at] + to + text[(at + from.Length)..]);
        var e = Assert.ThrowsExactly<RolloutException>(() => RolloutFolder.LoadPlan(PlanPath));
        StringAssert.Contains(e.Message, sentence);
        StringAssert.Contains(e.Message, "rollout.json");
    }

    [TestMethod]
    public void Plan_WithAnotherFleetList_IsRefused()
    {
        RolloutFolder.Create(PlanPath, Plan());
        File.WriteAllBytes(Path.Combine(PlanPath, "wave-1.bin"), Sample.Fleet(4, 100).ToBytes());
        var e = Assert.ThrowsExactly<RolloutException>(() => RolloutFolder.LoadPlan(PlanPath));
        StringAssert.Contains(e.Message, "the fleet list of wave rest is another than was planned.");
        File.Delete(Path.Combine(PlanPath, "wave-1.bin"));
        Assert.ThrowsExactly<RolloutException>(() => RolloutFolder.LoadPlan(PlanPath));
    }

    [TestMethod]
    public void Plan_LargerThanItsLimit_IsRefused()
    {
        RolloutFolder.Create(PlanPath, Plan());
        File.AppendAllText(Path.Combine(PlanPath, "rollout.json"), new string(' ', 1 << 16));
        StringAssert.Contains(
            Assert.ThrowsExactly<RolloutException>(() => RolloutFolder.LoadPlan(PlanPath)).Message, "larger than");
    }

    [TestMethod]
    public async Task Bind_Twice_FindsItBound()
    {
        Assert.IsNull(RolloutFolder.Load(_release));
        RolloutFolder bound = RolloutFolder.Bind(_release, Plan());
        await bound.ChangeAsync(journal => journal.Approve(1), TimeProvider.System);
        Assert.AreEqual(2, RolloutFolder.Bind(_release, Plan()).Journal.Approved);
        Assert.AreEqual(_release.Release.Id, RolloutFolder.Load(_release)!.Journal.Release);
        using ReleaseFolder again = ReleaseFolder.Load(_release.FolderPath);
        Assert.HasCount(1, again.Release.Tranches);
    }

    [TestMethod]
    public void Bind_AnotherPlan_IsRefused()
    {
        RolloutFolder.Bind(_release, Plan());
        Assert.ThrowsExactly<RolloutException>(() => RolloutFolder.Bind(_release, Plan(isByHand: false)));
        Assert.IsTrue(RolloutFolder.Load(_release)!.Plan.IsByHand);
    }

    [TestMethod]
    public void Bind_PlanOfOtherDevices_IsRefused()
    {
        Assert.ThrowsExactly<RolloutException>(() => RolloutFolder.Bind(_release, Plan(first: 2)));
        Assert.IsNull(RolloutFolder.Load(_release));
    }

    [TestMethod]
    public void Load_JournalOfAnotherRelease_IsRefused()
    {
        RolloutFolder.Bind(_release, Plan());
        using ReleaseFolder other = ReleaseFolder.Create(_temporary.File("other"), Sample.Build(seed: 50));
        Directory.Move(
            Path.Combine(_release.FolderPath, "rollout"), Path.Combine(other.FolderPath, "rollout"));
        StringAssert.Contains(
            Assert.ThrowsExactly<RolloutException>(() => RolloutFolder.Load(other)).Message, "another release");
    }

    [TestMethod]
    public async Task Change_ToAnyJournal_IsReadAgain()
    {
        RolloutFolder bound = RolloutFolder.Bind(_release, Plan());
        RolloutJournal journal = bound.Journal.Approve(1).Stopped("Enough.", 17) with
        {
            Waves = [new WaveNote(5, 2), new WaveNote(null, 0)],
        };
        await bound.ChangeAsync(_ => journal, TimeProvider.System);
        RolloutJournal read = RolloutFolder.Load(_release)!.Journal;
        Assert.AreEqual(new RolloutStop(17, "Enough."), read.Stop);
        Assert.AreEqual(2, read.Approved);
        CollectionAssert.AreEqual(journal.Waves.ToArray(), read.Waves.ToArray());
    }

    [TestMethod]
    public async Task Change_ByTwo_KeepsBoth()
    {
        RolloutFolder one = RolloutFolder.Bind(_release, Plan()), other = RolloutFolder.Load(_release)!;
        await one.ChangeAsync(journal => journal.Stopped("Enough.", 17), TimeProvider.System);
        await other.ChangeAsync(journal => journal with { Approved = 2 }, TimeProvider.System);
        Assert.AreEqual(new RolloutStop(17, "Enough."), other.Journal.Stop);
        await Assert.ThrowsExactlyAsync<RolloutException>(
            () => other.ChangeAsync(journal => journal.Approve(1), TimeProvider.System));
        Assert.AreEqual(2, RolloutFolder.Load(_release)!.Journal.Approved);
    }

    [TestMethod]
    public void TryDrive_WhileAnotherDrives_IsNull()
    {
        RolloutFolder one = RolloutFolder.Bind(_release, Plan()), other = RolloutFolder.Load(_release)!;
        using (IDisposable? driving = one.TryDrive())
        {
            Assert.IsNotNull(driving);
            Assert.IsNull(other.TryDrive());
        }

        using IDisposable? next = other.TryDrive();
        Assert.IsNotNull(next);
    }

    [TestMethod]
    public void Outcomes_Added_AreReadAgain()
    {
        RolloutFolder bound = RolloutFolder.Bind(_release, Plan());
        Assert.HasCount(7, bound.Devices);
        bound.Outcomes.Add([new(Sample.Fleet(1)[0], 1), new(Sample.Fleet(1, 7)[0], 2)]);
        RolloutFolder read = RolloutFolder.Load(_release)!;
        Assert.AreEqual(ReportedOutcomes.Installed, read.Outcomes.Of(Sample.Fleet(1)[0]));
        Assert.AreEqual(ReportedOutcomes.Failed, read.Outcomes.Of(Sample.Fleet(1, 7)[0]));
    }

    [TestMethod]
    public void TrancheOf_AWave_IsAddedOnce()
    {
        RolloutFolder bound = RolloutFolder.Bind(_release, Plan());
        Assert.AreEqual(0, bound.TrancheOf(_release, 0));
        Assert.AreEqual(1, bound.TrancheOf(_release, 1));
        Assert.AreEqual(1, bound.TrancheOf(_release, 1));
        Assert.HasCount(2, _release.Release.Tranches);
    }

    private static RolloutPlan Plan(bool isByHand = true, int first = 1) => new(
        [
            new RolloutWave("canary", Sample.Fleet(3, first), new WaveRules { StopAtFailures = 1 }),
            new RolloutWave(
                "rest", Sample.Fleet(4, first + 3),
                new WaveRules
                {
                    AdvanceAt = new Share(8050), LeastReports = 3, SoakSeconds = 77, StopAtShare = new Share(1),
                    LeastReportsToStop = 4,
                }),
        ],
        isByHand,
        Hash32.Parse(new string('c', 64)));
}
