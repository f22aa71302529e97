namespace FairOta.Agent;

/// <summary>How the installation of a release ended, as long as nobody took the report of it.</summary>
internal sealed class PendingReport
{
    public PendingReport(byte[] releaseId, int outcome, byte[] address, string url)
    {
        ReleaseId = releaseId;
        Outcome = outcome;
        Address = address;
        Url = url;
    }

    /// <summary>32 bytes.</summary>
    public byte[] ReleaseId { get; }

    /// <summary>One of <see cref="Core.Outcome"/>.</summary>
    public int Outcome { get; }

    /// <summary>The distributor that the package came from, 20 bytes; null for an origin.</summary>
    public byte[] Address { get; }

    /// <summary>Its base URL.</summary>
    public string Url { get; }

    /// <summary>Rounds in which nobody took it.</summary>
    public int Rounds { get; set; }
}
