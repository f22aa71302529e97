namespace FairOta.Agent;

/// <summary>The durable records, each saved on its own.</summary>
public static class RecordNames
{
    /// <summary>Keys, versions, counter, bars on releases, bindings. Never removed.</summary>
    public const string Trust = "trust";

    /// <summary>Payload of the accepted manifest.</summary>
    public const string Manifest = "manifest";

    /// <summary>Distributors tried and the session in progress.</summary>
    public const string Release = "release";

    /// <summary>Session and commitments.</summary>
    public const string Offer = "offer";

    /// <summary>Segments staged and the digest over them.</summary>
    public const string Download = "download";

    /// <summary>Outcomes of installations that nobody was told of yet.</summary>
    public const string Reports = "reports";

    /// <summary>Checked samples.</summary>
    public const string Samples = "samples";
}
