using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using FairOta.Agent;
using FairOta.Agent.Tests;
using FairOta.Core;
using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.DeviceCost.Tests;

/// <summary>
/// A device among the honest, on one thread and one clock: one origin, two distributors, the agent's default limits.
/// Everybody else runs unmetered, on the host's build.
/// </summary>
internal static class HonestExchange
{
    /// <summary>Runs it and gives what it cost the device.</summary>
    /// <param name="scenario">Of what.</param>
    /// <param name="linked">Whether the device's assemblies are linked, as those of a board are.</param>
    public static Costs Run(Scenario scenario, bool linked = false)
    {
        TestRelease release = new(
            "2.0.0.0", segmentSize: scenario.SegmentBytes, imageBytes: scenario.ImageBytes, samples: scenario.Samples);
        World world = World.Honest(release);
        DeviceAssemblies device = new(linked);
        try
        {
            MethodInfo run = device.Copy.GetType(typeof(MeteredDevice).FullName!)!
                .GetMethod(nameof(MeteredDevice.Run), BindingFlags.Public | BindingFlags.Static)!;
            var (stretches, methods, peak, image) =
                ((long[][], long[], KeyValuePair<string, long>[], byte[]))run.Invoke(
                null,
                [
                    device.Methods.Count,
                    world.Now,
                    TestRelease.ProductId,
                    TestRelease.Compressed(TestRelease.ManifestKey),
                    TestRelease.Seeded("device"),
                    (Func<long, string, byte[]?, (int, int, byte[])>)world.Answer,
                ])!;
            Assert.IsTrue(Bytes.Equal(release.Image, image), "The device does not hold the release's image.");
            Assert.HasCount(1, world.Receipts);
            Assert.HasCount(2, world.Reports);
            return new Costs(
                [.. stretches.Select((row, i) =>
                    new Cost(((Stretch)i).ToString(), row[0], row[1], row[2], row[3], row[4], row[5]))],
                [.. device.Methods.Zip(methods).OrderByDescending(method => method.Second)
                    .Select(method => KeyValuePair.Create(method.First, method.Second))],
                peak);
        }
        finally
        {
            device.Unload();
        }
    }

    private static (int Status, int RetryAfter, byte[] Body) Answer(
        this World world, long now, string url, byte[]? body)
    {
        ManualClock clock = world.Clock;
        clock.Advance((now - clock.TrueUnixSeconds) * 1000);
        FakeAnswer answer = world.Handle(
            body == null ? new LinkRequest(url) : new LinkRequest(url, body, "application/cbor"));
        return (answer.Status, answer.RetryAfterSeconds, answer.Body);
    }
}
