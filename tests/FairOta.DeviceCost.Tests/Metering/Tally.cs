namespace FairOta.DeviceCost.Tests;

/// <summary>What was executed so far.</summary>
internal sealed class Tally(int methods)
{
    public long Instructions { get; set; }

    public long Calls { get; set; }

    public long AllocatedBytes { get; set; }

    /// <summary>Instructions of each method itself, without those it calls, by its number.</summary>
    public long[] ByMethod { get; } = new long[methods];
}
