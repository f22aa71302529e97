using System;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using FairOta.Core.Crypto;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto;

[TestClass]
public class EcdsaTests
{
    private static readonly ISymmetric[] Symmetrics = [new ManagedSymmetric(), new HostSymmetric()];

    [TestMethod]
    public void Sign_OfKnownAnswers_MatchesAndVerifies()
    {
        foreach (JsonElement row in KnownAnswers.Of("ecdsa/deterministic.json"))
        {
            byte[] key = row.Unhex("key"), digest = row.Unhex("digest"), expected = row.Unhex("signature");
            foreach (ISymmetric symmetric in Symmetrics)
                CollectionAssert.AreEqual(expected, Ecdsa.SignRs(symmetric, key, digest));
            Assert.IsTrue(Ecdsa.VerifyRs(CompressedKey(key), digest, expected));
        }
    }

    [TestMethod]
    public void Recover_OfWhatWasSigned_IsTheSigner()
    {
        Draws draws = new(18);
        for (int i = 0; i < 40; i++)
        {
            byte[] key = Draws.To32(1 + draws.Below(Draws.Q - 1)), digest = Draws.To32(draws.Below(1 + Draws.P));
            byte[] signature = Ecdsa.Sign(Symmetrics[1], key, digest);
            CollectionAssert.AreEqual(Ecdsa.PublicKey(key), Ecdsa.Recover(digest, signature));
            CollectionAssert.AreEqual(Ecdsa.Address(key), Ecdsa.RecoverAddress(digest, signature));
            signature[32] ^= 0x80;
            CollectionAssert.AreNotEqual(Ecdsa.PublicKey(key), Ecdsa.Recover(digest, signature));
        }
    }

