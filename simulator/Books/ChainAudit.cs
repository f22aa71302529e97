using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Books;

/// <summary>
/// Reads balances, transactions and fees of a stretch of blocks from the chain itself, so that the books rest on
/// nothing that a vendor or distributor says of its own accounts.
/// </summary>
/// <param name="node">The chain.</param>
public sealed class ChainAudit(EthereumNode node)
{
    /// <summary>
    /// Audits accounts over the blocks after <paramref name="startBlock"/> up to <paramref name="endBlock"/>.
    /// </summary>
    public async Task<IReadOnlyDictionary<Address, AccountBook>> ReadAsync(
        IReadOnlyCollection<Address> accounts, long startBlock, long endBlock, CancellationToken cancellation = default)
    {
        Dictionary<Address, AccountBook> books = [];
        foreach (Address account in accounts.Distinct())
        {
            books[account] = new AccountBook(
                account,
                await node.GetBalanceAsync(account, BlockTag.At(startBlock), cancellation).ConfigureAwait(false),
                await node.GetBalanceAsync(account, BlockTag.At(endBlock), cancellation).ConfigureAwait(false),
                BigInteger.Zero, BigInteger.Zero, 0, 0, BigInteger.Zero);
        }
        for (long number = startBlock + 1; number <= endBlock; number++)
        {
            JsonElement block = await node.Rpc
                .CallAsync("eth_getBlockByNumber", [BlockTag.At(number).ToString(), true], cancellation)
                .ConfigureAwait(false);
            foreach (JsonElement transaction in block.GetProperty("transactions").EnumerateArray())
                await AddAsync(books, transaction, cancellation).ConfigureAwait(false);
        }
        return books;
    }

    private async Task AddAsync(
        Dictionary<Address, AccountBook> books, JsonElement transaction, CancellationToken cancellation)
    {
        BigInteger value = Number(transaction.GetProperty("value").GetString()!);
        if (transaction.GetProperty("to").GetString() is { } to
            && books.TryGetValue(Address.Parse(to), out var receiver))
            books[receiver.Account] = receiver with { Received = receiver.Received + value };
        if (!books.TryGetValue(Address.Parse(transaction.GetProperty("from").GetString()!), out AccountBook? sender))
            return;
        Hash32 hash = Hash32.Parse(transaction.GetProperty("hash").GetString()!);
        TransactionReceipt receipt = await node.GetReceiptAsync(hash, cancellation).ConfigureAwait(false)
            ?? throw new NodeException($"The node has no receipt of transaction {hash}, which is in a block.");
        books[sender.Account] = sender with
        {
            Sent = sender.Sent + (receipt.Succeeded ? value : BigInteger.Zero),
            Fees = sender.Fees + receipt.GasUsed * receipt.EffectiveGasPrice,
            GasUsed = sender.GasUsed + receipt.GasUsed,
            Transactions = sender.Transactions + 1,
        };
    }

    private static BigInteger Number(string hex) =>
        BigInteger.Parse(string.Concat("0", hex.AsSpan(2)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
