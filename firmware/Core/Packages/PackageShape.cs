namespace FairOta.Core;

/// <summary>
/// How an image is cut into segments (PROTOCOL.md, section Package). m data segments and one tail make n = m + 1.
/// </summary>
public static partial class PackageShape
{
    /// <summary>m = max(⌈image size / segment size⌉, 8λ).</summary>
    public static int DataSegments(long imageSize, int segmentSize, int samples)
    {
        long needed = (imageSize + segmentSize - 1) / segmentSize;
        long least = (long)Limits.SegmentsPerSample * samples;
        return (int)(needed > least ? needed : least);
    }

    /// <summary>Demands that sizes and samples are within the protocol's limits.</summary>
    /// <exception cref="ProtocolException">One is not; the message says which.</exception>
    public static void Check(long imageSize, int segmentSize, int samples)
    {
        if (imageSize < 1 || imageSize > Limits.MaxImageBytes)
            throw new ProtocolException("An image has 1 byte to 64 MiB.");
        if (segmentSize < Limits.MinSegmentBytes || segmentSize > Limits.MaxSegmentBytes
            || segmentSize % Limits.MinSegmentBytes != 0)
            throw new ProtocolException("A segment's size is a multiple of 16 from 16 to 4096 bytes.");
        if (samples < Limits.MinSamples || samples > Limits.MaxSamples)
            throw new ProtocolException("There are 32 to 64 samples.");
        if (DataSegments(imageSize, segmentSize, samples) > Limits.MaxSegments)
            throw new ProtocolException("The package has more than 16,384 segments; take a larger segment size.");
    }
}
