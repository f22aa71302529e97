namespace FairOta.Sdk.Dashboard;

/// <summary>How much a snapshot holds at most, whatever the fleet: what is beyond is counted, not listed.</summary>
internal static class DashboardLimits
{
    /// <summary>Releases that are listed.</summary>
    public const int Releases = 40;

    /// <summary>Waves that are listed of all releases together.</summary>
    public const int Waves = 128;

    /// <summary>Distributors that are listed of a release, and in all.</summary>
    public const int Distributors = 12;

    /// <summary>Rows of any other table.</summary>
    public const int Rows = 32;

    /// <summary>Points of a series of time.</summary>
    public const int Points = 48;

    /// <summary>Characters of a text that somebody else made.</summary>
    public const int TextLength = 160;

    /// <summary>Bytes of a whole snapshot.</summary>
    public const int SnapshotBytes = 256 * 1024;

    /// <summary>A stranger's text, cut where it is too long. Markup in it stays what it is: the page shows it as
    /// text.</summary>
    public static string Cut(string text) => text.Length <= TextLength ? text : text[..(TextLength - 1)] + "…";
}
