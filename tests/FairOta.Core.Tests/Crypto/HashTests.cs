using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Crypto;

[TestClass]
public class HashTests
{
    [TestMethod]
    public void Sha256_OfKnownAnswers_Matches()
    {
        foreach (JsonElement row in KnownAnswers.Of("sha256/known-answers.json"))
        {
            byte[] message = row.Unhex("message");
            Sha256 hash = new();
            for (int i = 0; i < row.GetProperty("times").GetInt32(); i++) hash.Append(message, 0, message.Length);
            Assert.AreEqual(row.Text("hash"), KnownAnswers.Hex(hash.Finish()));
        }
    }

    [TestMethod]
    public void Sha256_OfEveryLengthToFourBlocks_AgreesWithPlatform()
    {
        byte[] message = new Draws(1).Bytes(257);
        for (int length = 0; length <= 257; length++)
            CollectionAssert.AreEqual(SHA256.HashData(message.AsSpan(0, length)), Sha256.Hash(message, 0, length));
    }

    [TestMethod]
    public void Keccak256_OfKnownAnswers_Matches()
    {
        foreach (JsonElement row in KnownAnswers.Of("keccak256/kat.json"))
            Assert.AreEqual(row.Text("hash"), KnownAnswers.Hex(Keccak256.Hash(row.Unhex("message"))));
    }

    [TestMethod]
    public void Hashes_GivenInPieces_EqualTheWhole()
    {
        Draws draws = new(2);
        byte[] message = draws.Bytes(700);
        for (int round = 0; round < 200; round++)
        {
            Sha256 sha = new();
            Keccak256 keccak = new();
            for (int o = 0; o < message.Length;)
            {
                int count = Math.Min(draws.Index(200), message.Length - o);
                sha.Append(message, o, count);
                keccak.Append(message, o, count);
                o += count;
            }
            CollectionAssert.AreEqual(Sha256.Hash(message), sha.Finish());
            CollectionAssert.AreEqual(Keccak256.Hash(message), keccak.Finish());
        }
    }

    [TestMethod]
    public void Hashes_AfterFinish_StartAnew()
    {
        byte[] message = [1, 2, 3];
        Sha256 sha = new();
        Keccak256 keccak = new();
        HmacSha256 mac = new([7]);
        for (int i = 0; i < 2; i++)
        {
            sha.Append(message, 0, 3);
            keccak.Append(message, 0, 3);
            mac.Append(message, 0, 3);
            CollectionAssert.AreEqual(Sha256.Hash(message), sha.Finish());
            CollectionAssert.AreEqual(Keccak256.Hash(message), keccak.Finish());
            CollectionAssert.AreEqual(HMACSHA256.HashData((byte[])[7], message), mac.Finish());
        }
        CollectionAssert.AreEqual(Sha256.Hash([]), sha.Finish());
    }

    [TestMethod]
    public void Hashes_OfARange_IgnoreWhatLiesAround()
    {
        byte[] message = new Draws(3).Bytes(100);
        byte[] range = message.Skip(10).Take(50).ToArray();
        CollectionAssert.AreEqual(Sha256.Hash(range), Sha256.Hash(message, 10, 50));
        CollectionAssert.AreEqual(Keccak256.Hash(range), Keccak256.Hash(message, 10, 50));
    }
}
