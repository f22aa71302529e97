namespace FairOta.Sdk.Distributor;

/// <summary>Why a release is not taken up.</summary>
/// <param name="Rule">Which rule speaks against it: a refusal by the same rule is no news.</param>
/// <param name="Sentence">Which, in words, for the operator.</param>
internal sealed record WorkRefusal(WorkRule Rule, string Sentence);

/// <summary>The rules by which a release is not taken up, or not yet.</summary>
internal enum WorkRule
{
    /// <summary>Its vendor is not taken: <see cref="ReleaseFilter.Vendors"/>,
    /// <see cref="ReleaseFilter.BarredVendors"/>.</summary>
    Vendor = 0,

    /// <summary>It is not funded, or no longer.</summary>
    Funding = 1,

    /// <summary>Too little time is left: <see cref="ReleaseFilter.MinSecondsLeft"/>.</summary>
    Deadline = 2,

    /// <summary>No list can have its fleets.</summary>
    Fleet = 3,

    /// <summary>Too few devices are left: <see cref="ReleaseFilter.MinDevicesLeft"/>.</summary>
    Devices = 4,

    /// <summary>Its token is not taken: <see cref="ReleaseFilter.Tokens"/>.</summary>
    Token = 5,

    /// <summary>It pays too little: <see cref="ReleaseFilter.MinReward"/>,
    /// <see cref="ReleaseFilter.Tokens"/>.</summary>
    Reward = 6,

    /// <summary>It pays too little for the gas: <see cref="ReleaseFilter.GasMarginPercent"/>. That may change with the
    /// price.</summary>
    Gas = 7,

    /// <summary>Its vendor took it back.</summary>
    Recall = 8,

    /// <summary>Its manifest is for another chain or escrow, is over, or its package is of a size that is not
    /// taken.</summary>
    Manifest = 9,

    /// <summary>There is no room: <see cref="ReleaseFilter.MaxTotalBytes"/>,
    /// <see cref="ReleaseFilter.MaxTotalDevices"/>, <see cref="ReleaseFilter.MaxReleases"/>. That may change.</summary>
    Room = 10,

    /// <summary>No source gave all of it. It is tried again.</summary>
    Sources = 11,

    /// <summary>What was answered of it is no longer known.</summary>
    Forgotten = 12,

    /// <summary>Its package is awaited: <see cref="DistributorOptions.PackageFolder"/>,
    /// <see cref="DistributorOptions.PackageWait"/>.</summary>
    Folder = 13,
}
