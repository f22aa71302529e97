using System;
using System.Numerics;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto.Host;

/// <summary>What somebody without the key tries, each by its name.</summary>
[TestClass]
public class ForgeryTests
{
    private static readonly HostSymmetric Symmetric = new();
    private static readonly byte[] Key = Draws.To32(1234567), Digest = Sha256.Hash([1, 2, 3]);
    private static readonly byte[] Public33 = Compressed(Ecdsa.PublicKey(Key));
    private static readonly byte[] Signature = Ecdsa.SignRs(Symmetric, Key, Digest);

    private static BigInteger R => Draws.From(Signature[..32]);

    private static BigInteger S => Draws.From(Signature[32..]);

    [TestMethod]
    public void Malleated_SReplacedByItsNegative_IsRefused() => AssertRefused(R, Draws.Q - S);

    [TestMethod]
    public void Wrapped_SByTheOrder_IsRefused()
    {
        if (S + Draws.Q < BigInteger.One << 256) AssertRefused(R, S + Draws.Q);
        AssertRefused(R, Draws.Q);
    }

    [TestMethod]
    public void Wrapped_RByTheOrder_IsRefused() => AssertRefused(Draws.Q + 1, S);

    [TestMethod]
    public void Null_RAndS_AreRefused()
    {
        AssertRefused(0, S);
        AssertRefused(R, 0);
        AssertRefused(0, 0);
    }

    [TestMethod]
    public void Psychic_AllZeroUnderAnyDigest_IsRefused()
    {
        Assert.IsFalse(Ecdsa.VerifyRs(Public33, new byte[32], new byte[64]));
        Assert.IsNull(Ecdsa.Recover(new byte[32], new byte[64]));
    }

    [TestMethod]
    public void Swapped_RAndS_AreRefused() => AssertRefused(S, R > Draws.Q / 2 ? Draws.Q - R : R);

    [TestMethod]
    public void Moved_ToAnotherDigest_IsRefused() =>
        Assert.IsFalse(Ecdsa.VerifyRs(Public33, Sha256.Hash([1, 2, 4]), Signature));

    [TestMethod]
    public void Moved_ToTheNegativeKey_IsRefused() =>
        Assert.IsFalse(Ecdsa.VerifyRs([(byte)(Public33[0] ^ 1), .. Public33[1..]], Digest, Signature));

    [TestMethod]
    public void Chosen_SumAtInfinity_IsRefused()
    {
        // With Q = -(e / r) G every signature (r, s) sums to infinity.
        BigInteger e = Draws.From(Digest), r = R, inverse = BigInteger.ModPow(r, Draws.Q - 2, Draws.Q);
        byte[] key = Compressed(Ecdsa.PublicKey(Draws.To32(Draws.Mod(-e * inverse, Draws.Q))));
        Assert.IsFalse(Ecdsa.VerifyRs(key, Digest, Signature));
    }

    [TestMethod]
    public void Chosen_KeyWhoseMultipleMeetsTheGenerators_IsJudgedRightly()
    {
        // u G and v Q are equal, so that the sum is a doubling: honest if and only if its x is r.
        BigInteger e = Draws.From(Digest), r = R, inverse = BigInteger.ModPow(r, Draws.Q - 2, Draws.Q);
        byte[] secret = Draws.To32(Draws.Mod(e * inverse, Draws.Q)), key = Compressed(Ecdsa.PublicKey(secret));
        Assert.IsFalse(Ecdsa.VerifyRs(key, Digest, Signature));
        byte[] honest = Ecdsa.SignRs(Symmetric, secret, Digest);
        Assert.IsTrue(Ecdsa.VerifyRs(key, Digest, honest));
    }

    [TestMethod]
    public void OffTheCurve_KeyWithoutAPoint_IsRefused() =>
        Assert.IsFalse(Ecdsa.VerifyRs([2, .. Draws.To32(5)], Digest, Signature));

    [TestMethod]
    public void OutOfTheField_KeysXWrappedByTheModulus_IsRefused()
    {
        // x = 1 has a point, and 1 + p is below 2^256.
        Assert.IsTrue(new Point().TryReadCompressed([2, .. Draws.To32(1)], 0));
        Assert.IsFalse(Ecdsa.VerifyRs([2, .. Draws.To32(Draws.P + 1)], Digest, Signature));
        Affine64 point = default;
        Assert.IsTrue(point.TryReadCompressed([2, .. Draws.To32(1)]));
        Assert.IsFalse(point.TryReadCompressed([2, .. Draws.To32(Draws.P + 1)]));
    }

    [TestMethod]
    public void Rewrapped_XBetweenOrderAndModulus_IsAcceptedAsItsResidue()
    {
        // R with x from q on, which an honest signer may meet: r is x - q. From s = 1 follows a key for any digest.
        BigInteger x = Draws.Q + 1;
        Affine64 point = default;
        while (!point.TrySetX(Field64Tests.To(x), false)) x++;
        BigInteger r = x - Draws.Q, e = Draws.From(Digest);
        Assert.IsTrue(r > 0 && x < Draws.P);
        // Q = (R - e G) / r.
        Point sum = new(), generator = Points.SmallMultiples(1)[2];
        BigInteger inverse = BigInteger.ModPow(r, Draws.Q - 2, Draws.Q);
        Point at = Points.Compressed([2, .. Draws.To32(x)]);
        Multiplication.MultiplySum(
            sum, [Draws.ToScalar(inverse), Draws.ToScalar(Draws.Mod(-e * inverse, Draws.Q))], [at, generator], 2);
        byte[] key = new byte[33];
        sum.WriteCompressed(key, 0);
        byte[] signature = [.. Draws.To32(r), .. Draws.To32(1)];
        Assert.IsTrue(Ecdsa.VerifyRs(key, Digest, signature));
        Assert.IsTrue(Core.Crypto.Portable.Ecdsa.VerifyRs(key, Digest, signature));
    }

    private static void AssertRefused(BigInteger r, BigInteger s)
    {
        byte[] signature = [.. Draws.To32(r), .. Draws.To32(s)];
        Assert.IsFalse(Ecdsa.VerifyRs(Public33, Digest, signature));
        byte[]? recovered = Ecdsa.RecoverAddress(Digest, signature);
        Assert.IsFalse(recovered != null && recovered.AsSpan().SequenceEqual(Ecdsa.Address(Key)));
    }

    private static byte[] Compressed(byte[] xy) => [(byte)(2 + (xy[63] & 1)), .. xy[..32]];
}
