using System;

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

    /// <summary>Called with an array that was made.</summary>
    public static void Array(Array made, int elementBytes)
    {
        if (Charged == null)
            return;
        long bytes = DeviceLayout.ArrayBytes(made.Length, elementBytes);
        Charged.AllocatedBytes += bytes;
        Hold(made, bytes);
    }

    /// <summary>Called with an object that was made; its block has counted it already.</summary>
    public static void Object(object made, int bytes) => Charged?.Hold(made, bytes);

    /// <summary>Called with what a call gave, if that is a string or an array: it may be new or not.</summary>
    public static void Given(object? given)
    {
        if (given != null && Charged != null)
            Hold(given, DeviceLayout.BytesOf(given));
    }

    private static void Hold(object made, long bytes)
    {
        if (made is Array && bytes > Charged!.LargestArrayBytes)
            Charged.LargestArrayBytes = bytes;
        Charged!.Hold(made, bytes);
    }
}
