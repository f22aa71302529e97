using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>A vendor's origin without transport: a request in, an answer out, and a catalogue that is exchanged as a
/// whole. Safe for concurrent use.</summary>
public sealed class OriginService
{
    private volatile OriginCatalogue _catalogue = OriginCatalogue.Empty;

    /// <summary>What is served from now on.</summary>
    public OriginCatalogue Catalogue
    {
        get => _catalogue;
        set => _catalogue = value;
    }

    /// <summary>Answers a request.</summary>
    public Answer Handle(ServiceRequest request) =>
        new ReadService(_catalogue, packageFor: _ => true).Answer(request)
        ?? Answer.Refused(404, "An origin has nothing under this path.");
}
