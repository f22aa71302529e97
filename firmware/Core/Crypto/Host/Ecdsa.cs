#if NET
using System;

namespace FairOta.Core.Crypto;

/// <summary>
/// ECDSA over secp256k1 (SEC 1, 4.1) on digests of 32 bytes, as Ethereum (EIP-2098) and COSE use it, on hosts: what
/// <see cref="Portable.Ecdsa"/> does on devices.
/// </summary>
/// <remarks>
/// Signatures are deterministic (RFC 6979 with HMAC-SHA256) and have a low s; a high s is refused everywhere, so
/// that nobody makes a second signature from a first. Where a private key or a nonce goes in, no branch and no address
/// depends on it, but for what happens once in 2^128: that a candidate is no scalar, or gives no signature.
/// </remarks>
public static class Ecdsa
{
    private const int DigestSize = 32;
    private const int SignatureSize = 64;

    /// <summary>Whether k is 32 bytes, big-endian, and 0 &lt; k &lt; q.</summary>
    public static bool IsPrivateKey(byte[] k)
    {
        Scalar64 d = default;
        return k.Length == 32 && d.Read(k) && !d.IsZero;
    }

    /// <summary>The public key x || y, 64 bytes.</summary>
    /// <exception cref="ArgumentException">It is no private key.</exception>
    public static byte[] PublicKey(byte[] privateKey)
    {
        byte[] encoded = new byte[64];
        MultiplyGenerator(ReadPrivateKey(privateKey)).Write(encoded);
        return encoded;
    }

    /// <summary>The Ethereum address, 20 bytes.</summary>
    /// <exception cref="ArgumentException">It is no private key.</exception>
    public static byte[] Address(byte[] privateKey) => AddressOf(PublicKey(privateKey));

    /// <summary>Signs: 64 bytes r || s with the parity of R's y in the top bit of s (EIP-2098).</summary>
    /// <exception cref="ArgumentException">It is no private key, or the digest is not 32 bytes.</exception>
    public static byte[] Sign(ISymmetric symmetric, byte[] privateKey, byte[] digest)
    {
        byte[] signature = Sign(symmetric, privateKey, digest, out bool isOdd);
        if (isOdd) signature[32] |= 0x80;
        return signature;
    }

    /// <summary>Signs: 64 bytes r || s, as in COSE (RFC 9053, 2.1).</summary>
    /// <exception cref="ArgumentException">It is no private key, or the digest is not 32 bytes.</exception>
    public static byte[] SignRs(ISymmetric symmetric, byte[] privateKey, byte[] digest) =>
        Sign(symmetric, privateKey, digest, out _);

    /// <summary>
    /// Verifies r || s, 64 bytes, under a compressed public key, 33 bytes. False for anything else, a high s included.
    /// </summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    public static bool VerifyRs(byte[] compressedPublicKey33, byte[] digest, byte[] rs64)
    {
        Scalar64 e = ReadDigest(digest);
        Affine64 key = default;
        if (!key.TryReadCompressed(compressedPublicKey33)) return false;
        if (!TryRead(rs64, out Scalar64 r, out Scalar64 s)) return false;
        s.Invert(s);
        Jacobian64 point = Combine(e, r, s, key);
        return !point.IsInfinity && point.HasX(r);
    }

    /// <summary>
    /// The public key x || y, 64 bytes, that made an EIP-2098 signature; null where there is none: another length,
    /// r or s not within 1 to q - 1, a high s, no point at r. The form cannot express an R with x from q up.
    /// </summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    public static byte[] Recover(byte[] digest, byte[] eip2098)
    {
        Scalar64 e = ReadDigest(digest);
        if (eip2098.Length != SignatureSize) return null;
        byte[] rs = (byte[])eip2098.Clone();
        rs[32] &= 0x7f;
        if (!TryRead(rs, out Scalar64 r, out Scalar64 s)) return null;
        Field64 x = default;
        Affine64 point = default;
        x.TryRead(rs.AsSpan(0, 32)); // below q, so below p
        if (!point.TrySetX(x, (eip2098[32] & 0x80) != 0)) return null;
        // SEC 1, 4.1.6: Q = (s R - e G) / r.
        e.NegateIf(e, ulong.MaxValue);
        r.Invert(r);
        Jacobian64 key = Combine(e, s, r, point);
        if (key.IsInfinity) return null;
        byte[] encoded = new byte[64];
        Span<Affine64> affine = stackalloc Affine64[1];
        Jacobian64.ToAffine([key], affine);
        affine[0].Write(encoded);
        return encoded;
    }

