using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor decides for itself, within PROTOCOL.md. Seconds and counts; every value has a default
/// that suits a public network.</summary>
public sealed record DistributorPolicy
{
    /// <summary>How long a session takes a challenge: days, so that a device awake for minutes can finish.</summary>
    public long SessionSeconds { get; init; } = 3 * Times.Day;

    /// <summary>C: answered challenges that a release may owe before anything of it was paid. Each quarter of what was
    /// paid adds to it.</summary>
    public int ReleaseCredit { get; init; } = 16;

    /// <summary>The same over all releases of one vendor account, so that many small releases are no way around
    /// <see cref="ReleaseCredit"/>.</summary>
    public int VendorCredit { get; init; } = 64;

    /// <summary>Whether a receipt is answered with the key at once. The distributor then trusts vendor and device not
    /// to take the reward for themselves.</summary>
    public bool KeyAtReceipt { get; init; }

    /// <summary>How settled a reservation's block must be before its keys go out: blocks upon it, or the chain's
    /// <c>safe</c> or <c>finalized</c> block.</summary>
    public Finality Confirmations { get; init; } = 2;

    /// <summary>A reservation is sent once this many receipts of a tranche wait, and never with more. A delivery among
    /// 100 costs a fifth of the gas of one alone.</summary>
    public int BatchDeliveries { get; init; } = 100;

    /// <summary>… or once the oldest of them has waited this long.</summary>
    public long BatchAgeSeconds { get; init; } = 120;

    /// <summary>How far apart the ends of the receipts of one batch may lie: the earliest ends it for all.</summary>
    public long BatchSpreadSeconds { get; init; } = Times.Hour;

    /// <summary>… or once they are worth this much, in wei; null for no such bound. Rewards in tokens count by
    /// <see cref="Worth"/>.</summary>
    public BigInteger? BatchValue { get; init; }

    /// <summary>Bounds in tokens' smallest units that take the place of <see cref="BatchValue"/>, by token.</summary>
    public ImmutableDictionary<Address, BigInteger> BatchTokenValues { get; init; } =
        ImmutableDictionary<Address, BigInteger>.Empty;

    /// <summary>What rewards are worth, to weigh them against gas when work is chosen and when it is claimed.</summary>
    public RewardWorth Worth { get; init; } = new();

    /// <summary>A batch that costs more gas than it is worth waits for more deliveries or cheaper gas. Whether it
    /// is reserved at a loss when it can wait no longer; else it is left.</summary>
    public bool ReservesAtALoss { get; init; }

    /// <summary>Time allowed between sending a reservation and its block, on top of the 3 h that the contract
    /// demands.</summary>
    public long InclusionSeconds { get; init; } = 600;

    /// <summary>What was decided, and neither is on its way nor shown by the chain after this long, is decided
    /// again.</summary>
    public long ResendSeconds { get; init; } = 120;

    /// <summary>A transaction that is not mined for this long, although it is its turn and blocks come, is replaced by
    /// one that offers more.</summary>
    public long ReplaceSeconds { get; init; } = 90;

    /// <summary>What is wrong with it, in sentences; empty where nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        if (SessionSeconds is < Times.Hour or > 30 * Times.Day)
            yield return $"{nameof(SessionSeconds)} is an hour to 30 days.";
        if (ReleaseCredit is < 1 or > 1_000_000) yield return $"{nameof(ReleaseCredit)} is 1 to 1,000,000.";
        if (VendorCredit is < 1 or > 1_000_000) yield return $"{nameof(VendorCredit)} is 1 to 1,000,000.";
        if (BatchDeliveries is < 1 or > 100) yield return $"{nameof(BatchDeliveries)} is 1 to 100.";
        if (BatchAgeSeconds is < 0 or > 12 * Times.Hour) yield return $"{nameof(BatchAgeSeconds)} is 0 to 12 hours.";
        if (BatchSpreadSeconds is < 0 or > 12 * Times.Hour)
            yield return $"{nameof(BatchSpreadSeconds)} is 0 to 12 hours.";
        if (ReplaceSeconds is < 10 or > Times.Hour) yield return $"{nameof(ReplaceSeconds)} is 10 seconds to an hour.";
        if (BatchTokenValues.Any(bound => bound.Key.IsZero || bound.Value.Sign < 0))
            yield return $"{nameof(BatchTokenValues)} are of contracts, and not negative.";
        if (InclusionSeconds is < 0 or > 4 * Times.Hour) yield return $"{nameof(InclusionSeconds)} is 0 to 4 hours.";
        if (ResendSeconds is < 1 or > Times.Hour) yield return $"{nameof(ResendSeconds)} is a second to an hour.";
        foreach (string error in Worth.Errors()) yield return error;
        if (BatchValue < 0) yield return $"{nameof(BatchValue)} is not negative.";
    }
}
