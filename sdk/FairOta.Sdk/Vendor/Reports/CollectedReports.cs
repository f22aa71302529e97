using System.Collections.Generic;

namespace FairOta.Sdk.Vendor;

/// <summary>What devices reported of a release, as far as it could be read.</summary>
/// <param name="Outcomes">The outcome of every device that reported one, verified: one of
/// <see cref="Core.Outcome"/>. A device that signed several counts as <see cref="Core.Outcome.Failed"/>.</param>
/// <param name="Sources">How reading each source went, in the order in which they were named.</param>
public sealed record CollectedReports(
    IReadOnlyDictionary<Address, int> Outcomes, IReadOnlyList<ReadSource> Sources)
{
    /// <summary>Up to where each source was read, by base URL: where a later collection may go on, once the outcomes
    /// are durable.</summary>
    public IReadOnlyDictionary<string, long> Cursors { get; init; } = new Dictionary<string, long>();
}

/// <summary>How reading one source went.</summary>
/// <param name="Url">Its base URL.</param>
/// <param name="Read">Reports of it that were new and genuine.</param>
/// <param name="Problem">Why it was not read to the end, for people; null where it was. The others do not
/// suffer.</param>
public sealed record ReadSource(string Url, int Read, string? Problem);
