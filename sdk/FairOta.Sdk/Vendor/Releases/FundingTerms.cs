using System.Numerics;

namespace FairOta.Sdk.Vendor;

/// <summary>What a vendor promises on chain for one release.</summary>
/// <param name="Reward">What a delivery pays, in wei or the token's smallest unit: 1 to 2^96 - 1.</param>
/// <param name="ClaimDeadline">Last second, Unix time, of reservations.</param>
/// <param name="Url">The vendor's base URL, under which distributors fetch the release.</param>
public sealed record FundingTerms(BigInteger Reward, long ClaimDeadline, string Url)
{
    /// <summary>What rewards are paid in: an ERC-20 token; zero, as here by default, for ETH.</summary>
    public Address Token { get; init; }
}
