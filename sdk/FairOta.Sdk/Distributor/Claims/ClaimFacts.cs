using System.Collections.Generic;
using System.Collections.Immutable;
using System.Numerics;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>What a step of the claimer knows besides the chain's events.</summary>
internal sealed record ClaimFacts
{
    /// <summary>Nothing besides: finality by <see cref="DistributorPolicy.Confirmations"/> where they are counted,
    /// nothing on its way, gas without a price.</summary>
    public static ClaimFacts None { get; } = new();

    /// <summary>Height of the highest settled block, which has to be asked for before the events are; null to count
    /// blocks.</summary>
    public long? SettledBlock { get; init; }

    /// <summary>What one gas costs, in wei; null where it has no price.</summary>
    public BigInteger? GasPrice { get; init; }

    /// <summary>What is on its way, in the words of <see cref="CallSubjects"/>.</summary>
    public IReadOnlySet<string> InFlight { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>What would have failed a short while ago, in the same words: it is tried again later.</summary>
    public IReadOnlySet<string> Refused { get; init; } = ImmutableHashSet<string>.Empty;
}
