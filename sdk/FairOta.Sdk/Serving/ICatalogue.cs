using System.Collections.Generic;
using System.IO;

namespace FairOta.Sdk.Serving;

/// <summary>What a node serves to everybody. Asked from many threads; every answer is a snapshot.</summary>
internal interface ICatalogue
{
    /// <summary>A release; null if it is not served here.</summary>
    HeldRelease? Find(ReleaseId release);

    /// <summary>The releases of a product that are served here, recalled ones included.</summary>
    IEnumerable<HeldRelease> Of(ProductId product);

    /// <summary>Known distributors, the best first, at most <see cref="Core.Limits.MaxDistributors"/>.</summary>
    IReadOnlyList<DistributorEntry> Distributors { get; }

    /// <summary>Keeps the notice that takes a release back, durably, and serves the release with it from now on. Does
    /// nothing where the release is not served here any more, or is recalled already.</summary>
    /// <param name="release">The release.</param>
    /// <param name="notice">The notice, verified by the caller.</param>
    /// <exception cref="IOException">It cannot be written; nothing changed.</exception>
    void Recall(ReleaseId release, byte[] notice);
}

/// <summary>A distributor and where it says that it serves.</summary>
/// <param name="Account">Where it is paid.</param>
/// <param name="Url">Its base URL: a stranger's text of at most 120 bytes.</param>
internal readonly record struct DistributorEntry(Address Account, string Url);
