using System;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Chain;

/// <summary>The deterministic deployment proxy: called with a salt and creation code it runs CREATE2 (EIP-1014), so
/// that a contract's address follows from its code alone, whoever deploys it and on whatever chain.</summary>
/// <remarks>It stands at one address on every chain, because one transaction creates it everywhere: without a chain id
/// (from before EIP-155), and with a signature that nobody made. The account that the signature recovers to has no key
/// and can send nothing else. Source: github.com/Arachnid/deterministic-deployment-proxy.</remarks>
internal static class DeploymentProxy
{
    // What returns all that follows it, and that: create2(callvalue, creation code, salt), then the address in 20
    // bytes.
    private const string CreationHex = "604580600e600039806000f350fe" + CodeHex;
    private const string CodeHex =
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0"
        + "3601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

    // rlp(nonce 0, gas price, gas, to nobody, no value, creation code, v = 27, r = s = 0x2222…).
    private const string TransactionHex =
        "f8a5" + "80" + "85174876e800" + "830186a0" + "80" + "80" + "b853" + CreationHex
        + "1b"
        + "a02222222222222222222222222222222222222222222222222222222222222222"
        + "a02222222222222222222222222222222222222222222222222222222222222222";

    private static readonly BigInteger GasPrice = 100_000_000_000;

    /// <summary>Most gas that its creation may use; 100,000.</summary>
    public const long CreationGas = 100_000;

    /// <summary>Where it is, if it is.</summary>
    public static Address Address { get; } = Address.Parse("0x4e59b44847b379578588920ca78fbf26c0b4956c");

    /// <summary>The account that creates it by the only transaction it can send, and that has to hold
    /// <see cref="CreationCost"/> for that.</summary>
    public static Address Creator { get; } = Address.Parse("0x3fab184622dc19b6109349b94811493bf2a45362");

    /// <summary>What its creator has to hold, in wei: 0.01 ether. What the creation does not use of it is
    /// lost.</summary>
    public static BigInteger CreationCost => GasPrice * CreationGas;

    /// <summary>Its code on a chain.</summary>
    internal static byte[] Code { get; } = Convert.FromHexString(CodeHex);

    /// <summary>The signed transaction that creates it.</summary>
    internal static byte[] RawTransaction { get; } = Convert.FromHexString(TransactionHex);

    /// <summary>The address of what it deploys: keccak256(0xff ‖ proxy ‖ salt ‖ keccak256(creation code)), last 20
    /// bytes.</summary>
    public static Address AddressOf(Hash32 salt, byte[] creationCode) => Address.FromBytes(Keccak256.Hash(
        [0xff, .. Address.ToBytes(), .. salt.ToBytes(), .. Keccak256.Hash(creationCode)]).AsSpan(12));

    /// <summary>The call that deploys: salt ‖ creation code. It reverts where the contract is there already.</summary>
    public static TransactionRequest Deploy(Hash32 salt, byte[] creationCode) =>
        new(Address, [.. salt.ToBytes(), .. creationCode], BigInteger.Zero);

    /// <summary>Whether the chain has it.</summary>
    /// <exception cref="WrongCodeException">Something else is at its address.</exception>
    /// <exception cref="ChainException">The node cannot be asked.</exception>
    public static Task<bool> IsThereAsync(EthereumNode node, CancellationToken cancellation = default) =>
        ContractCode.IsThereAsync(node, Address, Code, "the deployment proxy", cancellation);

    /// <summary>Creates it where it is not, once for everybody on the chain: sends its creator what that lacks of
    /// <see cref="CreationCost"/>, and the creator's transaction. Interrupted, it can be repeated.</summary>
    /// <returns>The receipt of the creation; null where it was there.</returns>
    /// <exception cref="DeploymentProxyException">It cannot be created here, or not now.</exception>
    /// <exception cref="ChainException">As <see cref="Wallet.SendAndWaitAsync"/>, and
    /// <see cref="IsThereAsync"/>.</exception>
    public static async Task<TransactionReceipt?> CreateAsync(
        EthereumNode node, Wallet wallet, CancellationToken cancellation = default)
    {
        await wallet.SettleAsync(cancellation).ConfigureAwait(false);
        // The creator before the proxy: where its transaction was mined meanwhile, the proxy is seen.
        BigInteger held = await node.GetBalanceAsync(Creator, cancellation: cancellation).ConfigureAwait(false);
        long sent = await node.GetNonceAsync(Creator, BlockTag.Latest, cancellation).ConfigureAwait(false);
        if (await IsThereAsync(node, cancellation).ConfigureAwait(false)) return null;
        if (sent > 0)
            throw new DeploymentProxyException(
                $"The deployment proxy cannot be created on this chain any more: {Creator} sent its only transaction, "
                + "and it failed.");
        await CheckAsync(node, cancellation).ConfigureAwait(false);
        if (held < CreationCost)
        {
            var funding = new TransactionRequest(Creator, [], CreationCost - held);
            await wallet.SendAndWaitAsync(funding, cancellation).ConfigureAwait(false);
        }

        Hash32 hash = Hash32.FromBytes(Keccak256.Hash(RawTransaction));
        try
        {
            await node.SendRawAsync(RawTransaction, cancellation).ConfigureAwait(false);
        }
        catch (JsonRpcException e)
        {
            // Anybody can send it; what counts is that the node has it.
            if (!await node.KnowsAsync(hash, cancellation).ConfigureAwait(false))
                throw new DeploymentProxyException(
                    $"The node refuses the transaction that creates the deployment proxy ({e.RemoteMessage}), perhaps "
                    + "because it is without a chain id. Another node of the chain may take it; it is paid for.", e);
        }
        TransactionReceipt receipt = await wallet.WaitAsync(hash, cancellation).ConfigureAwait(false);
        await ContractCode.RequireAsync(node, Address, Code, "the deployment proxy", cancellation)
            .ConfigureAwait(false);
        return receipt;
    }

    /// <summary>Its transaction cannot be changed, so whatever would let it fail has to be known before it is
    /// paid for.</summary>
    private static async Task CheckAsync(EthereumNode node, CancellationToken cancellation)
    {
        var creation = new TransactionRequest(null, Convert.FromHexString(CreationHex), BigInteger.Zero);
        long gas = await node.EstimateGasAsync(Creator, creation, cancellation).ConfigureAwait(false);
        if (gas > CreationGas)
            throw new DeploymentProxyException(
                $"The deployment proxy cannot be created on this chain: that takes {gas} gas, and its transaction "
                + $"brings {CreationGas}.");
        (BigInteger baseFee, _) = await node.GetFeesAsync(cancellation).ConfigureAwait(false);
        if (baseFee > GasPrice)
            throw new DeploymentProxyException(
                $"The deployment proxy cannot be created now: gas costs {baseFee} wei, and its transaction offers "
                + $"{GasPrice}. Repeat when gas is cheaper.");
    }
}
