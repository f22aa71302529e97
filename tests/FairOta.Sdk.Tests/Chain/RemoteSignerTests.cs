using System;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>A signer that is elsewhere, takes its time and fails at times, behind <see cref="IAccount"/> and on a real
/// EVM.</summary>
[TestClass]
public sealed class RemoteSignerTests
{
    private static readonly Address Payee = Address.Parse(new string('9', 40));

    [TestMethod]
    public async Task Wallet_WithASignerThatFailsOnce_SendsNothingAndThenOnce()
    {
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        var signer = new RemoteSigner();
        await anvil.SetBalanceAsync(signer.Address, BigInteger.Pow(10, 18));
        using var wallet = new Wallet(anvil.Node, signer, AnvilProcess.FastWallet);
        var payment = new TransactionRequest(Payee, [], 7);

        Task<TransactionReceipt> refused = wallet.SendAndWaitAsync(payment);
        (await signer.AskedAsync()).SetException(new SigningException("The module is locked."));
        await Assert.ThrowsExactlyAsync<SigningException>(() => refused);
        Assert.AreEqual(0, await anvil.Node.GetNonceAsync(signer.Address, BlockTag.Pending));

        Task<TransactionReceipt> sending = wallet.SendAndWaitAsync(payment);
        TaskCompletionSource asked = await signer.AskedAsync();
        Assert.AreEqual(BigInteger.Zero, await anvil.Node.GetBalanceAsync(Payee));
        asked.SetResult();
        Assert.IsTrue((await sending).Succeeded);
        Assert.AreEqual(7, await anvil.Node.GetBalanceAsync(Payee));
        Assert.AreEqual(1, await anvil.Node.GetNonceAsync(signer.Address, BlockTag.Pending));
    }

    [TestMethod]
    public async Task Wallet_CancelledWhileTheSignerIsSilent_SendsNothing()
    {
        await using AnvilProcess anvil = await AnvilProcess.StartAsync();
        var signer = new RemoteSigner();
        await anvil.SetBalanceAsync(signer.Address, BigInteger.Pow(10, 18));
        using var wallet = new Wallet(anvil.Node, signer, AnvilProcess.FastWallet);
        using var cancellation = new CancellationTokenSource();
        Task<Hash32> sending = wallet.SubmitAsync(new TransactionRequest(Payee, [], 7), cancellation.Token);
        await signer.AskedAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => sending);
        Assert.AreEqual(0, await anvil.Node.GetNonceAsync(signer.Address, BlockTag.Pending));
    }

    /// <summary>Signs when the test lets it.</summary>
    private sealed class RemoteSigner : IAccount
    {
        private readonly PrivateKeyAccount _key = PrivateKeyAccount.Parse(new string('4', 64));

        private readonly System.Threading.Channels.Channel<TaskCompletionSource> _questions =
            System.Threading.Channels.Channel.CreateUnbounded<TaskCompletionSource>();

        public Address Address => _key.Address;

        /// <summary>The next question, once it is there; its completion is the answer.</summary>
        public ValueTask<TaskCompletionSource> AskedAsync() => _questions.Reader.ReadAsync();

        public async ValueTask<byte[]> SignAsync(Hash32 digest, CancellationToken cancellation = default)
        {
            var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await _questions.Writer.WriteAsync(answer, cancellation);
            await answer.Task.WaitAsync(cancellation);
            byte[] signature = await _key.SignAsync(digest, cancellation);
            byte[] s = signature[32..];
            s[0] &= 0x7f;
            return CompactSignature.Of(Address, digest, signature.AsSpan(0, 32), s);
        }
    }
}
