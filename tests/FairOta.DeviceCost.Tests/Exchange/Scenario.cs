namespace FairOta.DeviceCost.Tests;

/// <summary>What is updated on which board.</summary>
/// <param name="Name">Its name in the baseline.</param>
/// <param name="ImageBytes">Size of the image.</param>
/// <param name="SegmentBytes">Size of a segment, as the vendor's tool chooses it.</param>
/// <param name="Samples">Samples that the device asks for.</param>
internal sealed record Scenario(string Name, int ImageBytes, int SegmentBytes, int Samples = 32)
{
    /// <summary>A board with the storage (an 8 MB ESP32, ORGPAL PALTHREE): 256 KiB in 1024 segments.</summary>
    public static readonly Scenario Roomy = new("256 KiB", 256 * 1024, 256);

    /// <summary>
    /// What a 4 MB ESP32 can hold: an application set of 32 KiB. Its internal storage of 256 KB would take a sealed
    /// package six times as long, but not two sets of that size beside it, and its heap no larger set at all.
    /// </summary>
    public static readonly Scenario Small = new("32 KiB", 32 * 1024, 128);

    /// <summary>As many samples as there may be. Beside <see cref="Roomy"/> it tells what a sample costs.</summary>
    public static readonly Scenario MostSamples = new("64 KiB, 64 samples", 64 * 1024, 128, 64);

    /// <summary>In the middle of all others, where what is predicted from them is checked.</summary>
    public static readonly Scenario Middle = new("128 KiB, 48 samples", 128 * 1024, 256, 48);

    public override string ToString() => Name;
}
