using System;
using System.Linq;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Reference = FairOta.Core.Crypto.Portable;

namespace FairOta.Core.Tests.Crypto.Host;

/// <summary>Hosts do what devices do: the same inputs through Core's portable code.</summary>
[TestClass]
public class AgreementTests
{
    private static readonly HostSymmetric Symmetric = new();

    [TestMethod]
    public void Keys_OfRandomAndEdgeScalars_Agree()
    {
        Draws draws = new(660);
        for (int i = 0; i < 1_500; i++)
        {
            byte[] key = Draws.To32(i < 300 ? i : i < 600 ? Draws.Q - 300 + i - 298 : draws.Below(Draws.Q + 2));
            Assert.AreEqual(Reference.Ecdsa.IsPrivateKey(key), Ecdsa.IsPrivateKey(key));
            if (!Ecdsa.IsPrivateKey(key))
            {
                Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.PublicKey(key));
                continue;
            }
            CollectionAssert.AreEqual(Reference.Ecdsa.PublicKey(key), Ecdsa.PublicKey(key));
            CollectionAssert.AreEqual(Reference.Ecdsa.Address(key), Ecdsa.Address(key));
        }
    }

    [TestMethod]
    public void Signatures_OfRandomAndEdgeKeysAndDigests_Agree()
    {
        Draws draws = new(661);
        for (int i = 0; i < 600; i++)
        {
            byte[] key = Draws.To32(1 + draws.Below(Draws.Q - 1)), digest = Draws.To32(draws.Below(1 + Draws.P));
            byte[] signature = Ecdsa.Sign(Symmetric, key, digest), rs = Ecdsa.SignRs(Symmetric, key, digest);
            CollectionAssert.AreEqual(Reference.Ecdsa.Sign(Symmetric, key, digest), signature);
            CollectionAssert.AreEqual(Reference.Ecdsa.SignRs(Symmetric, key, digest), rs);
            AssertSameAnswers(Compressed(Ecdsa.PublicKey(key)), digest, signature);
            AssertSameAnswers(Compressed(Ecdsa.PublicKey(key)), digest, rs);
        }
    }

    [TestMethod]
    public void Answers_ToBrokenSignatures_Agree()
    {
        Draws draws = new(662);
        for (int i = 0; i < 600; i++)
        {
            byte[] key = Draws.To32(1 + draws.Below(Draws.Q - 1)), digest = Draws.To32(draws.Below(1 + Draws.P));
            byte[] signature = Ecdsa.SignRs(Symmetric, key, digest), public33 = Compressed(Ecdsa.PublicKey(key));
            switch (i % 4)
            {
                case 0:
                    signature[draws.Index(64)] ^= (byte)(1 << draws.Index(8));
                    break;
                case 1:
                    Draws.To32(draws.Below(Draws.P)).CopyTo(signature, 32 * draws.Index(2));
                    break;
                case 2:
                    digest[draws.Index(32)] ^= 1;
                    break;
                default:
                    public33[draws.Index(33)] ^= 1;
                    break;
            }
            AssertSameAnswers(public33, digest, signature);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(9)]
    [DataRow(33)]
    [DataRow(65)]
    public void Sums_OfChosenPointsAndScalars_Agree(int count)
    {
        // Small and large multiples, equal, opposite and infinite ones, of other scales, by scalars at the edges.
        Draws draws = new(663 + count);
        Point[] multiples = Points.SmallMultiples(6);
        for (int round = 0; round < 20; round++)
        {
            Scalar[] k = new Scalar[count];
            Point[] p = new Point[count];
            for (int i = 0; i < count; i++)
            {
                k[i] = Draws.ToScalar(draws.Below(Draws.Q) >> (draws.Index(3) * 64));
                Point multiple = multiples[draws.Index(13)];
                p[i] = draws.Index(3) switch
                {
                    0 => multiple,
                    1 => multiple.IsInfinity ? multiple : Points.Rescaled(multiple),
                    _ => Points.Compressed(Compressed(Ecdsa.PublicKey(Draws.To32(1 + draws.Below(Draws.Q - 1))))),
                };
                if (i > 0 && draws.Index(4) == 0) p[i] = Negated(p[i - 1]);
                if (i > 0 && draws.Index(4) == 0) k[i] = k[i - 1];
            }
            Point expected = new(), actual = new();
            Reference.Multiplication.MultiplySum(expected, k, p, count);
            Multiplication.MultiplySum(actual, k, p, count);
            Points.AssertEqual(expected, actual, $"round {round}");
            Scalar g = draws.Scalar();
            Reference.PointSum there = new(count, true);
            PointSum here = new(count, true);
            for (int i = 0; i < count; i++)
            {
                there.Add(k[i], p[i]);
                here.Add(k[i], p[i]);
            }
            there.AddGenerator(g);
            here.AddGenerator(g);
            there.Finish(expected);
            here.Finish(actual);
            Points.AssertEqual(expected, actual, $"round {round}, with the generator");
        }
    }

    [TestMethod]
    public void Commitments_OfRandomAndEdgeScalars_Agree()
    {
        Draws draws = new(664);
        for (int round = 0; round < 20; round++)
        {
            Scalar[] k = [.. Enumerable.Range(0, 1 + draws.Index(40))
                .Select(_ => Draws.ToScalar(1 + draws.Below(Draws.Q - 1)))];
            byte[] expected = new byte[3 + 64 * k.Length], actual = new byte[3 + 64 * k.Length];
            Reference.Multiplication.WriteMultiples(k, expected, 3);
            Multiplication.WriteMultiples(k, actual, 3);
            CollectionAssert.AreEqual(expected, actual);
            k[draws.Index(k.Length)] = new Scalar();
            Assert.ThrowsExactly<InvalidOperationException>(() => Multiplication.WriteMultiples(k, actual, 3));
        }
    }

    [TestMethod]
    public void Additions_InConstantTime_AreCompleteForAllPairsOfSmallMultiples()
    {
        const int n = 20;
        Point[] multiples = Points.SmallMultiples(2 * n);
        for (int a = -n; a <= n; a++)
        {
            for (int b = -n; b <= n; b++)
            {
                if (b == 0) continue; // has no affine form
                Projective64 sum = Projective64.Infinity;
                if (a != 0) sum.AddAffine(multiples[a + 2 * n].ToAffine64());
                sum.AddAffine(multiples[b + 2 * n].ToAffine64());
                Assert.AreEqual(a + b == 0, sum.Z.IsZero, $"{a} + {b}");
                if (a + b == 0) continue;
                Affine64[] affine = new Affine64[1];
                Projective64.ToAffine([sum], affine);
                Point actual = new();
                actual.Set(affine[0]);
                Points.AssertEqual(multiples[a + b + 2 * n], actual, $"{a} + {b}");
            }
        }
    }

    private static void AssertSameAnswers(byte[] public33, byte[] digest, byte[] signature)
    {
        Assert.AreEqual(
            Reference.Ecdsa.VerifyRs(public33, digest, signature), Ecdsa.VerifyRs(public33, digest, signature));
        CollectionAssert.AreEqual(
            Reference.Ecdsa.Recover(digest, signature), Ecdsa.Recover(digest, signature));
        CollectionAssert.AreEqual(
            Reference.Ecdsa.RecoverAddress(digest, signature), Ecdsa.RecoverAddress(digest, signature));
    }

    private static Point Negated(Point point)
    {
        Point result = new();
        result.Negate(point);
        return result;
    }

    private static byte[] Compressed(byte[] xy) => [(byte)(2 + (xy[63] & 1)), .. xy[..32]];
}
