using System;
using System.IO;
using System.Text.Json.Nodes;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Keys;

[TestClass]
public sealed class KeyFileTests
{
    private const string Passphrase = "correct horse";
    private const int FewIterations = 16;
    private static readonly KeyPair Key = KeyPair.Draw(KeyKind.Manifest, new CountingRandomness(500));

    [TestMethod]
    [DataRow("pbkdf2")]
    [DataRow("ethers")]
    public void Decrypt_PublicVector_IsItsSecret(string derivation)
    {
        JsonNode vectors = Vectors();
        KeyPair key = KeyFile.Decrypt(
            vectors["files"]![derivation]!.ToJsonString(), (string)vectors["passphrase"]!, KeyKind.Account);
        Assert.AreEqual((string)vectors["secret"]!, Convert.ToHexStringLower(key.Secret));
        Assert.AreEqual((string)vectors["address"]!, key.Address.ToWire());
    }

    [TestMethod]
    public void Decrypt_WhatWasEncrypted_IsTheKey()
    {
        KeyPair read = KeyFile.Decrypt(Encrypted(), Passphrase, KeyKind.Manifest);
        CollectionAssert.AreEqual(Key.Secret, read.Secret);
        Assert.AreEqual(KeyKind.Manifest, read.Kind);
    }

    [TestMethod]
    public void Encrypt_Key_ShowsNoSecret() =>
        Assert.IsFalse(Encrypted().Contains(Convert.ToHexStringLower(Key.Secret), StringComparison.OrdinalIgnoreCase));

    [TestMethod]
    public void Decrypt_OtherPassphrase_IsRefused() =>
        Assert.ThrowsExactly<KeyFileException>(() => KeyFile.Decrypt(Encrypted(), "wrong", KeyKind.Manifest));

    [TestMethod]
    public void Decrypt_KeyForAnotherPurpose_IsRefused()
    {
        var refusal = Assert.ThrowsExactly<KeyFileException>(
            () => KeyFile.Decrypt(Encrypted(), Passphrase, KeyKind.Account));
        StringAssert.Contains(refusal.Message, "manifest");
    }

    [TestMethod]
    public void Decrypt_CiphertextChanged_IsRefused() => Refused(file =>
    {
        string cipher = (string)file["crypto"]!["ciphertext"]!;
        file["crypto"]!["ciphertext"] = (cipher[0] == '0' ? "1" : "0") + cipher[1..];
    });

    [TestMethod]
    public void Decrypt_AddressOfAnotherKey_IsRefused() => Refused(file => file["address"] = new string('1', 40));

    [TestMethod]
    public void Decrypt_KindUnknown_IsRefused() => Refused(file => file["fairota"]!["kind"] = "root");

    [TestMethod]
    [DataRow("version", "4")]
    [DataRow("version", "\"3\"")]
    [DataRow("crypto", "null")]
    [DataRow("crypto", "[]")]
    public void Decrypt_OtherForm_IsRefused(string name, string value) =>
        Refused(file => file[name] = JsonNode.Parse(value));

    [TestMethod]
    [DataRow("cipher", "\"aes-256-ctr\"")]
    [DataRow("kdf", "\"argon2id\"")]
    [DataRow("mac", "\"00\"")]
    [DataRow("ciphertext", "\"0011\"")]
    [DataRow("ciphertext", "\"zz\"")]
    public void Decrypt_CryptoNotSupported_IsRefused(string name, string value) =>
        Refused(file => file["crypto"]![name] = JsonNode.Parse(value));

    [TestMethod]
    [DataRow("c", "0")]
    [DataRow("c", "10000001")]
    [DataRow("c", "99999999999")]
    [DataRow("dklen", "64")]
    [DataRow("prf", "\"hmac-sha1\"")]
    [DataRow("salt", "\"\"")]
    public void Decrypt_DerivationOutOfBounds_IsRefused(string name, string value) =>
        Refused(file => file["crypto"]!["kdfparams"]![name] = JsonNode.Parse(value));

    [TestMethod]
    [DataRow("n", 1)]
    [DataRow("n", 3)]
    [DataRow("n", 1 << 23)]
    [DataRow("r", 0)]
    [DataRow("p", 17)]
    public void Decrypt_ScryptOutOfBounds_IsRefused(string name, int value)
    {
        JsonNode vectors = Vectors();
        JsonNode file = vectors["files"]!["ethers"]!;
        file["Crypto"]!["kdfparams"]![name] = value;
        Assert.ThrowsExactly<KeyFileException>(
            () => KeyFile.Decrypt(file.ToJsonString(), (string)vectors["passphrase"]!, KeyKind.Account));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("{}")]
    public void Decrypt_NoKeyFile_IsRefused(string text) =>
        Assert.ThrowsExactly<KeyFileException>(() => KeyFile.Decrypt(text, Passphrase, KeyKind.Account));

    [TestMethod]
    public void Read_FileThatIsMissingOrTooLarge_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.json");
        var missing = Assert.ThrowsExactly<KeyFileException>(() => KeyFile.Read(path, Passphrase, KeyKind.Account));
        StringAssert.Contains(missing.Message, path);
        File.WriteAllText(path, Encrypted() + new string(' ', KeyFile.MaxFileBytes));
        Assert.ThrowsExactly<KeyFileException>(() => KeyFile.Read(path, Passphrase, KeyKind.Manifest));
    }

    [TestMethod]
    public void Write_FileThatExists_IsNotReplaced()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.json");
        KeyFile.Write(path, "first");
        Assert.ThrowsExactly<IOException>(() => KeyFile.Write(path, "second"));
        Assert.AreEqual("first", File.ReadAllText(path));
    }

    [TestMethod]
    public void Write_OnUnix_IsForItsOwnerAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Windows has no such mode.");
            return;
        }

        using var folder = new TemporaryFolder();
        string path = folder.File("a.json");
        KeyFile.Write(path, "secret");
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    private static string Encrypted() => KeyFile.Encrypt(Key, Passphrase, new CountingRandomness(), FewIterations);

    private static void Refused(Action<JsonNode> change)
    {
        JsonNode file = JsonNode.Parse(Encrypted())!;
        change(file);
        Assert.ThrowsExactly<KeyFileException>(
            () => KeyFile.Decrypt(file.ToJsonString(), Passphrase, KeyKind.Manifest));
    }

    private static JsonNode Vectors() => JsonNode.Parse(File.ReadAllText(
        Path.Combine(RepositoryRoot.Path, "tests/vectors/keys/web3-secret-storage.json")))!;
}
