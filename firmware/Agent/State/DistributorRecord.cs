namespace FairOta.Agent;

/// <summary>What is remembered of one (address, base URL) for one release.</summary>
internal sealed class DistributorRecord
{
    public DistributorRecord(byte[] address, string url)
    {
        Address = address;
        Url = url;
    }

    public byte[] Address { get; }

    public string Url { get; }

    /// <summary>It cheated.</summary>
    public bool Barred { get; set; }

    /// <summary>It let a receipt lapse.</summary>
    public bool Lapsed { get; set; }

    /// <summary>Sessions used up, not counting those it ended itself.</summary>
    public long Sessions { get; set; }
}
