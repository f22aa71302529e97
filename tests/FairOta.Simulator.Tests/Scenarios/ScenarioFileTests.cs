using System.IO;
using FairOta.Simulator.Scenarios;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>What a fleet description may say, and what is said of a wrong one.</summary>
[TestClass]
public sealed class ScenarioFileTests
{
    [TestMethod]
    public void Description_OfAPart_ChangesThatPartAlone()
    {
        Scenario old = NamedScenarios.Find("flaky-network", 1)!;
        Scenario changed = Apply(
            """{"devices": 7, "weather": {"latencyMs": 99}, "distributors": [{"behaviour": "slow", "count": 2}]}""",
            old);
        Assert.AreEqual(7, changed.Devices);
        Assert.AreEqual(old.Weather with { LatencyMs = 99 }, changed.Weather);
        Assert.AreEqual(new Crew(Behaviour.Slow, 2), changed.Distributors[0]);
        Assert.AreEqual(old.Mix, changed.Mix);
        Assert.AreEqual(old.Name, changed.Name);
        Assert.AreEqual(old.MinutesPerPartition, changed.MinutesPerPartition);
    }

    [TestMethod]
    public void Description_OfNull_TakesAwayWhatCanBeAway() =>
        Assert.IsNull(Apply("""{"minutesPerPartition": null}""", NamedScenarios.Find("flaky-network", 1)!)
            .MinutesPerPartition);

    [TestMethod]
    public void Description_OfEveryScenarioByItself_IsAllowed()
    {
        foreach (Scenario scenario in NamedScenarios.All)
        {
            string text = ScenarioFile.Text(scenario);
            string inner = text[text.IndexOf("\"devices\"", System.StringComparison.Ordinal)..];
            Assert.AreEqual(text, ScenarioFile.Text(Apply("{" + inner, scenario)));
        }
    }

