using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
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
    private readonly Lock _gate = new();
    private (EscrowView View, IReadOnlyList<DistributorEntry> Entries) _directory = (EscrowView.Empty, []);

    /// <summary>Worked out once for each view: anybody may ask, and anybody may announce.</summary>
    public IReadOnlyList<DistributorEntry> Distributors
    {
        get
        {
            EscrowView current = view();
            lock (_gate)
            {
                if (!ReferenceEquals(_directory.View, current))
                    _directory = (current, DistributorDirectory.Of(current, self));
                return _directory.Entries;
            }
        }
    }

    public HeldRelease? Find(ReleaseId release) => holdings.Find(release)?.Served;

    public IEnumerable<HeldRelease> Of(ProductId product) =>
        holdings.All.Values.Select(h => h.Served).Where(h => h.Product == product);

    public void Recall(ReleaseId release, byte[] notice) => holdings.Recall(release, notice);
}
