namespace FairOta.DeviceCost.Tests;

/// <summary>What a stretch of the exchange costs a device.</summary>
/// <param name="Stretch">Which.</param>
/// <param name="Instructions">IL instructions executed.</param>
/// <param name="Calls">Calls of methods and constructors, those of libraries included.</param>
/// <param name="AllocatedBytes">Bytes of objects and arrays made, by the model of the device's heap.</param>
internal sealed record Cost(string Stretch, long Instructions, long Calls, long AllocatedBytes);
