using System.Collections.Generic;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;

namespace FairOta.Sdk.Dashboard;

/// <summary>All that a distributor's panel follows from.</summary>
internal sealed record DistributorFacts
{
    /// <summary>Unix seconds.</summary>
    public required long Now { get; init; }

    /// <summary>The chain, the contract and the distributor's account.</summary>
    public required EscrowIdentity Identity { get; init; }

    /// <summary>The base URL that it announces; null for none.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>What the chain shows.</summary>
    public ChainState Chain { get; init; } = ChainState.Empty;

    /// <summary>When the chain was last followed, in Unix seconds; 0 for never.</summary>
    public long FollowedAt { get; init; }

    /// <summary>How far it is followed behind the node; null where nothing is known.</summary>
    public ChainLag? Lag { get; init; }

    /// <summary>How it stands with the host, by <see cref="HealthRules"/>.</summary>
    public HealthPanel Health { get; init; } = new("Healthy", []);

    /// <summary>What it serves.</summary>
    public IReadOnlyDictionary<ReleaseId, Holding> Holdings { get; init; } = new Dictionary<ReleaseId, Holding>();

    /// <summary>What it makes of the releases that the chain shows.</summary>
    public IReadOnlyList<ReleaseWork> Work { get; init; } = [];

    /// <summary>The sessions of its books.</summary>
    public IReadOnlyList<SessionCount> Sessions { get; init; } = [];

    /// <summary>What its books say was earned, what deliveries became of it, and its transactions.</summary>
    public DistributorLedger Ledger { get; init; } = new([], [], [], 0);

    /// <summary>Calls of the escrow since it started.</summary>
    public IReadOnlyDictionary<(string Call, CallOutcome Outcome), long> Calls { get; init; } =
        new Dictionary<(string Call, CallOutcome Outcome), long>();

    /// <summary>What devices reported to it, by release.</summary>
    public IReadOnlyDictionary<ReleaseId, OutcomePanel> Reports { get; init; } =
        new Dictionary<ReleaseId, OutcomePanel>();

    /// <summary>What it answered.</summary>
    public required TrafficTally Traffic { get; init; }

    /// <summary>Bytes of its books and its outbox.</summary>
    public long BooksBytes { get; init; }

    /// <summary>Free bytes on their disk.</summary>
    public long FreeBytes { get; init; }
}
