namespace FairOta.Core;

/// <summary>How the installation of a release ended on a device, for good (PROTOCOL.md, section Reports).</summary>
public static class Outcome
{
    /// <summary>The trial passed; the image runs.</summary>
    public const int Installed = 1;

    /// <summary>The trial failed; the image from before runs again.</summary>
    public const int Failed = 2;

    /// <summary>The package was opened, and what is in it could not be installed.</summary>
    public const int Refused = 3;
}
