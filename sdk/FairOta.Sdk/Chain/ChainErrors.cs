using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Chain;

/// <summary>Anything that goes wrong between this process and the chain.</summary>
public abstract class ChainException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The node cannot be reached in time, refuses by HTTP status, or answers what is no JSON-RPC 2.0.</summary>
/// <remarks>Whether a transaction sent with the failed request arrived is unknown. The node's URL, which may hold an
/// access key, is never in the message.</remarks>
public class NodeException(string message, Exception? inner = null) : ChainException(message, inner);

/// <summary>The node's answer is longer than <see cref="JsonRpcOptions.ResponseLimitBytes"/>: ask for less.</summary>
public sealed class ResponseTooLargeException(int limitBytes)
    : NodeException($"The node's answer exceeds {limitBytes} bytes.");

/// <summary>The node answered with a JSON-RPC error object.</summary>
/// <param name="method">The method that was called.</param>
/// <param name="code">The error's code; -32000 to -32099 are the node's own, 3 is a revert in most nodes.</param>
/// <param name="remoteMessage">The node's words, shortened.</param>
/// <param name="revertData">What the EVM returned with a revert; empty where the error carries no bytes.</param>
public sealed class JsonRpcException(string method, int code, string remoteMessage, byte[] revertData)
    : ChainException($"{method} failed with {code}: {remoteMessage}")
{
    private const int RevertCode = 3;

    /// <summary>The error's code.</summary>
    public int Code { get; } = code;

    /// <summary>The node's words, shortened to 256 characters.</summary>
    public string RemoteMessage { get; } = remoteMessage;

    /// <summary>What the EVM returned with a revert; empty where the error carries no bytes.</summary>
    public byte[] RevertData { get; } = revertData;

    /// <summary>Whether it is the EVM that refuses, and not the node. Some nodes say so in words alone.</summary>
    internal bool IsRevert =>
        Code == RevertCode || RevertData.Length > 0
        || RemoteMessage.Contains("execution reverted", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Bytes that are not the ABI encoding they should be: truncated, a value out of range, a bad
/// offset.</summary>
public sealed class AbiException(string message) : ChainException(message);

/// <summary>The escrow refuses a call, found by simulating it: nothing was sent and nothing changed.</summary>
/// <param name="error">Name of the escrow's custom error, <c>Error</c> or <c>Panic</c> for Solidity's own, or
/// <c>unknown</c>.</param>
/// <param name="arguments">The error's arguments by name (by position where unnamed): numbers in decimal, bytes and
/// addresses in 0x hex.</param>
/// <param name="inner">The node's error.</param>
public sealed class EscrowRevertedException(
    string error, IReadOnlyDictionary<string, string> arguments, Exception? inner = null)
    : ChainException(
        $"The escrow refuses: {error}({string.Join(", ", arguments.Select(a => $"{a.Key}: {a.Value}"))})", inner)
{
    /// <summary>Name of the error.</summary>
    public string Error { get; } = error;

    /// <summary>The error's arguments by name.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; } = arguments;
}

/// <summary>A transaction was mined and reverted: its fee is spent, nothing else changed.</summary>
/// <param name="receipt">The receipt, with status 0.</param>
public sealed class TransactionRevertedException(TransactionReceipt receipt)
    : ChainException($"Transaction {receipt.Transaction} reverted in block {receipt.Block}.")
{
    /// <summary>The receipt, with status 0.</summary>
    public TransactionReceipt Receipt { get; } = receipt;
}

/// <summary>A transaction has no receipt after the time allowed. It may still be mined: ask again by its
/// hash.</summary>
/// <param name="transaction">The transaction's hash.</param>
public sealed class TransactionTimeoutException(Hash32 transaction)
    : ChainException($"Transaction {transaction} was not mined in time.")
{
    /// <summary>The transaction's hash.</summary>
    public Hash32 Transaction { get; } = transaction;
}

/// <summary>A call needs more gas, or gas at a higher price, than <see cref="WalletOptions"/> allow; nothing was
/// sent.</summary>
public sealed class FeeLimitException(string message) : ChainException(message);

/// <summary>A call would cost more than the account holds beside what is on its way; nothing was sent.</summary>
/// <param name="account">The account.</param>
/// <param name="held">What it holds, in wei.</param>
/// <param name="needed">What it needs at most, in wei, with all that is on its way.</param>
public sealed class InsufficientFundsException(Address account, BigInteger held, BigInteger needed)
    : ChainException($"{account} holds {held} wei, and what it sends may take {needed}.");

/// <summary>At an address is not the contract that should be there. Nothing was sent to it.</summary>
/// <param name="contract">The address.</param>
/// <param name="name">What should be there, as a sentence names it.</param>
/// <param name="expected">Its code.</param>
/// <param name="found">The code that is there; empty if there is none.</param>
public sealed class WrongCodeException(Address contract, string name, byte[] expected, byte[] found)
    : ChainException(Sentence(contract, name, expected, found))
{
    /// <summary>The address.</summary>
    public Address Contract { get; } = contract;

    /// <summary>keccak256 of the code that should be there.</summary>
    public Hash32 ExpectedHash { get; } = Keccak(expected);

    /// <summary>keccak256 of the code that is there; null if there is none.</summary>
    public Hash32? FoundHash { get; } = found.Length == 0 ? null : Keccak(found);

    private static string Sentence(Address contract, string name, byte[] expected, byte[] found) => found.Length == 0
        ? $"There is no contract at {contract}, where {name} should be."
        : $"There is code at {contract}, but it is not {name} (expected code hash {Keccak(expected)}, found "
            + $"{Keccak(found)}).";

    private static Hash32 Keccak(byte[] code) => Hash32.FromBytes(Keccak256.Hash(code));
}

/// <summary>The deployment proxy is not on the chain, cannot be created there, or deploys for somebody else just
/// now.</summary>
/// <param name="message">Why, and what may help.</param>
/// <param name="inner">The cause, if another error is.</param>
public sealed class DeploymentProxyException(string message, Exception? inner = null) : ChainException(message, inner);

/// <summary>Transactions of an account, sent by whomever, are not mined after the time allowed.</summary>
/// <param name="account">The account.</param>
public sealed class AccountBusyException(Address account)
    : ChainException($"Transactions that {account} sent before are not mined in time.")
{
    /// <summary>The account.</summary>
    public Address Account { get; } = account;
}

/// <summary>What stands at a token's address is no ERC-20 token, or one that refuses or answers what none should;
/// nothing was sent.</summary>
public sealed class TokenException(string message, Exception? inner = null) : ChainException(message, inner);
