using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor serves to everybody: its holdings, and the distributors that announced
/// themselves.</summary>
/// <param name="holdings">The holdings.</param>
/// <param name="view">What the chain shows.</param>
/// <param name="self">The distributor's own account.</param>
internal sealed class DistributorCatalogue(HoldingSet holdings, Func<EscrowView> view, Address self) : ICatalogue
{
    /// <summary>First this one, then those that were paid most, so that addresses made up for the list do not fill
    /// it.</summary>
    public IReadOnlyList<DistributorEntry> Distributors => [.. view().Distributors
        .Where(d => BaseUrl.IsValid(d.Value))
        .OrderByDescending(d => d.Key == self)
        .ThenByDescending(d => view().Releases.Values.Sum(r => (long)r.Paid.GetValueOrDefault(d.Key)))
        .ThenBy(d => d.Key)
        .Take(Limits.MaxDistributors)
        .Select(d => new DistributorEntry(d.Key, d.Value))];

    public HeldRelease? Find(ReleaseId release) => holdings.Find(release)?.Served;

    public IEnumerable<HeldRelease> Of(ProductId product) =>
        holdings.All.Values.Select(h => h.Served).Where(h => h.Product == product);
}
