using System;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Chain;

/// <summary>What a transaction does, before it has a price and a number.</summary>
/// <param name="To">Whom it calls; null creates a contract.</param>
/// <param name="Data">ABI-encoded call, or creation code.</param>
/// <param name="Value">Wei it sends.</param>
public sealed record TransactionRequest(Address? To, byte[] Data, BigInteger Value);

/// <summary>An unsigned transaction of type 2 (EIP-1559), with an empty access list.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Nonce">The sender's number for it, from 0.</param>
/// <param name="MaxPriorityFeePerGas">Tip for one gas, in wei.</param>
/// <param name="MaxFeePerGas">Most that one gas may cost, tip included, in wei.</param>
/// <param name="Gas">Most gas it may use.</param>
/// <param name="Request">What it does.</param>
internal sealed record Transaction(
    long ChainId, long Nonce, BigInteger MaxPriorityFeePerGas, BigInteger MaxFeePerGas, long Gas,
    TransactionRequest Request)
{
    private const byte Type = 2;

    /// <summary>The digest that its sender signs: keccak256(2 ‖ rlp(fields)).</summary>
    public Hash32 Digest() => Keccak(Envelope());

    /// <summary>Signs it.</summary>
    /// <param name="account">Who signs.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidOperationException">What the account gives is no EIP-2098 signature by its own
    /// address.</exception>
    public async ValueTask<SignedTransaction> SignAsync(IAccount account, CancellationToken cancellation = default)
    {
        byte[] digest = Digest().ToBytes();
        byte[] signature = await account.SignAsync(Hash32.FromBytes(digest), cancellation).ConfigureAwait(false);
        if (signature.Length != 64) throw new InvalidOperationException("The account's signature is not of 64 bytes.");
        // Signed by another key it would be another account's transaction, under a number that is not its own.
        if (Ecdsa.RecoverAddress(digest, signature) is not { } signer || Address.FromBytes(signer) != account.Address)
            throw new InvalidOperationException($"The signature is not by {account.Address}.");
        int parity = signature[32] >> 7;
        byte[] s = signature[32..];
        s[0] &= 0x7f;
        byte[] raw = Envelope(
            Rlp.Number(parity),
            Rlp.Number(new BigInteger(signature.AsSpan(0, 32), isUnsigned: true, isBigEndian: true)),
            Rlp.Number(new BigInteger(s, isUnsigned: true, isBigEndian: true)));
        return new SignedTransaction(raw, Keccak(raw), Nonce);
    }

    /// <summary>The address of the contract that the transaction creates if <paramref name="sender"/> sends it:
    /// keccak256(rlp(sender, nonce)), last 20 bytes.</summary>
    public Address ContractAddress(Address sender) => Address.FromBytes(
        Keccak(Rlp.List(Rlp.Bytes(sender.ToBytes()), Rlp.Number(Nonce))).ToBytes().AsSpan(12));

    private byte[] Envelope(params byte[][] signature) =>
    [
        Type,
        .. Rlp.List(
        [
            Rlp.Number(ChainId),
            Rlp.Number(Nonce),
            Rlp.Number(MaxPriorityFeePerGas),
            Rlp.Number(MaxFeePerGas),
            Rlp.Number(Gas),
            Rlp.Bytes(Request.To?.ToBytes()),
            Rlp.Number(Request.Value),
            Rlp.Bytes(Request.Data),
            Rlp.List(),
            .. signature,
        ]),
    ];

    private static Hash32 Keccak(byte[] data) => Hash32.FromBytes(Keccak256.Hash(data));
}

/// <summary>A transaction ready to be sent, as often as need be.</summary>
/// <param name="Raw">What eth_sendRawTransaction takes.</param>
/// <param name="Hash">keccak256 of it, which names the transaction.</param>
/// <param name="Nonce">The sender's number for it.</param>
internal sealed record SignedTransaction(byte[] Raw, Hash32 Hash, long Nonce);
