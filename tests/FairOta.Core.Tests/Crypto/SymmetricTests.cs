using System;
using System.Linq;
using System.Text.Json;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto;

/// <summary>What every implementation of the symmetric primitives has to hold.</summary>
public abstract class SymmetricContract
{
    protected abstract ISymmetric Symmetric { get; }

    [TestMethod]
    public void Mac_OfKnownAnswers_Matches()
    {
        foreach (JsonElement row in KnownAnswers.Of("hmac-sha256/vectors.json"))
        {
            string mac = KnownAnswers.Hex(Symmetric.Mac(row.Unhex("key"), row.Unhex("message")));
            bool isValid = mac.StartsWith(row.Text("tag"), StringComparison.Ordinal);
            Assert.AreEqual(row.GetProperty("isValid").GetBoolean(), isValid, row.Text("source"));
        }
    }

    [TestMethod]
    public void Cbc_OfKnownAnswers_MatchesBothWays()
    {
        foreach (JsonElement row in KnownAnswers.Of("aes128/cbc.json"))
        {
            // The IV of the vector goes into the first block: here it is always zero.
            byte[] plain = row.Unhex("plain");
            byte[] iv = row.Unhex("iv");
            for (int i = 0; i < iv.Length; i++) plain[i] ^= iv[i];
            Assert.AreEqual(
                row.Text("cipher"), KnownAnswers.Hex(Symmetric.Encrypt(row.Unhex("key"), plain)), row.Text("source"));
            CollectionAssert.AreEqual(plain, Symmetric.Decrypt(row.Unhex("key"), row.Unhex("cipher")));
        }
    }

    [TestMethod]
    public void Cbc_OfRandomTexts_ComesBack()
    {
        Draws draws = new(4);
        for (int blocks = 0; blocks < 40; blocks++)
        {
            byte[] key = draws.Bytes(16), plain = draws.Bytes(16 * blocks), kept = plain.ToArray();
            byte[] cipher = Symmetric.Encrypt(key, plain);
            Assert.HasCount(plain.Length, cipher);
            CollectionAssert.AreEqual(kept, plain);
            CollectionAssert.AreEqual(plain, Symmetric.Decrypt(key, cipher));
        }
    }

    [TestMethod]
    [DataRow(15, 16)]
    [DataRow(17, 16)]
    [DataRow(32, 16)]
    [DataRow(16, 15)]
    [DataRow(16, 17)]
    public void Cbc_OfOtherLengths_IsRefused(int keyBytes, int textBytes)
    {
        Assert.ThrowsExactly<ArgumentException>(() => Symmetric.Encrypt(new byte[keyBytes], new byte[textBytes]));
        Assert.ThrowsExactly<ArgumentException>(() => Symmetric.Decrypt(new byte[keyBytes], new byte[textBytes]));
    }

    [TestMethod]
    public void Primitives_OfRandomInputs_AgreeWithManaged()
    {
        Draws draws = new(5);
        ManagedSymmetric managed = new();
        for (int length = 0; length < 300; length += 7)
        {
            byte[] key = draws.Bytes(length), message = draws.Bytes(300 - length);
            CollectionAssert.AreEqual(managed.Mac(key, message), Symmetric.Mac(key, message));
            byte[] text = draws.Bytes(16 * (1 + length / 16)), secret = draws.Bytes(16);
            CollectionAssert.AreEqual(managed.Encrypt(secret, text), Symmetric.Encrypt(secret, text));
        }
    }
}

[TestClass]
public class ManagedSymmetricTests : SymmetricContract
{
    protected override ISymmetric Symmetric => new ManagedSymmetric();
}

[TestClass]
public class HostSymmetricTests : SymmetricContract
{
    protected override ISymmetric Symmetric => new HostSymmetric();

    [TestMethod]
    public void Encrypt_ByInstructionsAndByTheLibrary_Agree()
    {
        if (!AesInstructions.IsSupported)
            Assert.Inconclusive("This processor has no AES instructions, so the library does all: nothing to compare.");
        Draws draws = new(6);
        for (int blocks = 0; blocks < 300; blocks = blocks * 3 / 2 + 1)
        {
            byte[] key = draws.Bytes(16), text = draws.Bytes(16 * blocks), other = text.ToArray();
            AesInstructions.EncryptCbc(key, text);
            HostSymmetric.EncryptByLibrary(key, other);
            CollectionAssert.AreEqual(other, text);
        }
    }

    [TestMethod]
    public void Mac_IntoTooLittleRoom_IsRefused() => Assert.ThrowsExactly<ArgumentException>(
        () => HostSymmetric.Mac(new byte[32], new byte[1], new byte[31]));

    [TestMethod]
    public void Segments_IntoBytesThatAreThere_AsIntoNewOnes()
    {
        Draws draws = new(7);
        for (int size = 16; size <= 4096; size *= 2)
        {
            Scalar evaluation = new();
            evaluation.ReadReduced(draws.Bytes(32), 0, 32);
            byte[] segment = draws.Bytes(size), digest = draws.Bytes(32), key = new byte[Segments.KeyBytes];
            byte[] number = new byte[32];
            evaluation.Write(number.AsSpan());
            CollectionAssert.AreEqual(evaluation.ToBytes(), number);
            Segments.Key(evaluation, key);
            CollectionAssert.AreEqual(Segments.Key(Symmetric, evaluation), key);
            byte[] expected = Segments.Seal(Symmetric, evaluation, segment);
            Segments.Seal(key, segment);
            CollectionAssert.AreEqual(expected, segment);
            expected = Segments.Digest(Symmetric, digest, segment);
            Segments.Digest(digest, segment);
            CollectionAssert.AreEqual(expected, digest);
        }
    }
}
