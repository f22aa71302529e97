namespace FairOta.Sdk.Distributor;

/// <summary>Spans of time in seconds, beside those of <see cref="Core.Limits"/>.</summary>
internal static class Times
{
    /// <summary>One hour.</summary>
    public const long Hour = 3600;

    /// <summary>One day.</summary>
    public const long Day = 24 * Hour;

    /// <summary>An answered challenge that was never paid counts against the credit until this long after its
    /// validUntil.</summary>
    public const long CreditTail = Day;

    /// <summary>A release is kept for a delivery's repair this long after its receipt, whatever else needs its
    /// room.</summary>
    public const long RepairDuty = 7 * Day;

    /// <summary>The sessions of a release that is not held any more, and for which nothing is owed, are kept this long
    /// after the last of them was opened, however late its claim deadline is.</summary>
    public const long Abandoned = 60 * Day;
}
