using System.Linq;
using FairOta.Core.Crypto;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto.Host;

/// <summary>The same inputs through libsecp256k1, which is C and shares no code with this.</summary>
[TestClass]
[TestCategory("LibSecp256k1")]
public class LibSecp256k1Tests
{
    private static readonly HostSymmetric Symmetric = new();
    private static readonly LibSecp256k1? Library = LibSecp256k1.Find();

    [TestInitialize]
    public void RequireTheLibrary()
    {
        if (Library is null) Assert.Inconclusive("libsecp256k1 is not installed (Debian: libsecp256k1-1).");
    }

    [TestMethod]
    public void Keys_OfRandomAndEdgeScalars_Agree()
    {
        Draws draws = new(670);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] key = Draws.To32(draws.Below(Draws.Q + 2));
            byte[]? theirs = Library!.Multiply(key);
            Assert.AreEqual(theirs != null, Ecdsa.IsPrivateKey(key));
            if (theirs != null) CollectionAssert.AreEqual(Library.Write(theirs), Ecdsa.PublicKey(key));
        }
    }

    [TestMethod]
    public void Signatures_OfRandomAndEdgeKeysAndDigests_Agree()
    {
        Draws draws = new(671);
        for (int i = 0; i < 1_000; i++)
        {
            // Below q: of larger digests the library takes other nonces than RFC 6979, which reduces them before.
            byte[] key = Draws.To32(1 + draws.Below(Draws.Q - 1)), digest = Draws.To32(draws.Below(Draws.Q));
            byte[] signature = Ecdsa.Sign(Symmetric, key, digest);
            CollectionAssert.AreEqual(Library!.Sign(key, digest), signature);
            CollectionAssert.AreEqual(
                Library.Write(Library.Recover(digest, signature)!), Ecdsa.Recover(digest, signature));
        }
    }

    [TestMethod]
    public void Answers_ToGoodAndBrokenSignatures_Agree()
    {
        Draws draws = new(672);
        for (int i = 0; i < 1_000; i++)
        {
            byte[] key = Draws.To32(1 + draws.Below(Draws.Q - 1)), digest = Draws.To32(draws.Below(1 + Draws.P));
            byte[] xy = Ecdsa.PublicKey(key), rs = Ecdsa.SignRs(Symmetric, key, digest);
            byte[] public33 = [(byte)(2 + (xy[63] & 1)), .. xy[..32]];
            if (i % 3 == 1) rs[draws.Index(64)] ^= (byte)(1 << draws.Index(8));
            if (i % 3 == 2) Draws.To32(draws.Below(Draws.P)).CopyTo(rs, 32 * draws.Index(2));
            Assert.AreEqual(Library!.Verify(public33, digest, rs), Ecdsa.VerifyRs(public33, digest, rs));
            // A high s it recovers from, EIP-2098 has no room for it.
            byte[]? ours = Ecdsa.Recover(digest, rs), theirs = Library.Recover(digest, rs);
            if (ours != null) CollectionAssert.AreEqual(Library.Write(theirs!), ours);
        }
    }

    [TestMethod]
    public void Sums_OfRandomPoints_Agree()
    {
        Draws draws = new(673);
        for (int round = 0; round < 40; round++)
        {
            int count = 1 + draws.Index(40);
            byte[][] k = [.. Enumerable.Range(0, count).Select(_ => Draws.To32(1 + draws.Below(Draws.Q - 1)))];
            byte[][] p = [.. k.Select(_ => Ecdsa.PublicKey(Draws.To32(1 + draws.Below(Draws.Q - 1))))];
            Point sum = new();
            Multiplication.MultiplySum(
                sum,
                [.. k.Select(one => Draws.ToScalar(Draws.From(one)))],
                [.. p.Select(one => Points.Compressed([(byte)(2 + (one[63] & 1)), .. one[..32]]))],
                count);
            byte[] written = new byte[64];
            sum.Write(written, 0);
            byte[]? theirs = Library!.Sum(k, [.. p.Select(one => Library.Parse([4, .. one])!)]);
            CollectionAssert.AreEqual(Library.Write(theirs!), written);
        }
    }
}
