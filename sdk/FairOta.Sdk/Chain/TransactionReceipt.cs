using System.Collections.Generic;
using System.Numerics;

namespace FairOta.Sdk.Chain;

/// <summary>What became of a mined transaction.</summary>
/// <param name="Transaction">Its hash.</param>
/// <param name="Succeeded">False if it reverted.</param>
/// <param name="Block">Height of its block.</param>
/// <param name="BlockHash">Hash of its block.</param>
/// <param name="GasUsed">Gas it used.</param>
/// <param name="EffectiveGasPrice">What it paid for one gas, in wei.</param>
/// <param name="ContractAddress">The contract it created, if it created one.</param>
/// <param name="Logs">What it logged, in order.</param>
public sealed record TransactionReceipt(
    Hash32 Transaction,
    bool Succeeded,
    long Block,
    Hash32 BlockHash,
    long GasUsed,
    BigInteger EffectiveGasPrice,
    Address? ContractAddress,
    IReadOnlyList<LogEntry> Logs);

/// <summary>One log of a contract.</summary>
/// <param name="Contract">Who logged it.</param>
/// <param name="Topics">Signature hash and indexed arguments.</param>
/// <param name="Data">The other arguments, ABI encoded.</param>
/// <param name="At">Where it stands in the chain.</param>
public sealed record LogEntry(Address Contract, IReadOnlyList<Hash32> Topics, byte[] Data, EventPosition At);

/// <summary>Where an event stands in the chain.</summary>
/// <param name="Block">Height of its block.</param>
/// <param name="BlockHash">Hash of its block.</param>
/// <param name="LogIndex">Its place among the logs of the block, from 0.</param>
/// <param name="Transaction">Hash of the transaction that caused it.</param>
public readonly record struct EventPosition(long Block, Hash32 BlockHash, int LogIndex, Hash32 Transaction);
