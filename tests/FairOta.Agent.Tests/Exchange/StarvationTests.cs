using System;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>
/// Distributors that hold a device up without refusing anything, and devices that are awake for minutes.
/// </summary>
[TestClass]
public class StarvationTests
{
    // 9 pieces of 4096 bytes.
    private static readonly TestRelease Release = new("2.0.0.0", segmentSize: 128);

    [TestMethod]
    public void Device_AwakeForMinutesWithoutDistributors_ComesToTheOrigin()
    {
        TestDevice device = new(World.Honest(Release, distributors: 0));
        Assert.IsTrue(RunAwakeFor(device, seconds: 240, boots: 30));
    }

    [TestMethod]
    public void Device_AwakeForMinutesAndItsDistributorRefuses_ComesToTheOrigin()
    {
        World world = World.Honest(Release, distributors: 1);
        world.Distributors.Single().Override = r => IsOpen(r) ? FakeAnswer.Of(429, 3600) : null;
        Assert.IsTrue(RunAwakeFor(new TestDevice(world), seconds: 240, boots: 30));
    }

    [TestMethod]
    [DataRow("/v1/sessions")]
    [DataRow("/segments")]
    public void Cheat_SilentToADeviceAwakeForMinutes_IsLeftForTheOrigin(string path)
    {
        World world = World.Honest(Release, distributors: 1);
        world.Distributors.Single().Override = r =>
            r.Url.Contains(path, StringComparison.Ordinal) ? FakeAnswer.Silent : null;
        Assert.IsTrue(RunAwakeFor(new TestDevice(world), seconds: 240, boots: 40));
    }

    [TestMethod]
    public void Cheat_SilentToADeviceAwakeForMinutes_IsLeftForAnotherDistributor()
    {
        World world = World.Honest(Release);
        TestDevice probe = new(World.Honest(Release));
        probe.RunUntil(_ => probe.Chosen.Count > 0);
        FakeDistributor cheat = world.Distributors.Single(d => d.Url == probe.Chosen[0]);
        cheat.Override = r => r.Url.Contains("/segments", StringComparison.Ordinal) ? FakeAnswer.Silent : null;

        Assert.IsTrue(RunAwakeFor(new TestDevice(world), seconds: 150, boots: 12));
        Assert.AreEqual(0, world.Origin.PackageBytes);
    }

    [TestMethod]
    public void Cheat_OnePieceJustUnderEveryHour_IsLeftForTheOrigin()
    {
        World world = World.Honest(Release, distributors: 1);
        FakeDistributor cheat = world.Distributors.Single();
        long begun = world.Now;
        long next = begun;
        cheat.Override = r =>
        {
            if (!r.Url.Contains("/segments", StringComparison.Ordinal))
                return null;
            if (world.Now < next)
                return FakeAnswer.Of(503);
            next = world.Now + 55 * 60;
            return null;
        };
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.IsEmpty(world.Receipts);
        Assert.IsLessThan(begun + 3 * 3600, world.Now);
    }

    [TestMethod]
    public void Cheat_DribblesEveryPieceJustInTime_IsLeftForTheOrigin()
    {
        World world = World.Honest(Release, distributors: 1);
        FakeDistributor cheat = world.Distributors.Single();
        Pace(cheat, bytesPerSecond: 70);
        TestDevice device = new(world);
        device.Board.Limits.OriginDelayMs = 5 * 60 * 1000;

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.IsEmpty(world.Receipts);
    }

    [TestMethod]
    public void Honest_SlowButSteady_IsNotLeft()
    {
        World world = World.Honest(Release, distributors: 1);
        Pace(world.Distributors.Single(), bytesPerSecond: 300);
        TestDevice device = new(world);
        device.Board.Limits.OriginDelayMs = 60 * 1000;

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.HasCount(1, world.Receipts);
        Assert.AreEqual(0, world.Origin.PackageBytes);
    }

    [TestMethod]
    public void Wave_NotTheDevicesYet_TakesNothingFromAnOriginAndItsOwnLater()
    {
        World world = World.Honest(Release, distributors: 1);
        TestDevice device = new(world);
        bool isFunded = false;
        world.Distributors.Single().Override = r => IsOpen(r) && !isFunded ? FakeAnswer.Of(403) : null;
        int refused = 0;
        world.Origin.Override = r => isFunded || !IsOfTheDevice(r) ? null : Count(ref refused);

        Assert.IsFalse(device.RunUntil(_ => device.Runs(Release), days: 3));
        Assert.AreEqual(0, world.Origin.PackageBytes);
        Assert.IsLessThanOrEqualTo(3 * 24, refused, "It asks every hour, or less often.");
        isFunded = true;
        Assert.IsTrue(device.RunUntil(_ => device.Runs(Release), days: 3));

        Assert.HasCount(1, world.Receipts);
        Assert.AreEqual(0, world.Origin.PackageBytes);
    }

    [TestMethod]
    public void Origin_SaysFalselyThatTheWaveHasNotCome_AnotherOriginServesADeviceThatOftenStartsAnew()
    {
        World world = World.Honest(Release, distributors: 1);
        FakeOrigin honest = world.AddOrigin("http://second.example");
        world.Distributors.Single().Override = r => IsOpen(r) ? FakeAnswer.Of(429, 3600) : null;
        world.Origin.Override = r => IsOfTheDevice(r) ? FakeAnswer.Of(403) : null;
        TestDevice device = new(world);
        device.Board.Origins = [world.Origin.Url, honest.Url];

        Assert.IsTrue(RunAwakeFor(device, seconds: 240, boots: 90));

        Assert.IsGreaterThan(0, honest.PackageBytes);
    }

    [TestMethod]
    public void Starvation_AfterAReceipt_BeginsAnew()
    {
        World world = World.Honest(Release, distributors: 1);
        long free = world.Now + 1800;
        world.Distributors.Single().Override = r => IsOpen(r) && world.Now < free ? FakeAnswer.Of(429, 60) : null;
        TestDevice device = new(world);

        Assert.IsTrue(device.RunUntil(_ => device.Release?.StarvedSeconds > 1500));
        Assert.IsTrue(device.RunUntil(_ => world.Receipts.Count > 0));

        Assert.AreEqual(0, device.Release!.StarvedSeconds);
    }

    private static bool IsOfTheDevice(LinkRequest request)
    {
        byte[] address = new SoftwareDeviceKey(TestRelease.Symmetric, TestDevice.PrivateKey).Address;
        return request.Url.EndsWith("/package?device=" + Bytes.ToHex(address), StringComparison.Ordinal);
    }

    private static FakeAnswer Count(ref int refused)
    {
        refused++;
        return FakeAnswer.Of(403);
    }

    private static bool IsOpen(LinkRequest request) => request.Url.EndsWith("/v1/sessions", StringComparison.Ordinal);

    private static void Pace(FakeDistributor distributor, int bytesPerSecond)
    {
        bool inside = false;
        distributor.Override = r =>
        {
            if (inside || !r.Url.Contains("/segments", StringComparison.Ordinal))
                return null;
            inside = true;
            byte[] body = distributor.Handle(r).Body;
            inside = false;
            return new FakeAnswer { Status = 200, Body = body, BytesPerSecond = bytesPerSecond };
        };
    }

    /// <summary>Runs a device that loses power so long after every start; true once it runs the release.</summary>
    private static bool RunAwakeFor(TestDevice device, int seconds, int boots)
    {
        for (int boot = 0; boot < boots; boot++)
        {
            if (device.RunFor(seconds, () => device.Runs(Release)))
                return true;
            device.Restart();
        }

        return false;
    }
}
