using System.Numerics;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;
using Number = Org.BouncyCastle.Math.BigInteger;

namespace FairOta.Core.Tests.Crypto;

/// <summary>The same inputs through an independent implementation.</summary>
[TestClass]
public class BouncyCastleTests
{
    private static readonly X9ECParameters Curve = SecNamedCurves.GetByName("secp256k1");

    [TestMethod]
    public void Points_OfRandomAndEdgeScalars_Agree()
    {
        Draws draws = new(19);
        for (int i = 0; i < 150; i++)
        {
            BigInteger a = draws.Below(Draws.Q), b = draws.Below(Draws.Q), c = draws.Below(Draws.Q);
            ECPoint theirA = Curve.G.Multiply(To(a)), theirB = Curve.G.Multiply(To(b));
            Point ourA = new(), ourB = new(), r = new();
            Multiplication.MultiplyGenerator(ourA, Draws.ToScalar(a));
            Multiplication.MultiplyGenerator(ourB, Draws.ToScalar(b));
            AssertSame(theirA, ourA);
            AssertSame(theirB, ourB);
            r.Add(ourA, ourB);
            AssertSame(theirA.Add(theirB), r);
            r.Double(ourA);
            AssertSame(theirA.Twice(), r);
            r.Negate(ourA);
            AssertSame(theirA.Negate(), r);
            Multiplication.Multiply(r, Draws.ToScalar(c), ourA);
            AssertSame(theirA.Multiply(To(c)), r);
            Multiplication.MultiplySum(r, [Draws.ToScalar(c), Draws.ToScalar(a)], [ourA, ourB], 2);
            AssertSame(theirA.Multiply(To(c)).Add(theirB.Multiply(To(a))), r);
        }
    }

    [TestMethod]
    public void Signatures_OfRandomKeysAndDigests_AgreeInLowForm()
    {
        Draws draws = new(20);
        ECDomainParameters domain = new(Curve.Curve, Curve.G, Curve.N, Curve.H);
        for (int i = 0; i < 60; i++)
        {
            BigInteger key = 1 + draws.Below(Draws.Q - 1);
            byte[] digest = draws.Bytes(32);
            ECDsaSigner signer = new(new HMacDsaKCalculator(new Sha256Digest()));
            signer.Init(true, new ECPrivateKeyParameters(To(key), domain));
            Number[] rs = signer.GenerateSignature(digest);
            BigInteger s = From(rs[1]);
            if (s > Draws.Q / 2) s = Draws.Q - s;
            byte[] ours = Ecdsa.SignRs(new HostSymmetric(), Draws.To32(key), digest);
            CollectionAssert.AreEqual((byte[])[.. Draws.To32(From(rs[0])), .. Draws.To32(s)], ours);
        }
    }

    [TestMethod]
    public void Keccak_OfRandomMessages_Agrees()
    {
        Draws draws = new(21);
        for (int length = 0; length < 300; length++)
        {
            byte[] message = draws.Bytes(length), expected = new byte[32];
            KeccakDigest digest = new(256);
            digest.BlockUpdate(message, 0, length);
            digest.DoFinal(expected, 0);
            CollectionAssert.AreEqual(expected, Keccak256.Hash(message));
        }
    }

    private static void AssertSame(ECPoint theirs, Point ours)
    {
        Assert.AreEqual(theirs.IsInfinity, ours.IsInfinity);
        if (ours.IsInfinity) return;
        byte[] written = new byte[64];
        ours.Write(written, 0);
        CollectionAssert.AreEqual(theirs.Normalize().GetEncoded(false)[1..], written);
    }

    private static Number To(BigInteger value) => new(1, Draws.To32(value));

    private static BigInteger From(Number value) => Draws.From(value.ToByteArrayUnsigned());
}
