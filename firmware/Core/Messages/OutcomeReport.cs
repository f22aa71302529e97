using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// A device's word on how the installation of a release ended: <c>POST /v1/releases/{releaseId}/reports</c>. It pays
/// nothing and proves no delivery.
/// </summary>
public sealed partial class OutcomeReport
{
    /// <summary>Whose word it is, 20 bytes.</summary>
    public byte[] Device { get; set; }

    /// <summary>One of <see cref="Core.Outcome"/>.</summary>
    public int Outcome { get; set; }

    /// <summary>The device's signature over <see cref="Digest"/>, 64 bytes, EIP-2098.</summary>
    public byte[] Signature { get; set; }

    /// <summary>keccak256(tag("report") ‖ releaseId ‖ be32(outcome)), what the device signs.</summary>
    /// <param name="releaseId">32 bytes.</param>
    /// <param name="outcome">One of <see cref="Core.Outcome"/>.</param>
    public static byte[] Digest(byte[] releaseId, int outcome)
    {
        return Keccak256.Hash(Bytes.Concat(Tags.Report, releaseId, Bytes.Be32((uint)outcome)));
    }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        Write(writer);
        return writer.ToArray();
    }

    private void Write(CborWriter writer)
    {
        writer.WriteArray(3);
        writer.WriteBytes(Device);
        writer.WriteUInt(Outcome);
        writer.WriteBytes(Signature);
    }
}
