using System;
using System.Collections.Generic;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Dashboard;

/// <summary>All that an origin's panel follows from.</summary>
internal sealed record OriginFacts
{
    /// <summary>Unix seconds.</summary>
    public required long Now { get; init; }

    /// <summary>The chain and the contract.</summary>
    public required EscrowIdentity Identity { get; init; }

    /// <summary>What the chain shows.</summary>
    public EscrowView View { get; init; } = EscrowView.Empty;

    /// <summary>How far the chain is followed; null for not yet.</summary>
    public OriginFollowing? Following { get; init; }

    /// <summary>The releases that are served, as many as are listed.</summary>
    public IReadOnlyList<OriginRelease> Releases { get; init; } = [];

    /// <summary>Further releases that are served.</summary>
    public int ReleasesLeftOut { get; init; }

    /// <summary>Times of blocks by their hash, in Unix seconds: of those that funded a tranche, as far as they are
    /// known.</summary>
    public IReadOnlyDictionary<Hash32, long> BlockTimes { get; init; } = new Dictionary<Hash32, long>();

    /// <summary>What it answered.</summary>
    public required TrafficTally Traffic { get; init; }

    /// <summary>Free bytes on the disk of its reports.</summary>
    public long FreeBytes { get; init; }
}

/// <summary>A release of an origin with what is known of its devices.</summary>
/// <param name="Held">The release.</param>
/// <param name="Waves">Its waves; those of a release without a roll-out are its tranches.</param>
/// <param name="Rollout">Its roll-out; null where it has none.</param>
/// <param name="Reported">What a device reported, here or to whoever drives the roll-out.</param>
internal sealed record OriginRelease(
    HeldRelease Held, IReadOnlyList<OriginWave> Waves, OriginRollout? Rollout,
    Func<Address, ReportedOutcomes> Reported);

/// <summary>A wave of an origin's release.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Devices">Its devices.</param>
/// <param name="Root">Root of their fleet tree.</param>
internal sealed record OriginWave(string Name, FleetList Devices, Hash32 Root);

/// <summary>A roll-out of an origin's release.</summary>
/// <param name="Plan">Its plan.</param>
/// <param name="Journal">What is remembered of it.</param>
internal sealed record OriginRollout(RolloutPlan Plan, RolloutJournal Journal);
