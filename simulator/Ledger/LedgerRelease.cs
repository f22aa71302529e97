using System.Collections.Generic;
using System.Numerics;
using FairOta.Sdk;

namespace FairOta.Simulator.Ledger;

/// <summary>A release as the ledger holds it.</summary>
internal sealed class LedgerRelease(Address token, BigInteger reward, long claimDeadline)
{
    /// <summary>What it pays in; zero for ETH.</summary>
    public Address Token { get; } = token;

    public BigInteger Reward { get; } = reward;

    public long ClaimDeadline { get; } = claimDeadline;

    /// <summary>What is neither paid nor reclaimed, in wei or the token's smallest unit.</summary>
    public BigInteger Balance { get; set; }

    public List<LedgerTranche> Tranches { get; } = [];

    public void Add(Hash32 fleetRoot, uint fleetSize)
    {
        Tranches.Add(new LedgerTranche(fleetRoot, fleetSize));
        Balance += Price(fleetSize);
    }

    /// <summary>The same, apart from this.</summary>
    public LedgerRelease Copy()
    {
        LedgerRelease copy = new(Token, Reward, ClaimDeadline) { Balance = Balance };
        foreach (LedgerTranche tranche in Tranches) copy.Tranches.Add(tranche.Copy());
        return copy;
    }

    /// <summary>What that many deliveries are paid.</summary>
    public BigInteger Price(uint deliveries) => Reward * deliveries;
}

/// <summary>A tranche: its fleet, and the places that are reserved or paid.</summary>
internal sealed record LedgerTranche(Hash32 FleetRoot, uint FleetSize)
{
    public LedgerPlaces Taken { get; private init; } = new();

    /// <summary>The same, apart from this.</summary>
    public LedgerTranche Copy() => this with { Taken = Taken.Copy() };
}
