using System;
using System.Linq;
using FairOta.Bench.Reports;
using FairOta.Core.Crypto;
using FairOta.Tests.Vectors;
using Org.BouncyCastle.Math.EC;
using Reference = FairOta.Core.Crypto.Portable;

namespace FairOta.Bench.Crypto;

/// <summary>The curve on hosts beside Core's portable code, BouncyCastle and libsecp256k1.</summary>
internal static class CryptoBench
{
    // λ + 1 for λ = 32.
    private const int Count = 33;

    /// <summary>Measures.</summary>
    public static Report Run()
    {
        LibSecp256k1? native = LibSecp256k1.Find();
        string note = native is null ? " libsecp256k1 is not installed, so its column is left out." : "";
        string[] peers = native is null ? ["host", "portable", "BouncyCastle"]
            : ["host", "portable", "BouncyCastle", "libsecp256k1"];
        Report report = new();
        report.Add("crypto", Machine.DescribeNow() + note + "\n\n" + new Table(peers).Measure(Rows(native)));
        return report;
    }

    private static Row[] Rows(LibSecp256k1? native)
    {
        Random random = new(33);
        HostSymmetric symmetric = new();
        byte[] key = Draw(random), digest = Draw(random);
        byte[] signature = Ecdsa.Sign(symmetric, key, digest), rs = Ecdsa.SignRs(symmetric, key, digest);
        byte[] publicKey = Ecdsa.PublicKey(key);
        byte[] compressed = [(byte)(2 + (publicKey[63] & 1)), .. publicKey[..32]];

        byte[][] factors = [.. Enumerable.Range(0, Count).Select(_ => Draw(random))];
        // As an offer's check weighs: one factor that is not half as long.
        byte[][] weights = [.. factors.Select((k, i) => i == 0 ? k : [.. new byte[16], .. k[..16]])];
        byte[][] encoded = [.. Enumerable.Range(0, Count).Select(_ => Ecdsa.PublicKey(Draw(random)))];
        Scalar[] scalars = [.. factors.Select(ToScalar)], shortened = [.. weights.Select(ToScalar)];
        Point[] points = [.. encoded.Select(ToPoint)];
        BouncyCastle bouncy = new();
        ECPoint[] bouncyPoints = [.. encoded.Select(bouncy.Read)];
        byte[][] nativePoints = [.. encoded.Select(p => native?.Parse([4, .. p]) ?? [])];

        Row NativeRow(string name, Func<byte[]> ours, Func<byte[]> reference, Func<byte[]> other, Func<byte[]> c) =>
            native is null ? new Row(name, ours, reference, other) : new Row(name, ours, reference, other, c);

        return
        [
            NativeRow(
                "k·G",
                () => Ecdsa.PublicKey(key),
                () => Reference.Ecdsa.PublicKey(key),
                () => bouncy.PublicKey(key),
                () => native!.Write(native.Multiply(key)!)),
            NativeRow(
                "address",
                () => Ecdsa.Address(key),
                () => Reference.Ecdsa.Address(key),
                () => bouncy.Address(key),
                () => Keccak256.Hash(native!.Write(native.Multiply(key)!))[12..]),
            NativeRow(
                "sign",
                () => Ecdsa.SignRs(symmetric, key, digest),
                () => Reference.Ecdsa.SignRs(symmetric, key, digest),
                () => bouncy.Sign(key, digest),
                () => WithoutParity(native!.Sign(key, digest))),
            NativeRow(
                "verify",
                () => [Flag(Ecdsa.VerifyRs(compressed, digest, rs))],
                () => [Flag(Reference.Ecdsa.VerifyRs(compressed, digest, rs))],
                () => [Flag(bouncy.Verify(compressed, digest, rs))],
                () => [Flag(native!.Verify(compressed, digest, rs))]),
            NativeRow(
                "recover",
                () => Ecdsa.Recover(digest, signature),
                () => Reference.Ecdsa.Recover(digest, signature),
                () => bouncy.Recover(digest, signature),
                () => native!.Write(native.Recover(digest, signature)!)),
            NativeRow(
                "33 commitments",
                () => Commit(scalars, Multiplication.WriteMultiples),
                () => Commit(scalars, Reference.Multiplication.WriteMultiples),
                () => bouncy.Commit(factors),
                () => [.. factors.SelectMany(k => native!.Write(native.Multiply(k)!))]),
            NativeRow(
                "sum of 33",
                () => Sum(scalars, points),
                () => ReferenceSum(scalars, points),
                () => bouncy.Sum(factors, bouncyPoints),
                () => native!.Write(native.Sum(factors, nativePoints)!)),
            NativeRow(
                "sum of 33, 32 factors of 128 bits",
                () => Sum(shortened, points),
                () => ReferenceSum(shortened, points),
                () => bouncy.Sum(weights, bouncyPoints),
                () => native!.Write(native.Sum(weights, nativePoints)!)),
        ];
    }

    private static byte[] Sum(Scalar[] k, Point[] p)
    {
        Point sum = new();
        Multiplication.MultiplySum(sum, k, p, k.Length);
        return Written(sum);
    }

    private static byte[] ReferenceSum(Scalar[] k, Point[] p)
    {
        Point result = new();
        Reference.Multiplication.MultiplySum(result, k, p, k.Length);
        return Written(result);
    }

    private static byte[] Written(Point point)
    {
        byte[] encoded = new byte[64];
        point.Write(encoded, 0);
        return encoded;
    }

    private static byte[] Commit(Scalar[] k, Action<Scalar[], byte[], int> write)
    {
        byte[] commitments = new byte[64 * k.Length];
        write(k, commitments, 0);
        return commitments;
    }

    private static byte[] WithoutParity(byte[] signature)
    {
        signature[32] &= 0x7f;
        return signature;
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;

    private static byte[] Draw(Random random)
    {
        byte[] bytes = new byte[32];
        random.NextBytes(bytes);
        // Below q.
        bytes[0] &= 0x7f;
        return bytes;
    }

    private static Scalar ToScalar(byte[] bytes)
    {
        Scalar scalar = new();
        scalar.ReadReduced(bytes, 0, bytes.Length);
        return scalar;
    }

    private static Point ToPoint(byte[] encoded)
    {
        Point point = new();
        return point.TryRead(encoded, 0) ? point : throw new ArgumentException("no point", nameof(encoded));
    }
}
