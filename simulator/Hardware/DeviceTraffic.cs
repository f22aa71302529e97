using System.Linq;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Hardware;

/// <summary>What one device has to do with the network in one update: bodies alone.</summary>
/// <param name="Requests">Requests, repeated ones included.</param>
/// <param name="BytesDown">Bytes that it receives.</param>
/// <param name="BytesUp">Bytes that it sends.</param>
public sealed record DeviceTraffic(double Requests, double BytesDown, double BytesUp)
{
    // Manifest and list of distributors from two sources, open, challenge, receipt, five polls, reports to two sources.
    private const int OtherRequests = 14;
    private const int OtherBytesDown = 4_000;
    private const int OtherBytesUp = 1_500;

    /// <summary>That of an exchange in which nothing is lost.</summary>
    public static DeviceTraffic Undisturbed(ReleaseShape shape) => new(
        shape.Pieces + OtherRequests,
        shape.PackageBytes + (64L * (shape.Samples + 1)) + (shape.Samples * (34L + (32 * shape.Levels)))
            + OtherBytesDown,
        OtherBytesUp + (4L * shape.Samples));

    /// <summary>The mean of a fleet's devices.</summary>
    public static DeviceTraffic Of(FleetReport report)
    {
        double devices = report.Devices.Count;
        return new(
            report.Traffic.Sum(each => each.Requests) / devices,
            report.Traffic.Sum(each => (double)each.BytesDown) / devices,
            report.Traffic.Sum(each => (double)each.BytesUp) / devices);
    }
}
