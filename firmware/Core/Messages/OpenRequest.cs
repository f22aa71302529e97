namespace FairOta.Core;

/// <summary>Step 1, the device opens a session: <c>POST /v1/sessions</c>.</summary>
public sealed partial class OpenRequest
{
    /// <summary>32 bytes.</summary>
    public byte[] ReleaseId { get; set; }

    /// <summary>Address of the device, 20 bytes.</summary>
    public byte[] Device { get; set; }

    /// <summary>mac(tag("open"), r), 32 bytes.</summary>
    public byte[] Nonce { get; set; }

    /// <summary>Largest validUntil that binds the device for this release, Unix seconds; 0 if none.</summary>
    public long BoundUntil { get; set; }

    /// <summary>The device's signature over OpenSession, 64 bytes, EIP-2098.</summary>
    public byte[] Signature { get; set; }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(5);
        writer.WriteBytes(ReleaseId);
        writer.WriteBytes(Device);
        writer.WriteBytes(Nonce);
        writer.WriteUInt(BoundUntil);
        writer.WriteBytes(Signature);
        return writer.ToArray();
    }
}
