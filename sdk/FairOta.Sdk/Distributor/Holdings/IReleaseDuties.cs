using System.Collections.Generic;

namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor owes for the releases it holds: a release with duties stays.</summary>
internal interface IReleaseDuties
{
    /// <summary>Whether sessions of the release were answered and are not settled, or deliveries of it may need
    /// repair.</summary>
    /// <param name="release">The release.</param>
    /// <param name="now">Unix seconds.</param>
    bool HasDuties(ReleaseId release, long now);

    /// <summary>Releases with duties that are not held here, but were by another process over the same books: whichever
    /// process claims needs them.</summary>
    /// <param name="now">Unix seconds.</param>
    IReadOnlyList<ReleaseId> Owed(long now) => [];

    /// <summary>Whether the release's sessions were dropped: nothing of it is answered ever again.</summary>
    bool HasForgotten(ReleaseId release);

    /// <summary>Stops to serve a release, unless it has duties: nothing of it is answered between the question and the
    /// deed.</summary>
    /// <param name="release">The release.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>Whether it is served no more.</returns>
    bool TryLetGo(ReleaseId release, long now);
}
