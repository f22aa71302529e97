namespace FairOta.Sdk.Vendor;

/// <summary>When a wave is good enough for the next one, and when it is bad enough to stop the roll-out.</summary>
public sealed record WaveRules
{
    /// <summary>Longest wait between a wave's success and the next wave: 90 days, in seconds.</summary>
    public const long MaxSoakSeconds = 90L * 24 * 3600;

    /// <summary>The wave passes once this share of its devices reports success. What never reports, counts
    /// against.</summary>
    public Share AdvanceAt { get; init; } = new(9500);

    /// <summary>The wave passes only with so many reports, or with those of all its devices; 1 to 2^20.</summary>
    public int LeastReports { get; init; } = 1;

    /// <summary>How long the wave must have been good before the next is funded, from the moment when it was first
    /// seen to be; in seconds, at most <see cref="MaxSoakSeconds"/>. Late failures show in that time.</summary>
    public long SoakSeconds { get; init; }

    /// <summary>So many failures stop the roll-out; null where no number does.</summary>
    public int? StopAtFailures { get; init; }

    /// <summary>This share of failures stops the roll-out: of the wave's devices always, since what is still missing
    /// cannot mend that; of the reports so far once there are <see cref="LeastReportsToStop"/>. Null where no share
    /// does.</summary>
    public Share? StopAtShare { get; init; }

    /// <summary>Reports before the share of failures among them counts, 1 to 2^20: one of one says little of a
    /// thousand.</summary>
    public int LeastReportsToStop { get; init; } = 20;

    /// <summary>What is wrong with them; null where nothing is.</summary>
    internal string? Error() => this switch
    {
        { AdvanceAt.BasisPoints: < 1 or > Share.Whole } => "the share to advance at is 0.01% to 100%",
        { LeastReports: < 1 or > Fleet.FleetList.MaxDevices } => "the least number of reports is 1 to 2^20",
        { SoakSeconds: < 0 or > MaxSoakSeconds } => "a wave soaks for at most 90 days",
        { StopAtFailures: < 1 or > Fleet.FleetList.MaxDevices } => "the failures to stop at are 1 to 2^20",
        { StopAtShare.BasisPoints: < 1 or > Share.Whole } => "the share to stop at is 0.01% to 100%",
        { LeastReportsToStop: < 1 or > Fleet.FleetList.MaxDevices } =>
            "the least number of reports to stop at a share is 1 to 2^20",
        { StopAtFailures: null, StopAtShare: null } => "some number or share of failures has to stop it",
        _ => null,
    };
}
