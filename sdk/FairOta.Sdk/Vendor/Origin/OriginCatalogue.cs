using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>What an origin serves at one moment: the releases of its folders that the chain shows, each with the
/// tranches that are funded. Immutable.</summary>
internal sealed class OriginCatalogue : ICatalogue
{
    private readonly ImmutableDictionary<ReleaseId, HeldRelease> _releases;
    private readonly EscrowView _view;
    private readonly Action<ReleaseId, byte[]>? _recall;

    private OriginCatalogue(
        ImmutableDictionary<ReleaseId, HeldRelease> releases,
        EscrowView view,
        IReadOnlyList<DistributorEntry> distributors,
        Action<ReleaseId, byte[]>? recall = null) =>
        (_releases, _view, Distributors, _recall) = (releases, view, distributors, recall);

    /// <summary>Nothing.</summary>
    public static OriginCatalogue Empty { get; } = new(
        ImmutableDictionary<ReleaseId, HeldRelease>.Empty, EscrowView.Empty, []);

    /// <inheritdoc/>
    public IReadOnlyList<DistributorEntry> Distributors { get; }

    /// <summary>The releases that are served.</summary>
    public IEnumerable<HeldRelease> Releases => _releases.Values;

    /// <summary>The catalogue of these releases on this chain. A release that is not on the chain is not served:
    /// devices would follow it, and find no distributor.</summary>
    /// <param name="releases">The releases at hand.</param>
    /// <param name="view">What the chain shows.</param>
    public static OriginCatalogue Of(IEnumerable<HeldRelease> releases, EscrowView view) => new(
        releases.Select(held => Funded(held, view)).OfType<HeldRelease>().ToImmutableDictionary(held => held.Id),
        view,
        DistributorDirectory.Of(view));

    /// <summary>What the chain shows.</summary>
    public EscrowView View => _view;

    /// <summary>What is to be known of a release to take reports of it; null if it is not served here.</summary>
    public ReportTerms? ReportTermsOf(ReleaseId release) =>
        Find(release) is { } held && _view.Find(release) is { } shown
            ? new ReportTerms(shown.Created.ClaimDeadline, held.HasDevice)
            : null;

    /// <inheritdoc/>
    /// <exception cref="IOException">It cannot be written, or nobody keeps recalls here.</exception>
    public void Recall(ReleaseId release, byte[] notice)
    {
        if (_recall is null) throw new IOException("Nobody keeps recalls here.");
        if (Find(release) is { Recall: null }) _recall(release, notice);
    }

    /// <summary>The same catalogue, with whoever keeps recalls.</summary>
    internal OriginCatalogue KeptBy(Action<ReleaseId, byte[]> recall) => new(_releases, _view, Distributors, recall);

    /// <summary>The same catalogue, with one release taken back.</summary>
    internal OriginCatalogue WithRecall(ReleaseId release, byte[] notice) => Find(release) is { } held
        ? new(_releases.SetItem(release, held.WithRecall(notice)), _view, Distributors, _recall)
        : this;

    /// <inheritdoc/>
    public HeldRelease? Find(ReleaseId release) => _releases.GetValueOrDefault(release);

    /// <inheritdoc/>
    public IEnumerable<HeldRelease> Of(ProductId product) =>
        _releases.Values.Where(held => held.Product == product);

    private static HeldRelease? Funded(HeldRelease held, EscrowView view) =>
        view.Find(held.Id) is { } shown ? held.WithTranches(shown.Tranches.Count) : null;
}
