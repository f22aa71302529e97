namespace FairOta.DeviceCost.Tests;

/// <summary>
/// Where metered code reports what it executes. Public because that code is another assembly; each load context that
/// loads this assembly has a meter of its own.
/// </summary>
public static class Meter
{
    /// <summary>Whom costs are charged to; null while nothing is counted.</summary>
    internal static Tally? Charged { get; set; }

    /// <summary>Called on entry to a basic block with what is known of it beforehand.</summary>
    public static void Block(int method, int instructions, int calls, int allocatedBytes)
    {
        Tally? tally = Charged;
        if (tally == null)
            return;
        tally.Instructions += instructions;
        tally.Calls += calls;
        tally.AllocatedBytes += allocatedBytes;
        tally.ByMethod[method] += instructions;
    }

    /// <summary>Called before an array is made.</summary>
    public static void Array(int length, int elementBytes)
    {
        if (Charged != null)
            Charged.AllocatedBytes += DeviceLayout.ArrayBytes(length, elementBytes);
    }
}
