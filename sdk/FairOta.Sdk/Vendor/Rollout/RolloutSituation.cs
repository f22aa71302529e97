using System.Collections.Immutable;

namespace FairOta.Sdk.Vendor;

/// <summary>What a roll-out is judged by, at one moment.</summary>
/// <param name="Waves">How far each wave is, in the plan's order.</param>
/// <param name="Now">Unix seconds.</param>
/// <param name="FundUntil">Unix seconds after which no wave is funded any more: it could not be delivered before the
/// claim deadline.</param>
/// <param name="IsRecalled">Whether the vendor took the release back.</param>
public sealed record RolloutSituation(
    ImmutableArray<WaveProgress> Waves, long Now, long FundUntil, bool IsRecalled = false);
