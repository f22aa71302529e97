using System;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Conformance;

/// <summary>What whoever asks knows of the server beforehand; null for what it does not.</summary>
internal sealed record ConformanceSubject
{
    /// <summary>The server's base URL, by which its entry in its own directory is found.</summary>
    public required string Url { get; init; }

    /// <summary>A release that it serves.</summary>
    public ReleaseId? Release { get; init; }

    /// <summary>The product whose newest release is taken where none is named.</summary>
    public ProductId? Product { get; init; }

    /// <summary>The distributor's account, where its directory does not say it.</summary>
    public Address? Distributor { get; init; }

    /// <summary>A device of the release's fleet, for what spends one.</summary>
    public KeyPair? Device { get; init; }

    /// <summary>Whether a receipt of the device is handed in, which pays the distributor the device's reward.</summary>
    public bool HandsReceiptIn { get; init; }

    /// <summary>How long the key is waited for after that.</summary>
    public TimeSpan KeyWithin { get; init; }
}
