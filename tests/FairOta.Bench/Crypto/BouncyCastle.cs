using System.Linq;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;

namespace FairOta.Bench.Crypto;

/// <summary>The same things by BouncyCastle's own curve for secp256k1, the fastest it has.</summary>
internal sealed class BouncyCastle
{
    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");

    private static readonly ECDomainParameters Domain = new(Curve.Curve, Curve.G, Curve.N, Curve.H);

    // A comb with tables for G, as its own key generators take.
    private static readonly FixedPointCombMultiplier Comb = new();

    /// <summary>A point from x || y.</summary>
    public ECPoint Read(byte[] encoded) => Curve.Curve.DecodePoint([4, .. encoded]);

    public byte[] PublicKey(byte[] key) => Written(Comb.Multiply(Curve.G, new BigInteger(1, key)).Normalize());

    public byte[] Address(byte[] key)
    {
        KeccakDigest digest = new(256);
        byte[] hash = new byte[32];
        digest.BlockUpdate(PublicKey(key), 0, 64);
        digest.DoFinal(hash, 0);
        return hash[12..];
    }

    public byte[] Sign(byte[] key, byte[] digest)
    {
        ECDsaSigner signer = new(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(true, new ECPrivateKeyParameters(new BigInteger(1, key), Domain));
        BigInteger[] rs = signer.GenerateSignature(digest);
        BigInteger s = rs[1].CompareTo(Curve.N.ShiftRight(1)) > 0 ? Curve.N.Subtract(rs[1]) : rs[1];
        return [.. To32(rs[0]), .. To32(s)];
    }

    public bool Verify(byte[] compressed, byte[] digest, byte[] rs)
    {
        ECDsaSigner signer = new();
        signer.Init(false, new ECPublicKeyParameters(Curve.Curve.DecodePoint(compressed), Domain));
        return signer.VerifySignature(digest, new BigInteger(1, rs, 0, 32), new BigInteger(1, rs, 32, 32));
    }

    // SEC 1, 4.1.6: it has no recovery of its own.
    public byte[] Recover(byte[] digest, byte[] eip2098)
    {
        byte[] s = eip2098[32..];
        s[0] &= 0x7f;
        ECPoint point = Curve.Curve.DecodePoint([(byte)(2 + (eip2098[32] >> 7)), .. eip2098[..32]]);
        BigInteger inverse = new BigInteger(1, eip2098, 0, 32).ModInverse(Curve.N);
        BigInteger u = new BigInteger(1, digest).Negate().Multiply(inverse).Mod(Curve.N);
        BigInteger v = new BigInteger(1, s).Multiply(inverse).Mod(Curve.N);
        return Written(ECAlgorithms.SumOfTwoMultiplies(Curve.G, u, point, v).Normalize());
    }

    public byte[] Commit(byte[][] factors)
    {
        ECPoint[] points = [.. factors.Select(k => Comb.Multiply(Curve.G, new BigInteger(1, k)))];
        Curve.Curve.NormalizeAll(points);
        return [.. points.SelectMany(Written)];
    }

    public byte[] Sum(byte[][] factors, ECPoint[] points) => Written(ECAlgorithms.SumOfMultiplies(
        points, [.. factors.Select(k => new BigInteger(1, k))]).Normalize());

    private static byte[] Written(ECPoint point) => point.GetEncoded(false)[1..];

    private static byte[] To32(BigInteger value)
    {
        byte[] bytes = value.ToByteArrayUnsigned(), result = new byte[32];
        bytes.CopyTo(result, 32 - bytes.Length);
        return result;
    }
}
