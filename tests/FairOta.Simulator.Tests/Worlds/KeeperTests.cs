using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Tests.Checks;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Worlds;

/// <summary>How simulated distributors come by releases: by the product's own keeper, over the network.</summary>
[TestClass]
public sealed class KeeperTests
{
    private const int First = 2;
    private const int Second = 3;
    private const long Minute = CheckedWorld.MinuteMs;
    private readonly List<Happening> _seen = [];

    [TestMethod]
    public void Distributor_ChainShowsARelease_FetchesItBeforeDevicesWake()
    {
        Run(CheckedWorld.Small);

        Assert.IsLessThan(FleetWorld.BeginMs, HeldAt(First));
        CollectionAssert.AreEqual(
            new[] { "manifest", "recall", "leaves", "package", "fleets" },
            AskedBy(First).TakeWhile(each => each.AtMs < HeldAt(First)).Select(each => each.Endpoint).ToArray());
    }

    [TestMethod]
    public void Distributor_OriginIsGone_FetchesFromAnotherDistributor()
    {
        Run(CheckedWorld.Small, prepare: SecondComesAfterTheOrigin);

        Exchanged package = AskedBy(Second).Single(each => each is { Endpoint: "package", Status: 200 or 206 });
        Assert.AreEqual(First, package.Actor);
        Assert.IsGreaterThan(package.AtMs, HeldAt(Second));
    }

    [TestMethod]
    public void Distributor_TheOnlySourceLies_RefusesUntilAnotherIsThere()
    {
        long backMs = FleetWorld.StartMs + 30 * Minute;
        Run(
            CheckedWorld.Small with { WakeMinutes = 240, HealMinutes = 240 },
            setting => setting with
            {
                MakeHost = (world, _, number, name) => new SimDistributor(number, world, name, new DistributorPolicy())
                {
                    Adversary = static (_, request, honest) =>
                        request.Parts is [.., "package"] ? honest.Garbled() : honest,
                },
            },
            world =>
            {
                SecondComesAfterTheOrigin(world);
                world.World.Plan(backMs, null, _ => world.Vendor.IsDown = false);
            });

        Assert.IsNotEmpty(AskedBy(Second).Where(each => each is { Actor: First, Endpoint: "package", Status: 206 }));
        Assert.IsGreaterThan(backMs, HeldAt(Second));
    }

    [TestMethod]
    public void Distributor_DiesWhileThePackageIsOnItsWay_FetchesOnlyWhatItLacks()
    {
        bool hasDied = false;
        Run(CheckedWorld.Small, prepare: world => Watch = happening =>
        {
            if (hasDied || happening is not Exchanged { Caller: First, Endpoint: "package" }) return;
            hasDied = true;
            world.World.Plan(
                world.World.NowMs, world.Distributors[0],
                at => ((SimDistributor)world.Distributors[0]).Crash(at, CrashPoint.Now, Minute));
        });

        string[] before =
        [
            .. AskedBy(First).TakeWhile(each => each.AtMs < HeldAt(First)).Select(each => each.Endpoint),
        ];
        CollectionAssert.AreEqual(
            new[] { "manifest", "recall", "leaves", "package", "recall", "package", "fleets" }, before);
    }

    [TestMethod]
    public void Distributor_BrokenAnswers_KeepsWhatCame()
    {
        Run(CheckedWorld.Small with { Weather = new Weather { BrokenAnswers = 0.8 } }, seed: 6);

        Exchanged[] packages = [.. AskedBy(First).Where(each => each is { Endpoint: "package", Status: 206 })];
        Assert.IsGreaterThan(1, packages.Length);
        Assert.IsLessThan(packages[0].BytesDown, packages[^1].BytesDown);
        Assert.IsGreaterThan(0, HeldAt(First));
    }

    /// <summary>The device wakes when all of that is over: a release that was delivered stays for its repair.</summary>
    [TestMethod]
    public void Distributor_RoomForOneRelease_LetsTheRecalledOneGoForTheNext()
    {
        Scenario scenario = CheckedWorld.Small with
        {
            Devices = 1,
            WakeMinutes = 600,
            NewerReleaseMinutes = 5,
            IsRecalled = true,
            RoomBytes = 6000,
        };
        Run(scenario, seed: 2);

        Happening[] course = [.. _seen.Where(each => each.Actor == First
            && each is ReleaseHeld or RecallTaken or ReleaseLetGo)];
        CollectionAssert.AreEqual(
            new[] { typeof(ReleaseHeld), typeof(RecallTaken), typeof(ReleaseLetGo), typeof(ReleaseHeld) },
            course.Select(each => each.GetType()).ToArray());
        Assert.AreEqual(((ReleaseHeld)course[0]).Release, ((ReleaseLetGo)course[2]).Release);
    }

    private Action<Happening>? Watch { get; set; }

    private long HeldAt(int actor) => _seen.OfType<ReleaseHeld>().First(each => each.Actor == actor).AtMs;

    private IEnumerable<Exchanged> AskedBy(int caller) =>
        _seen.OfType<Exchanged>().Where(each => each.Caller == caller);

    /// <summary>The second is down until the origin is gone.</summary>
    private static void SecondComesAfterTheOrigin(FleetWorld world)
    {
        var second = (SimDistributor)world.Distributors[1];
        world.World.Plan(FleetWorld.StartMs, second, at => second.Crash(at, CrashPoint.Now, 5 * Minute));
        world.World.Plan(FleetWorld.StartMs + 2 * Minute, null, _ => world.Vendor.IsDown = true);
    }

    private void Run(
        Scenario scenario, Func<FleetSetting, FleetSetting>? change = null, Action<FleetWorld>? prepare = null,
        ulong seed = 1) => CheckedWorld.Run(
            scenario, seed, setting => (change?.Invoke(setting) ?? setting) with { Parallelism = 1 }, prepare,
            [new Meddler(happening =>
            {
                _seen.Add(happening);
                Watch?.Invoke(happening);
            })]);
}
