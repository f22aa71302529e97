namespace FairOta.Core;

/// <summary>Known distributors: answer to <c>GET /v1/distributors</c>, at most 64.</summary>
public sealed partial class DistributorList
{
    private const int AddressBytes = 20;

    /// <summary>Makes a list; both arrays have the same length.</summary>
    /// <param name="addresses">20 bytes each.</param>
    /// <param name="urls">Base URLs, at most 120 bytes each.</param>
    public DistributorList(byte[][] addresses, string[] urls)
    {
        if (addresses.Length != urls.Length)
            throw new ProtocolException("Every distributor has an address and a URL.");
        Addresses = addresses;
        Urls = urls;
    }

    /// <summary>Where each distributor is paid, 20 bytes.</summary>
    public byte[][] Addresses { get; private set; }

    /// <summary>
    /// Base URL of each distributor, as it was announced: whether to fetch it is the reader's to check.
    /// </summary>
    public string[] Urls { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static DistributorList Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        int count = reader.ReadArray(0, Limits.MaxDistributors);
        byte[][] addresses = new byte[count][];
        string[] urls = new string[count];
        for (int i = 0; i < count; i++)
        {
            reader.ReadArray(2);
            addresses[i] = reader.ReadBytes(AddressBytes);
            urls[i] = reader.ReadText(Limits.MaxUrlBytes);
        }

        reader.ReadEnd();
        return new DistributorList(addresses, urls);
    }
}
