using System.IO;
using System.Threading;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>A vendor's origin without transport: a request in, an answer out, and a catalogue that is exchanged as a
/// whole. Safe for concurrent use.</summary>
/// <param name="shelf">Keeps recalls with the releases' folders; null for an origin that takes none.</param>
internal sealed class OriginService(ReleaseShelf? shelf = null)
{
    private readonly Lock _recalling = new();
    private volatile OriginCatalogue _catalogue = OriginCatalogue.Empty;

    /// <summary>What is served from now on.</summary>
    public OriginCatalogue Catalogue
    {
        get => _catalogue;
        set => _catalogue = value;
    }

    /// <summary>Reports of installations; in memory unless set. Whoever sets it disposes it.</summary>
    public ReportService Reports { get; init; } = new(new MemoryReportStore());

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Unix seconds.</param>
    public Answer Handle(ServiceRequest request, long now)
    {
        OriginCatalogue catalogue = _catalogue;
        if (request.Parts is ["releases", _, "reports"])
        {
            // Without the chain every release is unknown; but 404 would tell a device to give its report up.
            return catalogue == OriginCatalogue.Empty
                ? Answer.Refused(503, "The releases are not known here yet.", retryAfterSeconds: 5)
                : Reports.Answer(request, catalogue.ReportTermsOf, now)!;
        }

        return new ReadService(catalogue.KeptBy(Recall), packageFor: _ => true).Answer(request)
            ?? Answer.Refused(404, "An origin has nothing under this path.");
    }

    private void Recall(ReleaseId release, byte[] notice)
    {
        if (shelf is null) throw new IOException("This origin keeps no recalls.");
        lock (_recalling)
        {
            shelf.Recall(release, notice);
            // The next look at the folders finds it as well; until then this does.
            _catalogue = _catalogue.WithRecall(release, notice);
        }
    }
}
