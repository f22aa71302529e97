using System.Collections.Generic;

namespace FairOta.Sdk.Serving;

/// <summary>What a node serves to everybody. Asked from many threads; every answer is a snapshot.</summary>
public interface ICatalogue
{
    /// <summary>A release; null if it is not served here.</summary>
    HeldRelease? Find(ReleaseId release);

    /// <summary>The releases of a product that are served here.</summary>
    IEnumerable<HeldRelease> Of(ProductId product);

    /// <summary>Known distributors, the best first, at most <see cref="Core.Limits.MaxDistributors"/>.</summary>
    IReadOnlyList<DistributorEntry> Distributors { get; }
}

/// <summary>A distributor and where it says that it serves.</summary>
/// <param name="Account">Where it is paid.</param>
/// <param name="Url">Its base URL: a stranger's text of at most 120 bytes.</param>
public readonly record struct DistributorEntry(Address Account, string Url);
