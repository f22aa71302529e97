namespace FairOta.Core;

/// <content>What only hosts need.</content>
public static partial class PackageShape
{
    private const int AimedSegments = 1024;

    /// <summary>
    /// The segment size a vendor's tool takes: the smallest that needs at most 1024 segments, so that there are 256 to
    /// 1024 of them wherever the allowed sizes permit.
    /// </summary>
    /// <param name="imageSize">1 … 64 MiB, in bytes.</param>
    public static int ChooseSegmentSize(long imageSize)
    {
        long least = (imageSize + AimedSegments - 1) / AimedSegments;
        long size = (least + Limits.MinSegmentBytes - 1) / Limits.MinSegmentBytes * Limits.MinSegmentBytes;
        if (size < Limits.MinSegmentBytes)
            return Limits.MinSegmentBytes;
        return size > Limits.MaxSegmentBytes ? Limits.MaxSegmentBytes : (int)size;
    }
}
