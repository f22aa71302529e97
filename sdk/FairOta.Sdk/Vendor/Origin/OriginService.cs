using System.IO;
using System.Threading;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>A vendor's origin without transport: a request in, an answer out, and a catalogue that is exchanged as a
/// whole. Safe for concurrent use.</summary>
/// <param name="shelf">Keeps recalls with the releases' folders; null for an origin that takes none.</param>
internal sealed class OriginService(ReleaseShelf? shelf = null)
{
    private readonly Lock _recalling = new();
    private volatile OriginCatalogue _catalogue = OriginCatalogue.Empty;
    private OriginFollowing? _following;

    /// <summary>What is served from now on.</summary>
    public OriginCatalogue Catalogue
    {
        get => _catalogue;
        set => _catalogue = value;
    }

    /// <summary>How far the chain is followed; null before the first time.</summary>
    public OriginFollowing? Following
    {
        get => Volatile.Read(ref _following);
        set => Volatile.Write(ref _following, value);
    }

    /// <summary>Reports of installations; in memory unless set. Whoever sets it disposes it.</summary>
    public ReportService Reports { get; init; } = new(new MemoryReportStore());

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Unix seconds.</param>
    public Answer Handle(ServiceRequest request, long now)
    {
        if (OpenApiEndpoints.Find(request, ServerRole.Origin, out Answer? nowhere) is not { } endpoint) return nowhere!;
        if (OpenApiEndpoints.Document(endpoint, request, ServerRole.Origin) is { } document) return document;
        OriginCatalogue catalogue = _catalogue;
        if (request.Parts is ["releases", _, "reports"])
        {
            // Without the chain every release is unknown; but 404 would tell a device to give its report up.
            return catalogue == OriginCatalogue.Empty
                ? Answer.Refused(
                    Problems.ChainUnknown, "The releases are not known here yet.", retryAfterSeconds: 5)
                : Reports.Answer(request, catalogue.ReportTermsOf, now)!;
        }

        return new ReadService(catalogue.KeptBy(Recall), packageFor: _ => true).Answer(request)!;
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

/// <summary>How far an origin follows the chain.</summary>
/// <param name="At">When it last did, in Unix seconds.</param>
/// <param name="Head">The newest block that it followed; null before the first.</param>
/// <param name="Lag">How far that is behind the node; null where nothing is known.</param>
internal sealed record OriginFollowing(long At, BlockHeader? Head, ChainLag? Lag);
