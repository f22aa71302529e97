namespace FairOta.Core;

/// <summary>Types of entries (TLVs) behind an MCUboot image that matter here (MCUboot, image.h).</summary>
public static class McuBootEntryType
{
    /// <summary>SHA-256 of the key that signed.</summary>
    public const int KeyHash = 0x01;

    /// <summary>The key that signed.</summary>
    public const int PublicKey = 0x02;

    /// <summary>SHA-256 of header, payload and protected entries.</summary>
    public const int Sha256 = 0x10;

    /// <summary>ECDSA signature over that hash, DER.</summary>
    public const int EcdsaSignature = 0x22;

    /// <summary>Security counter, 4 bytes, little-endian.</summary>
    public const int SecurityCounter = 0x50;

    /// <summary>
    /// Whether MCUboot takes an entry of that type outside the protected ones: keys, hashes, signatures and wrapped
    /// keys. (Its list in image_validate.c; 0x25, a signature over the image itself, is for another configuration.)
    /// </summary>
    internal static bool MayBeUnprotected(int type)
    {
        return type == KeyHash || type == PublicKey
            || (type >= Sha256 && type <= 0x12)
            || (type >= 0x20 && type <= 0x24)
            || (type >= 0x30 && type <= 0x33);
    }
}