    /// <summary>The address, 20 bytes, that made an EIP-2098 signature; null as in <see cref="Recover"/>.</summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    public static byte[] RecoverAddress(byte[] digest, byte[] eip2098)
    {
        byte[] key = Recover(digest, eip2098);
        return key == null ? null : AddressOf(key);
    }

    // SEC 1, 4.1.3.
    private static byte[] Sign(ISymmetric symmetric, byte[] privateKey, byte[] digest, out bool isOdd)
    {
        Scalar64 d = ReadPrivateKey(privateKey), e = ReadDigest(digest), r = default, s = default;
        Scalar portableKey = new Scalar(), portableDigest = new Scalar();
        portableKey.TryRead(privateKey, 0);
        portableDigest.ReadReduced(digest, 0, DigestSize);
        DeterministicNonce nonces = new DeterministicNonce(symmetric, portableKey, portableDigest);
        byte[] signature = new byte[SignatureSize];
        while (true)
        {
            Scalar64 k = new Scalar64(nonces.Next());
            MultiplyGenerator(k).Write(signature);
            ulong odd = 0UL - (signature[63] & 1UL);
            bool isBelow = r.Read(signature.AsSpan(0, 32));
            s.Multiply(r, d);
            s.Add(s, e);
            k.Invert(k);
            s.Multiply(s, k);
            // As rare as guessing the key, but then the next nonce is due. So it is where x is not below q: EIP-2098
            // has no room for that.
            if (r.IsZero || s.IsZero || !isBelow) continue;
            ulong high = s.HighMask;
            s.NegateIf(s, high);
            s.Write(signature.AsSpan(32));
            isOdd = (odd ^ high) != 0;
            return signature;
        }
    }

    // factor (u G + v P).
    private static Jacobian64 Combine(Scalar64 u, Scalar64 v, in Scalar64 factor, in Affine64 p)
    {
        u.Multiply(u, factor);
        v.Multiply(v, factor);
        Straus64 sum = new Straus64(1);
        sum.Add(v, p);
        sum.AddGenerator(u);
        return sum.Sum();
    }

    private static Affine64 MultiplyGenerator(in Scalar64 k)
    {
        Span<Affine64> affine = stackalloc Affine64[1];
        Projective64.ToAffine([GeneratorComb64.Multiply(k)], affine);
        return affine[0];
    }

    private static byte[] AddressOf(byte[] publicKey) => Keccak256.Hash(publicKey)[12..];

    private static Scalar64 ReadPrivateKey(byte[] privateKey)
    {
        if (!IsPrivateKey(privateKey)) throw new ArgumentException("a private key is 32 bytes, above 0 and below q");
        Scalar64 d = default;
        d.Read(privateKey);
        return d;
    }

    private static Scalar64 ReadDigest(byte[] digest)
    {
        if (digest.Length != DigestSize) throw new ArgumentException("a digest is 32 bytes");
        Scalar64 e = default;
        e.Read(digest);
        return e;
    }

    private static bool TryRead(byte[] rs, out Scalar64 r, out Scalar64 s)
    {
        r = s = default;
        return rs.Length == SignatureSize && r.Read(rs.AsSpan(0, 32)) && s.Read(rs.AsSpan(32)) && !r.IsZero
            && !s.IsZero && s.HighMask == 0;
    }
}
#endif
