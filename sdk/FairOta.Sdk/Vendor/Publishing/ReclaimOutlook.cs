using System.Numerics;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Vendor;

/// <summary>Whether something of a release can be taken back.</summary>
public enum ReclaimState
{
    /// <summary>The chain has no such release.</summary>
    NotOnChain,

    /// <summary>Something is left, and its time has not come.</summary>
    TooEarly,

    /// <summary>Everything was paid or taken back.</summary>
    NothingLeft,

    /// <summary>Something can be taken back now.</summary>
    Ready,
}

/// <summary>What can be taken back of a release, and from when. Pure.</summary>
/// <param name="State">Whether it can be.</param>
/// <param name="Amount">What is left, in wei or the token's smallest unit. Until it can be taken back, deliveries may
/// lessen it.</param>
/// <param name="Token">What it is in; zero for ETH.</param>
/// <param name="From">First second, Unix time of the chain, at which it can be; 0 where there is no release.</param>
public sealed record ReclaimOutlook(ReclaimState State, BigInteger Amount, Address Token, long From)
{
    private const long DelaySeconds = 24 * 3600;

    /// <summary>Judges a release.</summary>
    /// <param name="release">What the chain says of it; null for nothing.</param>
    /// <param name="chainNow">The newest block's time, Unix seconds.</param>
    public static ReclaimOutlook Of(ReleaseView? release, long chainNow)
    {
        if (release is null) return new ReclaimOutlook(ReclaimState.NotOnChain, 0, default, 0);
        long deadline = release.Created.ClaimDeadline;
        ReclaimState state = release.Balance.IsZero ? ReclaimState.NothingLeft
            : chainNow - DelaySeconds >= deadline ? ReclaimState.Ready
            : ReclaimState.TooEarly;
        return new ReclaimOutlook(state, release.Balance, release.Created.Token, deadline + DelaySeconds);
    }
}
