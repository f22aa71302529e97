using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;

namespace FairOta.Sdk.Distributor;

/// <summary>What a token is worth to the operator: so many wei for so many of its smallest units.</summary>
/// <param name="Wei">Wei, not negative.</param>
/// <param name="Units">Of the token's smallest units, at least 1; 10^decimals for a whole token.</param>
public readonly record struct TokenValue(BigInteger Wei, BigInteger Units);

/// <summary>What rewards are worth in wei, so that they can be compared with gas: those in ETH what they are, those in
/// tokens what the operator says. Nobody is asked for a price.</summary>
public sealed record RewardWorth
{
    /// <summary>What tokens are worth; a token that is not named is of unknown worth.</summary>
    public ImmutableDictionary<Address, TokenValue> Tokens { get; init; } =
        ImmutableDictionary<Address, TokenValue>.Empty;

    /// <summary>Whether rewards of unknown worth are taken, whatever gas costs; else they are left.</summary>
    public bool TakesUnknown { get; init; } = true;

    /// <summary>The worth of an amount.</summary>
    /// <param name="token">The token; zero for ETH.</param>
    /// <param name="amount">In wei or the token's smallest unit.</param>
    /// <returns>Whole wei; null where it is not known.</returns>
    public BigInteger? InWei(Address token, BigInteger amount) =>
        token.IsZero ? amount
        : Tokens.TryGetValue(token, out TokenValue value) ? amount * value.Wei / value.Units
        : null;

    internal IEnumerable<string> Errors()
    {
        if (Tokens.Any(token => token.Key.IsZero || token.Value.Wei.Sign < 0 || token.Value.Units.Sign < 1))
            yield return $"{nameof(RewardWorth)} is of contracts, in wei that are not negative for a unit or more.";
    }
}
