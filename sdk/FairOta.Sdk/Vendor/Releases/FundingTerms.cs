using System.Numerics;

namespace FairOta.Sdk.Vendor;

/// <summary>What a vendor promises on chain for one release.</summary>
/// <param name="Reward">What a delivery pays, in wei: 1 to 2^96 - 1.</param>
/// <param name="ClaimDeadline">Last second, Unix time, of reservations.</param>
/// <param name="Url">The vendor's base URL, under which distributors fetch the release.</param>
public sealed record FundingTerms(BigInteger Reward, long ClaimDeadline, string Url);
