using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// Step 7, the device asks the distributor of its session for bad segments: <c>POST /v1/sessions/{session}/repair</c>.
/// Others are asked by a <see cref="RepairRequest"/>.
/// </summary>
public sealed partial class SessionRepairRequest
{
    /// <summary>r, 32 bytes, which gives the session's nonce.</summary>
    public byte[] OpenSecret { get; set; }

    /// <summary>Segments wanted, in the order in which they are answered.</summary>
    public int[] Indices { get; set; }

    /// <summary>The device's signature over <see cref="Digest"/>, 64 bytes, EIP-2098.</summary>
    public byte[] Signature { get; set; }

    /// <summary>keccak256(tag("repair") ‖ session), what the device signs.</summary>
    /// <param name="session">32 bytes.</param>
    public static byte[] Digest(byte[] session)
    {
        return Keccak256.Hash(Bytes.Concat(Tags.Repair, session));
    }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(3);
        writer.WriteBytes(OpenSecret);
        IndexList.Write(writer, Indices);
        writer.WriteBytes(Signature);
        return writer.ToArray();
    }
}
