using System;

// Hosts have their own under this name (Host/), which must agree with it.
#if NET
namespace FairOta.Core.Crypto.Portable;
#else
namespace FairOta.Core.Crypto;
#endif

/// <content>What only hosts need.</content>
public static partial class Ecdsa
{
    /// <summary>Signs: 64 bytes r || s, as in COSE (RFC 9053, 2.1).</summary>
    /// <exception cref="ArgumentException">It is no private key, or the digest is not 32 bytes.</exception>
    public static byte[] SignRs(ISymmetric symmetric, byte[] privateKey, byte[] digest)
    {
        byte[] signature = new byte[SignatureSize];
        Sign(symmetric, privateKey, digest, signature);
        return signature;
    }

    /// <summary>
    /// The public key x || y, 64 bytes, that made an EIP-2098 signature; null where there is none: another length,
    /// r or s not within 1 to q - 1, a high s, no point at r. The form cannot express an R with x from q up.
    /// </summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    public static byte[] Recover(byte[] digest, byte[] eip2098)
    {
        Point key = RecoverPoint(digest, eip2098);
        if (key == null) return null;
        byte[] encoded = new byte[64];
        key.Write(encoded, 0);
        return encoded;
    }

    /// <summary>The address, 20 bytes, that made an EIP-2098 signature; null as in <see cref="Recover"/>.</summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    public static byte[] RecoverAddress(byte[] digest, byte[] eip2098)
    {
        Point key = RecoverPoint(digest, eip2098);
        return key == null ? null : key.ToAddress();
    }

    // SEC 1, 4.1.6.
    private static Point RecoverPoint(byte[] digest, byte[] eip2098)
    {
        Scalar e = ReadDigest(digest), r = new Scalar(), s = new Scalar();
        if (eip2098.Length != SignatureSize) return null;
        byte[] rs = new byte[SignatureSize];
        Array.Copy(eip2098, rs, SignatureSize);
        rs[32] &= 0x7f;
        if (!TryReadSignature(rs, r, s)) return null;
        FieldElement x = new FieldElement();
        Point point = new Point();
        x.TryRead(rs, 0); // below q, so below p
        if (!point.TrySetX(x, (eip2098[32] & 0x80) != 0)) return null;
        // Q = (s R - e G) / r.
        e.Negate(e);
        r.Invert(r);
        Point key = Combine(e, s, r, point);
        return key.IsInfinity ? null : key;
    }
}
