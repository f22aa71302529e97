using System;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Nethereum;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Nethereum.Signer;
using Org.BouncyCastle.Math;

namespace FairOta.Sdk.Tests.Nethereum;

/// <summary>The adapter as it is compiled, over a double of the package that signs with BouncyCastle. What the package
/// itself does is not covered.</summary>
[TestClass]
public sealed class NethereumSignerTests
{
    private static readonly byte[] Secret = Convert.FromHexString(new string('5', 64));

    private static readonly PrivateKeyAccount Own = new(Secret);

    [TestMethod]
    public async Task SignAsync_WithAKey_GivesWhatTheSameKeyGivesHere()
    {
        var signer = new NethereumSigner(new EthECKey(Secret, true));
        Assert.AreEqual(Own.Address, signer.Address);
        for (int i = 0; i < 40; i++)
            CollectionAssert.AreEqual(await Own.SignAsync(Digest(i)), await signer.SignAsync(Digest(i)));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task SignAsync_WithASignerElsewhere_GivesALowSWhateverItsOwn(bool isHigh)
    {
        var far = new FarSigner { IsHigh = isHigh };
        NethereumSigner signer = await NethereumSigner.ConnectAsync(far);
        Assert.AreEqual(Own.Address, signer.Address);
        for (int i = 0; i < 40; i++)
            CollectionAssert.AreEqual(await Own.SignAsync(Digest(i)), await signer.SignAsync(Digest(i)));
    }

    [TestMethod]
    [DataRow(ExternalSignerTransactionFormat.RLP)]
    [DataRow(ExternalSignerTransactionFormat.Transaction)]
    public async Task ConnectAsync_ToASignerThatSignsNoDigests_IsRefused(ExternalSignerTransactionFormat format) =>
        await Assert.ThrowsExactlyAsync<ArgumentException>(
            () => NethereumSigner.ConnectAsync(new FarSigner { ExternalSignerTransactionFormat = format }));

    [TestMethod]
    [DataRow("")]
    [DataRow("0x12")]
    [DataRow(null)]
    public async Task ConnectAsync_ToASignerWithoutAnAddress_IsRefused(string? address) =>
        await Assert.ThrowsExactlyAsync<SigningException>(
            () => NethereumSigner.ConnectAsync(new FarSigner { Name = Task.FromResult(address!) }));

    [TestMethod]
    public async Task SignAsync_AnothersSignature_IsRefused()
    {
        var far = new FarSigner { Name = Task.FromResult("0x" + new string('1', 40)) };
        NethereumSigner signer = await NethereumSigner.ConnectAsync(far);
        await Assert.ThrowsExactlyAsync<SigningException>(async () => await signer.SignAsync(Digest(0)));
    }

    /// <summary>A time-out of the signer's library arrives as a cancellation, and is none of ours.</summary>
    [TestMethod]
    [DataRow(typeof(TimeoutException))]
    [DataRow(typeof(TaskCanceledException))]
    public async Task SignAsync_WhereTheSignerFails_SaysSo(Type failure)
    {
        var far = new FarSigner();
        NethereumSigner signer = await NethereumSigner.ConnectAsync(far);
        far.Failure = (Exception)Activator.CreateInstance(failure)!;
        var error = await Assert.ThrowsExactlyAsync<SigningException>(async () => await signer.SignAsync(Digest(0)));
        Assert.AreSame(far.Failure, error.InnerException);
    }

    [TestMethod]
    public async Task Cancelled_WhileTheSignerIsSilent_EndsTheWaiting()
    {
        using var cancellation = new CancellationTokenSource();
        var silent = new FarSigner { Name = new TaskCompletionSource<string>().Task };
        Task<NethereumSigner> connecting = NethereumSigner.ConnectAsync(silent, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsExactlyAsync<TaskCanceledException>(() => connecting);
    }

    private static Hash32 Digest(int i) => Hash32.FromBytes(Keccak256.Hash([(byte)i]));

    private sealed class FarSigner : IEthExternalSigner
    {
        private readonly EthECKey _key = new(Secret, true);

        public bool IsHigh { get; init; }

        public Task<string> Name { get; init; } = Task.FromResult(Own.Address.ToString());

        public Exception? Failure { get; set; }

        public ExternalSignerTransactionFormat ExternalSignerTransactionFormat { get; init; } =
            ExternalSignerTransactionFormat.Hash;

        public Task<string> GetAddressAsync() => Name;

        public async Task<EthECDSASignature> SignAsync(byte[] rawBytes)
        {
            await Task.Yield();
            if (Failure is not null) throw Failure;
            EthECDSASignature low = _key.Sign(rawBytes);
            BigInteger r = new(1, low.R), s = new(1, low.S);
            return new EthECDSASignature(r, IsHigh ? EthECKey.Order.Subtract(s) : s);
        }
    }
}