    [TestMethod]
    [DataRow("""{"devices": 0}""", "devices is 1 to 1000000, not 0.")]
    [DataRow("""{"devices": 1000001}""", "devices is 1 to 1000000")]
    [DataRow("""{"devices": "many"}""", "devices is of another kind than it has to be.")]
    [DataRow("""{"devices": 1.5}""", "devices is of another kind than it has to be.")]
    [DataRow("""{"devices": null}""", "devices is of another kind than it has to be.")]
    [DataRow("""{"distributors": [null]}""", "distributors[] is an object.")]
    [DataRow(
        """{"distributors": [{"behaviour": "honest", "count": 2147483647}, {"behaviour": "lazy", "count": 1}]}""",
        "distributors in all is 1 to 64, not 2147483648.")]
    [DataRow("""{"healMinutes": 121, "mostHours": 2}""", "healMinutes are within mostHours.")]
    [DataRow("""{"device": 5}""", "There is no device; there are devices, imageBytes,")]
    [DataRow("""{"name": "mine"}""", "There is no name;")]
    [DataRow("""{"imageBytes": 0}""", "imageBytes is 1 to")]
    [DataRow("""{"segmentBytes": 17}""", "segmentBytes is a multiple of 16")]
    [DataRow("""{"distributors": []}""", "distributors in all is 1 to 64, not 0.")]
    [DataRow("""{"distributors": [{"behaviour": "honest", "count": 65}]}""", "distributors[].count is 1 to 64")]
    [DataRow("""{"distributors": [{"behaviour": "kind", "count": 1}]}""",
        "distributors[0].behaviour is of another kind")]
    [DataRow("""{"distributors": [{"behaviour": "slow", "count": 1}, {"behaviour": "slow", "count": 1}]}""",
        "distributors has slow twice.")]
    [DataRow("""{"weather": 3}""", "weather is an object.")]
    [DataRow("""{"weather": {"latencyMs": 1}}""", "weather.latencyMs is 20 to 60000, not 1.")]
    [DataRow("""{"weather": {"jitterMs": -1}}""", "weather.jitterMs is 0 to 60000")]
    [DataRow("""{"weather": {"noConnection": 1.1}}""", "weather.noConnection is 0 to 1, not 1.1.")]
    [DataRow("""{"weather": {"lostAnswers": -0.1}}""", "weather.lostAnswers is 0 to 1")]
    [DataRow("""{"weather": {"brokenAnswers": 2}}""", "weather.brokenAnswers is 0 to 1")]
    [DataRow("""{"weather": {"duplicates": 2}}""", "weather.duplicates is 0 to 1")]
    [DataRow("""{"weather": {"bytesPerSecond": 0}}""", "weather.bytesPerSecond is 100 to")]
    [DataRow("""{"weather": {"rain": 1}}""", "There is no weather.rain; there are latencyMs,")]
    [DataRow("""{"mix": {"powerCuts": 2}}""", "mix.powerCuts is 0 to 1")]
    [DataRow("""{"mix": {"operationsPerCut": 0}}""", "mix.operationsPerCut is 1 to")]
    [DataRow("""{"mix": {"freeRiders": 2}}""", "mix.freeRiders is 0 to 1")]
    [DataRow("""{"mix": {"clones": 2}}""", "mix.clones is 0 to 1")]
    [DataRow("""{"mix": {"withoutClock": 2}}""", "mix.withoutClock is 0 to 1")]
    [DataRow("""{"mix": {"wrongClock": 2}}""", "mix.wrongClock is 0 to 1")]
    [DataRow("""{"mix": {"littleStorage": 2}}""", "mix.littleStorage is 0 to 1")]
    [DataRow("""{"mix": {"rotPerHour": 61}}""", "mix.rotPerHour is 0 to 60")]
    [DataRow("""{"mix": {"rebootsPerHour": 61}}""", "mix.rebootsPerHour is 0 to 60")]
    [DataRow("""{"chain": {"blocksPerReorganisation": 0}}""", "chain.blocksPerReorganisation is 1 to")]
    [DataRow("""{"chain": {"depth": 65}}""", "chain.depth is 1 to 64")]
    [DataRow("""{"chain": {"demand": -1}}""", "chain.demand is 0 to 1000")]
    [DataRow("""{"chain": {"order": "luck"}}""", "chain.order is of another kind")]
    [DataRow("""{"nodes": {"minutesPerOutage": 0}}""", "nodes.minutesPerOutage is 0.1 to 43200, not 0.")]
    [DataRow("""{"nodes": {"minutesPerLag": 43201}}""", "nodes.minutesPerLag is 0.1 to 43200")]
    [DataRow("""{"nodes": {"minutesPerFlip": -1}}""", "nodes.minutesPerFlip is 0.1 to 43200")]
    [DataRow("""{"nodes": {"minutesPerSignerFailure": 0}}""", "nodes.minutesPerSignerFailure is 0.1 to 43200")]
    [DataRow("""{"nodes": {"mostMinutes": 0}}""", "nodes.mostMinutes is 0.1 to 43200")]
    [DataRow("""{"nodes": {"mostBlocks": 0}}""", "nodes.mostBlocks is 1 to 64")]
    [DataRow("""{"nodes": {"mostBlocks": 65}}""", "nodes.mostBlocks is 1 to 64")]
    [DataRow("""{"nodes": {"mostBytes": 1}}""", "There is no nodes.mostBytes; there are minutesPerOutage,")]
    [DataRow("""{"nodes": null}""", "nodes is an object.")]
    [DataRow("""{"wakeMinutes": -1}""", "wakeMinutes is 0 to 43200")]
    [DataRow("""{"minutesPerPartition": 0}""", "minutesPerPartition is 0.1 to")]
    [DataRow("""{"vendorGoneMinutes": -1}""", "vendorGoneMinutes is 0 to")]
    [DataRow("""{"newerReleaseMinutes": 0}""", "newerReleaseMinutes is 1 to")]
    [DataRow("""{"isRecalled": true}""", "isRecalled needs newerReleaseMinutes.")]
    [DataRow("""{"newerReleaseMinutes": 9, "vendorGoneMinutes": 8}""", "newerReleaseMinutes is not after")]
    [DataRow("""{"newerReleaseMinutes": 9, "waves": [0.5]}""", "newerReleaseMinutes and waves do not go together.")]
    [DataRow("""{"healMinutes": -1}""", "healMinutes is 0 to")]
    [DataRow("""{"mostHours": 0}""", "mostHours is 1 to 720")]
    [DataRow("""{"waves": [0.5, 0.6]}""", "waves are more than the fleet together.")]
    [DataRow("""{"waves": [0]}""", "waves are shares of the fleet")]
    [DataRow("""{"waveRules": {"advanceAt": 0}}""", "waveRules.advanceAt is 0.0001 to 1.")]
    [DataRow("""{"waveRules": {"stopAtFailures": 0}}""", "waveRules.stopAtFailures is 1 to")]
    [DataRow("""{"waveRules": {"soakMinutes": -1}}""", "waveRules.soakMinutes is 0 to")]
    [DataRow("""{"roomBytes": 0}""", "roomBytes is 1 to 1099511627776, not 0.")]
    [DataRow("""{"leastPaidShare": 1.1}""", "leastPaidShare is 0 to 1, not 1.1.")]
    [DataRow("""{"isVendorCrashing": 1}""", "isVendorCrashing is of another kind")]
    [DataRow("""{"credit": 0}""", "credit is 1 to")]
    [DataRow("""{"expects": ["luck"]}""", "expects[0] is of another kind")]
    [DataRow("""{"devices": 1, "devices": 2}""", "describes no fleet")]
    [DataRow("[]", "It is not an object.")]
    [DataRow("{", "describes no fleet")]
    public void Description_OfSomethingWrong_IsRefusedWithItsName(string text, string sentence) =>
        Assert.Contains(sentence, Assert.ThrowsExactly<IOException>(() => Apply(text)).Message);

    [TestMethod]
    public void Description_TooLargeOrMissing_IsRefused()
    {
        Assert.Contains("more than", Assert.ThrowsExactly<IOException>(() => Apply(new string(' ', 70_000))).Message);
        Assert.Contains("There is no", Assert.ThrowsExactly<IOException>(() => ScenarioFile.Apply(
            NamedScenarios.All[0], new FileInfo("/no/such/fleet.json"))).Message);
    }

    private static Scenario Apply(string text, Scenario? to = null)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            return ScenarioFile.Apply(to ?? NamedScenarios.All[0], new FileInfo(file));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
