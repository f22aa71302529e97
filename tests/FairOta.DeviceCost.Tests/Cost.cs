namespace FairOta.DeviceCost.Tests;

/// <summary>What a stretch of the exchange costs a device.</summary>
/// <param name="Stretch">Which.</param>
/// <param name="Instructions">IL instructions executed.</param>
/// <param name="Calls">Calls of methods and constructors, those of libraries included.</param>
/// <param name="AllocatedBytes">Bytes of objects and arrays made, by the model of the device's heap.</param>
/// <param name="PeakBytes">Most that the heap held.</param>
/// <param name="LargestArrayBytes">The largest array.</param>
/// <param name="LongestStep">IL instructions of the longest step of the agent.</param>
internal sealed record Cost(
    string Stretch,
    long Instructions,
    long Calls,
    long AllocatedBytes,
    long PeakBytes,
    long LargestArrayBytes,
    long LongestStep);
