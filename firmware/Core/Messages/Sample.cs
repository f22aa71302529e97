namespace FairOta.Core;

/// <summary>One opened sample of a challenge.</summary>
public sealed class Sample
{
    /// <summary>f(i), 32 bytes big-endian, whether below q not checked yet.</summary>
    public byte[] Evaluation { get; set; }

    /// <summary>Siblings from the segment's leaf to the package root, concatenated, 32 bytes each.</summary>
    public byte[] Path { get; set; }
}
