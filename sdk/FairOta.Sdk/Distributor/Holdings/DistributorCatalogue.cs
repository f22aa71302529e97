using System;
using System.Collections.Generic;
using System.Linq;
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
    public IReadOnlyList<DistributorEntry> Distributors => DistributorDirectory.Of(view(), self);

    public HeldRelease? Find(ReleaseId release) => holdings.Find(release)?.Served;

    public IEnumerable<HeldRelease> Of(ProductId product) =>
        holdings.All.Values.Select(h => h.Served).Where(h => h.Product == product);
}
