using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Hardware;

/// <summary>Predicts what one update takes on a board: everything one after the other, as the agent does it, without
/// the waiting for the key and without the application's own work.</summary>
public static class HardwareEstimates
{
    /// <summary>The largest image that is a set of assemblies: 32 KiB.</summary>
    public const int MaxSetBytes = 32 * 1024;

    // Counted by the device cost bench: a SHA-256 block in interpreted code.
    private const double InstructionsPerBlock = 7_100;
    private const int BlockBytes = 64;

    // Assumed: every change of phase and every durable choice writes a small file, eight of which share a sector.
    private const int RecordWrites = 40;
    private const int PageBytes = 256;
    private const int SectorBytes = 4096;

    /// <summary>The prediction for each board, with the newest release of a fleet and the mean traffic of its devices;
    /// none where it has no release.</summary>
    public static ImmutableArray<HardwareEstimate> Of(FleetReport report, ImmutableArray<DeviceProfile> profiles) =>
        report.Releases.IsEmpty
            ? []
            : [.. profiles.Select(profile =>
                For(profile, ReleaseShape.Of(report.Releases[^1]), DeviceTraffic.Of(report)))];

    /// <summary>The prediction for a board.</summary>
    /// <param name="profile">The board.</param>
    /// <param name="shape">What it is updated with.</param>
    /// <param name="traffic">What it has to do with the network meanwhile.</param>
    public static HardwareEstimate For(DeviceProfile profile, ReleaseShape shape, DeviceTraffic traffic)
    {
        ImmutableArray<HardwareStep> steps =
        [
            Interpreted(profile, shape, "find and open", "Start", "Manifest", "Open"),
            Interpreted(profile, shape, "download", "Download"),
            Interpreted(profile, shape, "check and pay", "Challenge", "Receipt", "Key"),
            Interpreted(profile, shape, "open the package", "Interpolation", "Opening"),
            Interpreted(profile, shape, "install and report", "Installation", "Report"),
            .. SetCheck(profile, shape),
            Native(profile, shape),
            Network(profile, traffic),
            Flash(profile, shape),
        ];
        return new HardwareEstimate(
            profile.Board, steps.Sum(step => step.Seconds), steps.Sum(step => step.Joules), steps);
    }

    private static HardwareStep Interpreted(
        DeviceProfile profile, ReleaseShape shape, string name, params string[] stretches)
    {
        double instructions = stretches.Sum(stretch => InstructionModel.Counted.Predict(stretch, shape));
        return OnCpu(
            profile, name, instructions / profile.InstructionRate.Value,
            $"{Millions(instructions)} IL instructions (counted) at {profile.InstructionRate}");
    }

    private static IEnumerable<HardwareStep> SetCheck(DeviceProfile profile, ReleaseShape shape)
    {
        if (!profile.RunsAssemblySets || shape.ImageBytes > MaxSetBytes) yield break;
        double instructions = Math.Ceiling((shape.ImageBytes + 9.0) / BlockBytes) * InstructionsPerBlock;
        yield return OnCpu(
            profile, "check the set", instructions / profile.InstructionRate.Value,
            $"SHA-256 of the assemblies, {Millions(instructions)} IL instructions (counted) at "
                + $"{profile.InstructionRate}");
    }

    /// <summary>What PROTOCOL.md has each segment go through: one HMAC into the digest at download; at opening a key,
    /// AES, leaf, lock leaf and node; at installation a key, AES, leaf and node again, the package's key and its AES.
    /// And for each sample a key, AES, its leaf and its path.</summary>
    private static HardwareStep Native(DeviceProfile profile, ReleaseShape shape)
    {
        const double shortMac = 64;
        double n = shape.Segments, size = shape.SegmentBytes, samples = shape.Samples;
        double macCalls = (9 * n) + (samples * (2 + shape.Levels));
        double macBytes = (n * ((4 * size) + (5 * shortMac)))
            + (samples * (size + shortMac + (shape.Levels * shortMac)));
        double aesCalls = (3 * n) + samples;
        double aesBytes = aesCalls * size;
        double seconds = (macBytes / profile.HmacRate.Value) + (aesBytes / profile.AesRate.Value)
            + ((macCalls + aesCalls) * profile.NativeCall.Value);
        return OnCpu(
            profile, "native HMAC and AES", seconds,
            $"{Number(macCalls + aesCalls)} calls of {profile.NativeCall}, {Number(macBytes / 1024)} KiB of HMAC at "
                + $"{profile.HmacRate}, {Number(aesBytes / 1024)} KiB of AES at {profile.AesRate}");
    }

    private static HardwareStep Network(DeviceProfile profile, DeviceTraffic traffic)
    {
        double waits = traffic.Requests * profile.RoundTripsPerRequest.Value * profile.RoundTrip.Value;
        double down = traffic.BytesDown / profile.NetworkRate.Value, up = traffic.BytesUp / profile.NetworkRate.Value;
        double milliamps = ((waits + down) * profile.ReceiveCurrent.Value) + (up * profile.SendCurrent.Value);
        return new HardwareStep(
            "network", waits + down + up, milliamps / 1000 * profile.Supply.Value,
            $"{Number(traffic.Requests)} requests of {Number(profile.RoundTripsPerRequest.Value)} round trips of "
                + $"{profile.RoundTrip}, {Number((traffic.BytesDown + traffic.BytesUp) / 1024)} KiB at "
                + $"{profile.NetworkRate}; receiving {profile.ReceiveCurrent}, sending {profile.SendCurrent}");
    }

    private static HardwareStep Flash(DeviceProfile profile, ReleaseShape shape)
    {
        double bytes = ((shape.PackageBytes + shape.ImageBytes) * profile.FileSystemFactor.Value)
            + (RecordWrites * PageBytes);
        double sectors = ((bytes - (RecordWrites * PageBytes)) / SectorBytes) + (RecordWrites / 8.0);
        double seconds = (bytes / PageBytes * profile.PageProgram.Value) + (sectors * profile.SectorErase.Value);
        double milliamps = profile.CpuCurrent.Value + profile.FlashCurrent.Value;
        return new HardwareStep(
            "flash", seconds, seconds * milliamps / 1000 * profile.Supply.Value,
            $"package and image, times {profile.FileSystemFactor} for the file system, and {RecordWrites} records "
                + $"(assumed): {Number(bytes / PageBytes)} pages of {profile.PageProgram}, {Number(sectors)} sectors "
                + $"of {profile.SectorErase}, {profile.FlashCurrent} beside the processor's");
    }

    private static HardwareStep OnCpu(DeviceProfile profile, string name, double seconds, string basis) => new(
        name, seconds, seconds * profile.CpuCurrent.Value / 1000 * profile.Supply.Value,
        $"{basis}; processor {profile.CpuCurrent}");

    private static string Millions(double instructions) =>
        (instructions / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " M";

    private static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
