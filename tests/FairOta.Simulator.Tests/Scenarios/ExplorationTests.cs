using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Scenarios;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Scenarios;

/// <summary>Drawn worlds: a few fixed ones, and those that failed once.</summary>
[TestClass]
public sealed class ExplorationTests
{
    /// <summary>Seeds that failed once, a line each; what follows a # is for people.</summary>
    private const string Kept = "Scenarios/regressions.txt";

    public static IEnumerable<ulong> Regressions => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, Kept))
        .Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)
        .Select(line => ulong.Parse(line, CultureInfo.InvariantCulture));

    [TestMethod]
    public void Draw_OfAnySeed_KeepsTheRulesAndIsTheSameAgain()
    {
        HashSet<Behaviour> kinds = [];
        for (ulong seed = 0; seed < 300; seed++)
        {
            Scenario drawn = Exploration.Draw(seed);
            Assert.IsEmpty(ScenarioRules.Errors(drawn), $"seed {seed}");
            Assert.AreEqual(ScenarioFile.Text(drawn), ScenarioFile.Text(Exploration.Draw(seed)));
            kinds.UnionWith(drawn.Distributors.Select(crew => crew.Behaviour));
        }

        Assert.HasCount(Enum.GetValues<Behaviour>().Length, kinds);
    }

    [TestMethod]
    [DataRow(2UL)]
    [DataRow(5UL)]
    [DataRow(9UL)]
    public void World_OfAFixedSeed_IsGood(ulong seed) => AssertGood(seed);

    [TestMethod]
    [DynamicData(nameof(Regressions))]
    public void World_ThatFailedOnce_IsGood(ulong seed) => AssertGood(seed);

    [TestMethod]
    public void Explorer_OfAFailingSeed_TellsHowToRunItAgainAndKeepsIt()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            FileInfo kept = new(Path.Combine(folder, "kept.txt"));
            using StringWriter said = new();
            Explorer explorer = new(said, kept, 1, CancellationToken.None)
            {
                Draw = seed => Exploration.Draw(seed) with
                {
                    Devices = 2,
                    Distributors = [new Crew(Behaviour.Withholding, 1)],
                    VendorGoneMinutes = 0,
                    MostHours = 1,
                    HealMinutes = 0,
                    Waves = [],
                    IsBadImage = false,
                    Expects = [Expectation.HonestDevicesRun],
                    Mix = new DeviceMix(),
                },
            };

            Assert.AreEqual(ExitCodes.Violated, explorer.Run(4, TimeSpan.Zero));

            StringAssert.Contains(said.ToString(), "seed 4, commit ");
            StringAssert.Contains(said.ToString(), "  distributors [{\"behaviour\":\"withholding\",\"count\":1}]");
            StringAssert.Contains(said.ToString(), "-- run explore --seed 4");
            StringAssert.StartsWith(
                File.ReadAllText(kept.FullName), "4 # violated: Everybody honest finishes; 2 honest");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertGood(ulong seed)
    {
        Play play = Play.Run(Exploration.Draw(seed), seed);
        Assert.IsNull(ReportOptions.Verdict(play.Report), $"seed {seed}");
    }
}
