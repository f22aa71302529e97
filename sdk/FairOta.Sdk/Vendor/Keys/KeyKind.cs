namespace FairOta.Sdk.Vendor;

/// <summary>What a key is for. A key file says so, because no key may do another's work.</summary>
public enum KeyKind
{
    /// <summary>Sends transactions: a vendor's or a distributor's account.</summary>
    Account,

    /// <summary>Signs manifests. Never an account, so that the machine which pays cannot publish firmware.</summary>
    Manifest,

    /// <summary>A device's identity in its fleet.</summary>
    Device,
}
