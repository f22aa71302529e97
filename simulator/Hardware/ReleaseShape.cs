using System;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Hardware;

/// <summary>What the cost of an update depends on.</summary>
/// <param name="ImageBytes">Size of the image, 1 byte to 64 MiB.</param>
/// <param name="SegmentBytes">Size of a segment, 16 to 4,096.</param>
/// <param name="Samples">Samples λ, 32 to 64.</param>
public sealed record ReleaseShape(long ImageBytes, int SegmentBytes, int Samples)
{
    // AgentLimits.PieceBytes, which no device has less of.
    private const int PieceBytes = 4096;

    /// <summary>Segments of the sealed package, the lock's included: n of PROTOCOL.md, "Package".</summary>
    public long Segments => Math.Max((ImageBytes + SegmentBytes - 1) / SegmentBytes, 8L * Samples) + 1;

    /// <summary>Bytes of the sealed package.</summary>
    public long PackageBytes => Segments * SegmentBytes;

    /// <summary>Requests that fetch it in pieces of 4 KiB.</summary>
    public long Pieces => (Segments + (PieceBytes / SegmentBytes) - 1) / (PieceBytes / SegmentBytes);

    /// <summary>Levels of its tree.</summary>
    public int Levels => (int)Math.Ceiling(Math.Log2(Segments));

    /// <summary>That of a release.</summary>
    public static ReleaseShape Of(FleetRelease release) =>
        new(release.ImageBytes, release.SegmentBytes, release.Samples);
}
