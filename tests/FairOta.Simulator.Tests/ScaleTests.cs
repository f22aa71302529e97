using System;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <remarks>Alone in the process: what others allocate meanwhile would count.</remarks>
[TestClass]
[DoNotParallelize]
public class ScaleTests
{
    private const int MostBytesOfAnIdleDevice = 4096;

    private static readonly Scenario Small = NamedScenarios.Find("small-fleet", 1)! with
    {
        ImageBytes = 4096,
        SegmentBytes = 16,
        HealMinutes = 61,
        MostHours = 6,
    };

    [TestMethod]
    public void Device_ThatDidNotWakeYet_TakesLittle()
    {
        using FleetWorld few = Make(200);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using FleetWorld many = Make(1200);
        Hold((GC.GetTotalMemory(forceFullCollection: true) - before) / many.Devices.Count);
        GC.KeepAlive(few);
        GC.KeepAlive(many);
    }

    [TestMethod]
    public void Device_ThatIsDoneAndSleeps_TakesLittle()
    {
        using FleetWorld world = Make(60);
        world.Run();
        Assert.AreEqual(60, world.Recorder.Confirmed);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (SimDevice device in world.Devices) device.Scrap();
        Hold((before - GC.GetTotalMemory(forceFullCollection: true)) / world.Devices.Count);
        GC.KeepAlive(world);
    }

    private static FleetWorld Make(int devices) =>
        new(new FleetSetting(Small with { Devices = devices }, 1), [], new WorldTrace());

    private static void Hold(long bytes)
    {
        Console.WriteLine($"{bytes} bytes a device");
        Assert.IsTrue(bytes is > 0 and < MostBytesOfAnIdleDevice, $"A device takes {bytes} bytes.");
    }
}
