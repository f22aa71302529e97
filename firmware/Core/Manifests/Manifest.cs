using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// The manifest: what a vendor signs for one release (PROTOCOL.md, section Manifest). Parsing and encoding are in
/// <see cref="ManifestCodec"/>; every manifest that <see cref="Parse"/> returns is within the protocol's limits.
/// </summary>
public sealed partial class Manifest
{
    /// <summary>16 bytes: UUIDv5 of vendor domain and product class.</summary>
    public byte[] ProductId { get; set; }

    /// <summary>Version of the image.</summary>
    public ImageVersion Version { get; set; }

    /// <summary>Never goes back on a device, whatever the version does.</summary>
    public long SecurityCounter { get; set; }

    /// <summary>Bytes of the image, 1 … 64 MiB.</summary>
    public long ImageSize { get; set; }

    /// <summary>SHA-256 of the image, for tools and bootloaders.</summary>
    public byte[] ImageSha256 { get; set; }

    /// <summary>Bytes of a segment: a multiple of 16 from 16 to 4096.</summary>
    public int SegmentSize { get; set; }

    /// <summary>Root of the package tree, 32 bytes.</summary>
    public byte[] PackageRoot { get; set; }

    /// <summary>Samples λ of a challenge, 32 … 64.</summary>
    public int Samples { get; set; }

    /// <summary>Chain of the escrow (EIP-155).</summary>
    public long ChainId { get; set; }

    /// <summary>Address of the escrow, 20 bytes.</summary>
    public byte[] Escrow { get; set; }

    /// <summary>Account that funds the release, 20 bytes.</summary>
    public byte[] VendorAccount { get; set; }

    /// <summary>Last moment at which a device may take the release, Unix seconds.</summary>
    public long NotAfter { get; set; }

    /// <summary>The vendor's base URLs, at most 8, each at most 120 bytes.</summary>
    public string[] Origins { get; set; }

    /// <summary>When it was signed, Unix seconds.</summary>
    public long IssuedAt { get; set; }

    /// <summary>One of <see cref="Core.PayloadFormat"/>.</summary>
    public int PayloadFormat { get; set; }

    /// <summary>Hardware revisions that the image fits; empty means all.</summary>
    public long[] HardwareRevisions { get; set; }

    /// <summary>Manifest keys trusted from this release on, 1 … 4 of 33 bytes; null leaves them as they are.</summary>
    public byte[][] ManifestKeys { get; set; }

    /// <summary>n: segments of the package, its tail segment included.</summary>
    public int SegmentCount
    {
        get { return PackageShape.DataSegments(ImageSize, SegmentSize, Samples) + 1; }
    }

    /// <summary>Reads a payload.</summary>
    /// <exception cref="ProtocolException">It is malformed, has an unknown or missing key, or breaks a
    /// limit.</exception>
    public static Manifest Parse(byte[] payload)
    {
        return ManifestCodec.Parse(payload);
    }

    /// <summary>Checks a signed manifest against one key and reads it.</summary>
    /// <param name="signed">The COSE_Sign1 message.</param>
    /// <param name="signer">33 bytes, the compressed manifest key that must have signed it.</param>
    /// <exception cref="ProtocolException">It is malformed, signed by another key, or breaks a limit.</exception>
    public static Manifest Open(byte[] signed, byte[] signer)
    {
        if (!CoseSign1.Verify(signed, signer, Tags.Manifest))
            throw new ProtocolException("The manifest is not signed by the expected key.");
        return Parse(CoseSign1.Payload(signed));
    }

    /// <summary>The payload: deterministic CBOR.</summary>
    public byte[] Encode()
    {
        return ManifestCodec.Encode(this);
    }

    /// <summary>manifestHash = keccak256(payload), 32 bytes.</summary>
    public byte[] Hash()
    {
        return Keccak256.Hash(Encode());
    }

    /// <summary>releaseId = keccak256(abi.encode(vendor account, manifestHash)), 32 bytes.</summary>
    public byte[] ReleaseId()
    {
        return Keccak256.Hash(Bytes.Concat(new byte[12], VendorAccount, Hash()));
    }
}
