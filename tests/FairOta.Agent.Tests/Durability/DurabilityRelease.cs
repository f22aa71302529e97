using System;

namespace FairOta.Agent.Tests.Durability;

/// <summary>The release that the scenarios take.</summary>
internal static class DurabilityRelease
{
    /// <summary>
    /// A set of two assemblies in 257 segments of 64 bytes, which are five pieces; it rotates the manifest keys and
    /// raises the counter.
    /// </summary>
    public static TestRelease Default { get; } = new(
        "2.0.0.0",
        m =>
        {
            m.SecurityCounter = 2;
            m.PayloadFormat = 2;
            m.ManifestKeys =
            [
                TestRelease.Compressed(TestRelease.ManifestKey), TestRelease.Compressed(TestRelease.OtherManifestKey),
            ];
        },
        segmentSize: 64,
        image: Loader.Encode("App.Program", ["Library", "App"], [Drawn(1, 6000), Drawn(2, 3000)]));

    private static byte[] Drawn(int seed, int count)
    {
        byte[] assembly = new byte[count];
        new Random(seed).NextBytes(assembly);
        return assembly;
    }
}
