namespace FairOta.Agent;

/// <summary>Somebody who may serve manifests, sessions or packages.</summary>
public sealed class Source
{
    /// <summary>A distributor with its claimed 20-byte address, or an origin where the address is null.</summary>
    public Source(byte[] address, string url)
    {
        Address = address;
        Url = UrlRules.Trim(url);
    }

    /// <summary>The address a receipt for this source would name; null for an origin.</summary>
    public byte[] Address { get; }

    /// <summary>Base URL without a trailing slash.</summary>
    public string Url { get; }

    /// <summary>True for an origin: it serves the plain package and takes no receipt.</summary>
    public bool IsOrigin => Address == null;

    /// <summary>True where the URL came from a list that anybody may be on.</summary>
    internal bool IsStranger { get; set; }

    /// <summary>True where a node showed that this distributor revealed keys of the release.</summary>
    internal bool HasRevealed { get; set; }

    /// <summary>Uptime before which it is not asked again.</summary>
    internal long RestUntilMs { get; set; }

    /// <summary>Uptime at which it refused the last Open; -1 where it did not.</summary>
    internal long RefusedMs { get; set; } = -1;

    /// <summary>Sessions left since it last came to a receipt.</summary>
    internal int Failures { get; set; }

    /// <summary>The same source: address and base URL.</summary>
    internal bool Is(byte[] address, string url)
    {
        if (Url != url || (Address == null) != (address == null))
            return false;
        return address == null || Core.Bytes.Equal(Address, address);
    }
}
