using System.Numerics;
using FairOta.Sdk;

namespace FairOta.Simulator.Books;

/// <summary>What the chain says of one account over a run, in wei.</summary>
/// <param name="Account">The account.</param>
/// <param name="Start">Balance before the run's first transaction of anybody.</param>
/// <param name="End">Balance after the last.</param>
/// <param name="Sent">Value sent with its transactions.</param>
/// <param name="Fees">Fees of its transactions: gas used times effective gas price.</param>
/// <param name="GasUsed">Gas of its transactions.</param>
/// <param name="Transactions">How many there were.</param>
/// <param name="Received">Value that others sent to it directly.</param>
public sealed record AccountBook(
    Address Account, BigInteger Start, BigInteger End, BigInteger Sent, BigInteger Fees, long GasUsed, int Transactions,
    BigInteger Received)
{
    /// <summary>What came from the escrow: whatever the balance shows beside the account's own transactions.</summary>
    public BigInteger FromEscrow => End - Start + Sent + Fees - Received;
}
