namespace FairOta.Agent;

/// <summary>One HTTP request.</summary>
public sealed class LinkRequest
{
    /// <summary>A GET of a whole resource.</summary>
    public LinkRequest(string url)
    {
        Method = "GET";
        Url = url;
        RangeFirst = -1;
        RangeLast = -1;
    }

    /// <summary>A POST of a CBOR body.</summary>
    public LinkRequest(string url, byte[] body, string contentType)
        : this(url)
    {
        Method = "POST";
        Body = body;
        ContentType = contentType;
    }

    /// <summary>GET or POST.</summary>
    public string Method { get; }

    /// <summary>Absolute, http or https.</summary>
    public string Url { get; }

    /// <summary>The body of a POST, or null.</summary>
    public byte[] Body { get; }

    /// <summary>Media type of <see cref="Body"/>, or null.</summary>
    public string ContentType { get; }

    /// <summary>First byte asked for with a Range header, or -1 for the whole resource.</summary>
    public long RangeFirst { get; set; }

    /// <summary>Last byte asked for, inclusive; meaningless while <see cref="RangeFirst"/> is -1.</summary>
    public long RangeLast { get; set; }

    /// <summary>
    /// True for a stranger's URL: the link must not connect to a private, loopback or link-local address.
    /// </summary>
    public bool PublicOnly { get; set; }
}
