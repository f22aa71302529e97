namespace FairOta.Core;

/// <summary>What an image is (manifest key 16).</summary>
public static class PayloadFormat
{
    /// <summary>Opaque bytes.</summary>
    public const int Opaque = 0;

    /// <summary>An MCUboot image.</summary>
    public const int McuBoot = 1;

    /// <summary>A set of nanoFramework assemblies.</summary>
    public const int AssemblySet = 2;

    /// <summary>A Meadow package.</summary>
    public const int Meadow = 3;
}
