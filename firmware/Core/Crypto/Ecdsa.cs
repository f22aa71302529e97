using System;

// Hosts have their own under this name (Host/), which must agree with it.
#if NET
namespace FairOta.Core.Crypto.Portable;
#else
namespace FairOta.Core.Crypto;
#endif

/// <summary>ECDSA over secp256k1 (SEC 1, 4.1) on digests of 32 bytes, as Ethereum (EIP-2098) and COSE use it.</summary>
/// <remarks>
/// Signatures are deterministic (RFC 6979 with HMAC-SHA256) and have a low s; a high s is refused everywhere, so
/// that nobody makes a second signature from a first. Not constant time: a key must not sign where somebody can measure
/// how long it takes.
/// </remarks>
public static partial class Ecdsa
{
    private const int DigestSize = 32;
    private const int SignatureSize = 64;

    /// <summary>Whether k is 32 bytes, big-endian, and 0 &lt; k &lt; q.</summary>
    public static bool IsPrivateKey(byte[] k)
    {
        Scalar d = new Scalar();
        return k.Length == 32 && d.TryRead(k, 0) && !d.IsZero;
    }

    /// <summary>The public key x || y, 64 bytes.</summary>
    /// <exception cref="ArgumentException">It is no private key.</exception>
    public static byte[] PublicKey(byte[] privateKey)
    {
        byte[] encoded = new byte[64];
        PublicPoint(privateKey).Write(encoded, 0);
        return encoded;
    }

    /// <summary>The Ethereum address, 20 bytes.</summary>
    /// <exception cref="ArgumentException">It is no private key.</exception>
    public static byte[] Address(byte[] privateKey) => PublicPoint(privateKey).ToAddress();

    /// <summary>Signs: 64 bytes r || s with the parity of R's y in the top bit of s (EIP-2098).</summary>
    /// <exception cref="ArgumentException">It is no private key, or the digest is not 32 bytes.</exception>
    public static byte[] Sign(ISymmetric symmetric, byte[] privateKey, byte[] digest)
    {
        byte[] signature = new byte[SignatureSize];
        if (Sign(symmetric, privateKey, digest, signature)) signature[32] |= 0x80;
        return signature;
    }

    /// <summary>
    /// Verifies r || s, 64 bytes, under a compressed public key, 33 bytes. False for anything else, a high s included.
    /// </summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    public static bool VerifyRs(byte[] compressedPublicKey33, byte[] digest, byte[] rs64)
    {
        Scalar e = ReadDigest(digest), r = new Scalar(), s = new Scalar();
        Point key = new Point();
        if (compressedPublicKey33.Length != 33 || !key.TryReadCompressed(compressedPublicKey33, 0)) return false;
        if (!TryReadSignature(rs64, r, s)) return false;
        s.Invert(s);
        Point point = Combine(e, r, s, key);
        if (point.IsInfinity) return false;
        e.Set(XModuloOrder(point.Normalised()));
        return e.EqualTo(r);
    }

    // SEC 1, 4.1.3. True where the y of R, which the low s may have turned round, is odd.
    private static bool Sign(ISymmetric symmetric, byte[] privateKey, byte[] digest, byte[] signature)
    {
        Scalar d = ReadPrivateKey(privateKey), e = ReadDigest(digest), s = new Scalar();
        Point point = new Point();
        DeterministicNonce nonces = new DeterministicNonce(symmetric, d, e);
        while (true)
        {
            Scalar k = nonces.Next();
            Multiplication.MultiplyGenerator(point, k);
            // How long an inversion takes tells nothing about k where k is multiplied by what nobody knows.
            byte[] blind = nonces.Blind();
            Point affine = point.Normalised(ToFieldElement(blind));
            Scalar r = XModuloOrder(affine), b = new Scalar();
            s.Multiply(r, d);
            s.Add(s, e);
            b.TryRead(blind, 0);
            k.Multiply(k, b);
            k.Invert(k);
            s.Multiply(s, b);
            s.Multiply(s, k);
            // As rare as guessing the key, but then the next nonce is due. So it is where x is not below q: EIP-2098
            // has no room for that.
            if (r.IsZero || s.IsZero || !IsBelowOrder(affine)) continue;
            bool isOdd = affine.Y.IsOdd;
            if (s.IsHigh)
            {
                s.Negate(s);
                isOdd = !isOdd;
            }
            r.Write(signature, 0);
            s.Write(signature, 32);
            return isOdd;
        }
    }

    // factor (u G + v P).
    private static Point Combine(Scalar u, Scalar v, Scalar factor, Point p)
    {
        u.Multiply(u, factor);
        Scalar w = new Scalar();
        w.Multiply(v, factor);
        Point result = new Point();
        PointSum sum = new PointSum(1, true);
        sum.Add(w, p);
        sum.AddGenerator(u);
        sum.Finish(result);
        return result;
    }

    private static Point PublicPoint(byte[] privateKey)
    {
        Point point = new Point();
        Multiplication.MultiplyGenerator(point, ReadPrivateKey(privateKey));
        byte[] blind = Keccak256.Hash(privateKey);
        DeterministicNonce.Bound(blind);
        return point.Normalised(ToFieldElement(blind));
    }

    private static FieldElement ToFieldElement(byte[] blind)
    {
        FieldElement result = new FieldElement();
        result.TryRead(blind, 0);
        return result;
    }

    private static Scalar ReadPrivateKey(byte[] privateKey)
    {
        if (!IsPrivateKey(privateKey)) throw new ArgumentException("a private key is 32 bytes, above 0 and below q");
        Scalar d = new Scalar();
        d.TryRead(privateKey, 0);
        return d;
    }

    private static Scalar ReadDigest(byte[] digest)
    {
        if (digest.Length != DigestSize) throw new ArgumentException("a digest is 32 bytes");
        Scalar e = new Scalar();
        e.ReadReduced(digest, 0, DigestSize);
        return e;
    }

    private static bool TryReadSignature(byte[] rs, Scalar r, Scalar s) =>
        rs.Length == SignatureSize && r.TryRead(rs, 0) && s.TryRead(rs, 32) && !r.IsZero && !s.IsZero && !s.IsHigh;

    private static bool IsBelowOrder(Point affine)
    {
        byte[] x = new byte[32];
        affine.X.Write(x, 0);
        return new Scalar().TryRead(x, 0);
    }

    private static Scalar XModuloOrder(Point affine)
    {
        byte[] x = new byte[32];
        affine.X.Write(x, 0);
        Scalar r = new Scalar();
        r.ReadReduced(x, 0, 32);
        return r;
    }
}
