namespace FairOta.DeviceCost.Tests;

/// <summary>What was executed so far.</summary>
internal sealed class Tally(int methods, Heap heap)
{
    public long Instructions { get; set; }

    public long Calls { get; set; }

    public long AllocatedBytes { get; set; }

    /// <summary>Most that the heap held meanwhile.</summary>
    public long PeakBytes { get; set; }

    /// <summary>Bytes of the largest array, its header included.</summary>
    public long LargestArrayBytes { get; set; }

    /// <summary>Instructions of the longest step of the agent.</summary>
    public long LongestStep { get; set; }

    /// <summary>Instructions of each method itself, without those it calls, by its number.</summary>
    public long[] ByMethod { get; } = new long[methods];

    /// <summary>Notes what is on the heap now.</summary>
    public void Hold(object made, long bytes) => heap.Add(made, bytes, this);
}
