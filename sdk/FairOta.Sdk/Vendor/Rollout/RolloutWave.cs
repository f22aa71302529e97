using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Vendor;

/// <summary>One wave of a roll-out: a tranche of the release, funded once the wave before it passed.</summary>
/// <param name="Name">What people call it: 1 to 64 letters, digits, points, hyphens and underscores.</param>
/// <param name="Devices">Its devices; no other wave has any of them.</param>
/// <param name="Rules">When it passes, and when it stops the roll-out.</param>
public sealed record RolloutWave(string Name, FleetList Devices, WaveRules Rules);
