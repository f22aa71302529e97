using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class TransactionTests
{
    private const string Key = "0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63";

    /// <summary>Vectors of ethereumjs-monorepo, packages/tx/test/json/eip1559.json, without the RLP string around
    /// them.</summary>
    [TestMethod]
    [DataRow(819, 43203529L, 35552L, 75853L, 121212L,
        "02f870821e8e8203338301284d8301d97c828ae094000000000000000000000000000000000000aaaa8402933bc980c080"
        + "a0d067f2167008c59219652f91cbf8788dbca5f771f6e91e2b7657e85b78b472e0"
        + "a01d305af9fe81fdba43f0dfcd400ed24dcace0a7e30d4e85701dcaaf484cd079e")]
    [DataRow(985, 32531825L, 68541L, 66377L, 136097L,
        "02f871821e8e8203d983010349830213a183010bbd94000000000000000000000000000000000000aaaa8401f0657180c001"
        + "a0e6d23c5ecc0f388a4d41a9523c3ad171e98083a61288c340b968dfe0903a6741"
        + "a07319e8d54a4fd8f0c081d3ce093d869f9df598481991c8534bfd8f2c163884b4")]
    [DataRow(119, 65456115L, 62341L, 24721L, 107729L,
        "02f86d821e8e778260918301a4d182f38594000000000000000000000000000000000000aaaa8403e6c7f380c001"
        + "a0e38e239770801eb995498c821e55ac9c19ae09184bb27b34be105e02fe3b7615"
        + "a067c64ca6bd6d9107e85fd581ab2e70a14b637eb36505bb40861ef9d6e800cab6")]
    public async Task Sign_PublicVector_GivesTheSameBytes(
        int nonce, long value, long gas, long tip, long maxFee, string raw)
    {
        var to = Address.Parse("0x000000000000000000000000000000000000aaaa");
        var transaction = new Transaction(7822, nonce, tip, maxFee, gas, new TransactionRequest(to, [], value));
        SignedTransaction signed = await transaction.SignAsync(PrivateKeyAccount.Parse(Key));
        Assert.AreEqual(raw, Convert.ToHexStringLower(signed.Raw));
        Assert.AreEqual(Hash32.FromBytes(Keccak256.Hash(signed.Raw)), signed.Hash);
    }

    [TestMethod]
    [DataRow(64, "not by")]
    [DataRow(65, "64 bytes")]
    public async Task Sign_SignerGivesAnothersSignature_IsRefused(int length, string words)
    {
        var transaction = new Transaction(1, 0, 0, 0, 21_000, new TransactionRequest(null, [], 0));
        var signer = new ForeignSigner(PrivateKeyAccount.Parse(Key), length);
        var refusal = await Assert.ThrowsExactlyAsync<InvalidOperationException>(
            () => transaction.SignAsync(signer).AsTask());
        Assert.Contains(words, refusal.Message);
    }

    /// <summary>The first contract of anvil's first account, as every development chain has it.</summary>
    [TestMethod]
    public void ContractAddress_FirstOfAKnownAccount_Agrees()
    {
        var creation = new Transaction(1, 0, 0, 0, 0, new TransactionRequest(null, [], 0));
        const string First = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
        Address sender = PrivateKeyAccount.Parse(First).Address;
        Assert.AreEqual(Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), sender);
        Assert.AreEqual(Address.Parse("0x5FbDB2315678afecb367f032d93F642f64180aa3"), creation.ContractAddress(sender));
    }

    [TestMethod]
    public void Account_KeyOutsideTheGroup_IsRefusedWithoutNamingIt()
    {
        string order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        foreach (string key in new[] { new string('0', 64), order })
        {
            var refusal = Assert.ThrowsExactly<ArgumentException>(() => PrivateKeyAccount.Parse(key));
            Assert.DoesNotContain(key, refusal.Message);
        }
        Assert.ThrowsExactly<FormatException>(() => PrivateKeyAccount.Parse("ab"));
        Assert.ThrowsExactly<ArgumentException>(() => new PrivateKeyAccount(new byte[31]));
    }

    /// <summary>Has another key than its address says, or another form.</summary>
    private sealed class ForeignSigner(PrivateKeyAccount account, int length) : IAccount
    {
        public Address Address => Address.Parse(new string('1', 40));

        public async ValueTask<byte[]> SignAsync(Hash32 digest, CancellationToken cancellation = default) =>
            [.. await account.SignAsync(digest, cancellation), .. Enumerable.Repeat((byte)0, length - 64)];
    }
}
