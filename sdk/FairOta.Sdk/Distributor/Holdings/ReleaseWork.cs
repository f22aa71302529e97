namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor makes of a release that the chain shows.</summary>
/// <param name="Release">The release.</param>
/// <param name="State">How it stands with it.</param>
/// <param name="Refusal">Why it is not taken up, or not yet; null where it is.</param>
internal sealed record ReleaseWork(ReleaseId Release, WorkState State, WorkRefusal? Refusal = null);

/// <summary>How it stands with a release.</summary>
internal enum WorkState
{
    /// <summary>It is not taken up.</summary>
    Refused = 0,

    /// <summary>It is worth it and comes when it is its turn, for the first time or again.</summary>
    Waiting = 1,

    /// <summary>It is being fetched.</summary>
    Fetching = 2,

    /// <summary>It is here.</summary>
    Held = 3,
}
