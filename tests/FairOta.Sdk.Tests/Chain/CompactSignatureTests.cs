using System;
using System.Numerics;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class CompactSignatureTests
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "115792089237316195423570985008687907852837564279074904382605163141518161494337",
        System.Globalization.CultureInfo.InvariantCulture);

    private static readonly PrivateKeyAccount Account = PrivateKeyAccount.Parse(new string('5', 64));

    /// <summary>The account's own signatures are the measure. 600 digests have both parities, and r and s with a
    /// leading zero, 1 in 256 each.</summary>
    [TestMethod]
    public void Of_AnySignatureWhateverItsForm_IsTheAccountsOwn()
    {
        int shortened = 0, odd = 0;
        for (int i = 0; i < 600; i++)
        {
            Hash32 digest = Digest(i);
            byte[] own = Ecdsa.Sign(new HostSymmetric(), Key(), digest.ToBytes());
            (BigInteger r, BigInteger s) = Parts(own);
            byte[] given = Minimal(r);
            if (given.Length < 32) shortened++;
            if (own[32] >> 7 == 1) odd++;
            CollectionAssert.AreEqual(own, CompactSignature.Of(Account.Address, digest, given, Minimal(s)));
            if (i % 50 != 0) continue;
            CollectionAssert.AreEqual(own, CompactSignature.Of(Account.Address, digest, given, Minimal(Order - s)));
            CollectionAssert.AreEqual(own, CompactSignature.Of(Account.Address, digest, [0, .. given], Minimal(s)));
        }
        Assert.AreNotEqual(0, shortened);
        Assert.IsTrue(odd is > 0 and < 600);
    }

    [TestMethod]
    [DataRow(0, 0, "another digest")]
    [DataRow(1, 0, "another r")]
    [DataRow(0, 1, "another s")]
    public void Of_WhatTheAccountDidNotSign_IsRefused(int moreR, int moreS, string what)
    {
        (BigInteger r, BigInteger s) = Parts(Ecdsa.Sign(new HostSymmetric(), Key(), Digest(1).ToBytes()));
        Hash32 digest = Digest(moreR + moreS == 0 ? 2 : 1);
        Assert.ThrowsExactly<SigningException>(
            () => CompactSignature.Of(Account.Address, digest, Minimal(r + moreR), Minimal(s + moreS)), what);
    }

    [TestMethod]
    public void Of_AnothersSignature_IsRefused()
    {
        (BigInteger r, BigInteger s) = Parts(Ecdsa.Sign(new HostSymmetric(), Key(), Digest(1).ToBytes()));
        Address another = PrivateKeyAccount.Parse(new string('6', 64)).Address;
        var error = Assert.ThrowsExactly<SigningException>(
            () => CompactSignature.Of(another, Digest(1), Minimal(r), Minimal(s)));
        StringAssert.Contains(error.Message, another.ToString());
    }

    [TestMethod]
    [DataRow("", "01")]
    [DataRow("01", "")]
    [DataRow("00", "00")]
    [DataRow("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", "01")]
    [DataRow("01", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141")]
    [DataRow("0100000000000000000000000000000000000000000000000000000000000000000000", "01")]
    public void Of_NumbersOutOfRange_AreRefused(string r, string s) => Assert.ThrowsExactly<SigningException>(
        () => CompactSignature.Of(
            Account.Address, Digest(1), Convert.FromHexString(r), Convert.FromHexString(s)));

    private static byte[] Key() => Convert.FromHexString(new string('5', 64));

    private static Hash32 Digest(int i) => Hash32.FromBytes(Keccak256.Hash(BitConverter.GetBytes(i)));

    private static (BigInteger R, BigInteger S) Parts(byte[] compact)
    {
        byte[] s = compact[32..];
        s[0] &= 0x7f;
        return (new(compact.AsSpan(0, 32), true, true), new(s, true, true));
    }

    private static byte[] Minimal(BigInteger number) => number.ToByteArray(isUnsigned: true, isBigEndian: true);
}
