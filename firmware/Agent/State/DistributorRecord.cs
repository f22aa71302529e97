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

    /// <summary>
    /// Counter of an Open that it may have served although no answer came, so that the same is sent again; 0 for none.
    /// </summary>
    public long OpenCounter { get; set; }

    /// <summary>boundUntil of that Open.</summary>
    public long OpenBoundUntil { get; set; }

    /// <summary>True where it may be forgotten: nothing in it speaks against the distributor.</summary>
    public bool IsLight => !Barred && !Lapsed && Sessions == 0;
}