    [TestMethod]
    public void VerifyRs_OfWycheproof_AcceptsTheValidInLowFormOnly()
    {
        int accepted = 0, lowered = 0;
        foreach (JsonElement row in KnownAnswers.Of("ecdsa/wycheproof-p1363.json"))
        {
            byte[] key = Compress(row.Unhex("publicKey")[1..]);
            byte[] digest = Sha256.Hash(row.Unhex("message")), signature = row.Unhex("signature");
            bool isValid = row.GetProperty("isValid").GetBoolean(), isHigh = IsHigh(signature);
            string what = $"{row.GetProperty("id")} {row.Text("comment")}";
            Assert.AreEqual(isValid && !isHigh, Ecdsa.VerifyRs(key, digest, signature), what);
            if (isValid && isHigh)
            {
                Assert.IsTrue(Ecdsa.VerifyRs(key, digest, Negated(signature)), what);
                lowered++;
            }
            else if (isValid)
            {
                AssertRecovers(row.Unhex("publicKey")[1..], digest, signature, what);
                accepted++;
            }
        }
        Assert.IsGreaterThan(50, accepted);
        Assert.IsGreaterThan(20, lowered);
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Negatives), typeof(VectorFiles))]
    public void Signature_OfTheProtocolsVector_IsMadeAndItsHighFormRefused(string file)
    {
        JsonElement row = VectorFiles.NegativesOf(file).GetProperty("signature");
        byte[] key = row.Unhex("key"), digest = row.Unhex("digest");
        foreach (ISymmetric symmetric in Symmetrics)
        {
            CollectionAssert.AreEqual(row.Unhex("eip2098"), Ecdsa.Sign(symmetric, key, digest));
            CollectionAssert.AreEqual(row.Unhex("rs"), Ecdsa.SignRs(symmetric, key, digest));
        }
        CollectionAssert.AreEqual(row.Unhex("address"), Ecdsa.RecoverAddress(digest, row.Unhex("eip2098")));
        Assert.IsTrue(Ecdsa.VerifyRs(CompressedKey(key), digest, row.Unhex("rs")));
        Assert.IsFalse(Ecdsa.VerifyRs(CompressedKey(key), digest, row.Unhex("refusedHighS")));
        byte[] recovered = Ecdsa.RecoverAddress(digest, row.Unhex("refusedHighS"));
        Assert.IsFalse(recovered != null && recovered.SequenceEqual(row.Unhex("address")));
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Negatives), typeof(VectorFiles))]
    public void PrivateKey_OutsideItsRange_IsRefused(string file)
    {
        byte[][] refused = VectorFiles.NegativesOf(file).GetProperty("keys").HexList("refused");
        byte[][] keys = [.. refused, [], new byte[31], new byte[33]];
        foreach (byte[] key in keys)
        {
            Assert.IsFalse(Ecdsa.IsPrivateKey(key));
            Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.PublicKey(key));
            Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.Address(key));
            Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.Sign(Symmetrics[0], key, new byte[32]));
            Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.SignRs(Symmetrics[0], key, new byte[32]));
        }
        Assert.IsTrue(Ecdsa.IsPrivateKey(Draws.To32(1)));
        Assert.IsTrue(Ecdsa.IsPrivateKey(Draws.To32(Draws.Q - 1)));
    }

    [TestMethod]
    public void Signature_WithNumbersOutOfRange_IsRefused()
    {
        byte[] key = Draws.To32(77), digest = Sha256.Hash([1]);
        byte[] signature = Ecdsa.SignRs(Symmetrics[0], key, digest);
        BigInteger half = (Draws.Q - 1) / 2;
        BigInteger[] bad = [0, Draws.Q, Draws.Q + 1, (BigInteger.One << 256) - 1];
        foreach (BigInteger value in bad)
        {
            AssertRefused(key, digest, [.. Draws.To32(value), .. signature[32..]]);
            Assert.IsFalse(Ecdsa.VerifyRs(CompressedKey(key), digest, [.. signature[..32], .. Draws.To32(value)]));
        }
        AssertRefused(key, digest, [.. signature[..32], .. new byte[32]]);
        // The highest s is (q - 1) / 2: one more is refused by EIP-2098's form too, which leaves it 255 bits.
        Assert.IsNotNull(Ecdsa.Recover(digest, [.. signature[..32], .. Draws.To32(half)]));
        AssertRefused(key, digest, [.. signature[..32], .. Draws.To32(half + 1)]);
        AssertRefused(key, digest, [.. signature[..32], .. Draws.To32((BigInteger.One << 255) - 1)]);
    }

    [TestMethod]
    public void Recover_WithoutAPointAtR_IsRefused()
    {
        // x = 5 has no point; 5 + q has one or not, and is never looked at.
        byte[] signature = [.. Draws.To32(5), .. Draws.To32(1)];
        AssertRefused(Draws.To32(77), new byte[32], signature);
    }

    [TestMethod]
    public void Recover_OfInfinity_IsRefused()
    {
        // R = G, s = e: Q = (s G - e G) / r is infinity, which is no key.
        Point generator = Points.SmallMultiples(1)[2];
        byte[] encoded = new byte[64];
        generator.Write(encoded, 0);
        byte[] e = Draws.To32(1234567);
        byte[] signature = [.. encoded[..32], .. e];
        if ((encoded[63] & 1) != 0) signature[32] |= 0x80;
        Assert.IsNull(Ecdsa.Recover(e, signature));
        Assert.IsNull(Ecdsa.RecoverAddress(e, signature));
    }

    [TestMethod]
    public void Inputs_OfOtherLengths_AreRefused()
    {
        byte[] key = Draws.To32(77), digest = new byte[32];
        byte[] signature = Ecdsa.SignRs(Symmetrics[0], key, digest);
        AssertRefused(key, digest, []);
        AssertRefused(key, digest, signature[..63]);
        AssertRefused(key, digest, [.. signature, 0]);
        Assert.IsFalse(Ecdsa.VerifyRs(CompressedKey(key)[..32], digest, signature));
        Assert.IsFalse(Ecdsa.VerifyRs([.. CompressedKey(key), 0], digest, signature));
        Assert.IsFalse(Ecdsa.VerifyRs([4, .. CompressedKey(key)[1..]], digest, signature));
        foreach (byte[] bad in new[] { new byte[31], new byte[33], [] })
        {
            Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.Sign(Symmetrics[0], key, bad));
            Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.SignRs(Symmetrics[0], key, bad));
            Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.Recover(bad, signature));
            Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.RecoverAddress(bad, signature));
            Assert.ThrowsExactly<ArgumentException>(() => Ecdsa.VerifyRs(CompressedKey(key), bad, signature));
        }
    }

    private static void AssertRefused(byte[] key, byte[] digest, byte[] signature)
    {
        Assert.IsNull(Ecdsa.Recover(digest, signature));
        Assert.IsNull(Ecdsa.RecoverAddress(digest, signature));
        Assert.IsFalse(Ecdsa.VerifyRs(CompressedKey(key), digest, signature));
    }

    // One of the two parities gives the signer; not so where R's x was reduced, which the form cannot say.
    private static void AssertRecovers(byte[] publicKey, byte[] digest, byte[] signature, string what)
    {
        if (Draws.From(signature[..32]) < Draws.P - Draws.Q) return;
        byte[] odd = [.. signature];
        odd[32] |= 0x80;
        bool isFound = new[] { signature, odd }.Select(s => Ecdsa.Recover(digest, s))
            .Any(recovered => recovered != null && recovered.SequenceEqual(publicKey));
        Assert.IsTrue(isFound, what);
    }

    private static bool IsHigh(byte[] signature) =>
        signature.Length == 64 && Draws.From(signature[32..]) > Draws.Q / 2;

    private static byte[] Negated(byte[] signature) =>
        [.. signature[..32], .. Draws.To32(Draws.Q - Draws.From(signature[32..]))];

    private static byte[] CompressedKey(byte[] key) => Compress(Ecdsa.PublicKey(key));

    private static byte[] Compress(byte[] xy) => [(byte)(2 + (xy[63] & 1)), .. xy[..32]];
}
