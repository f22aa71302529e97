using System;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>An ERC-20 token (EIP-20) on an EVM, through a node.</summary>
/// <param name="node">The node.</param>
/// <param name="token">The token's contract.</param>
/// <param name="wallet">Who calls; null to read only.</param>
public sealed class Erc20Client(EthereumNode node, Address token, Wallet? wallet = null) : IErc20
{
    private const string Allowance = "allowance(address,address)";
    private const string Approve = "approve(address,uint256)";
    private const string BalanceOf = "balanceOf(address)";
    private const string Decimals = "decimals()";
    private const string Symbol = "symbol()";
    private const int MaxAnswerBytes = 1024;
    private const int MaxSymbolRunes = 32;

    /// <inheritdoc/>
    /// <remarks>EIP-20 leaves both functions out at will: without <c>decimals</c> there are none, without a
    /// <c>symbol</c> that can be shown there is none. A symbol may be a <c>bytes32</c>, as the oldest tokens have
    /// it.</remarks>
    public async Task<TokenUnit> GetUnitAsync(CancellationToken cancellation = default)
    {
        byte[] code = await node.GetCodeAsync(token, BlockTag.Latest, cancellation).ConfigureAwait(false);
        if (code.Length == 0) throw new TokenException($"The chain has no token at {token}: there is no contract.");
        byte[] decimals = await AskAsync(Decimals, new AbiWriter(), cancellation).ConfigureAwait(false);
        byte[] symbol = await AskAsync(Symbol, new AbiWriter(), cancellation).ConfigureAwait(false);
        return new TokenUnit(token, ReadSymbol(symbol), decimals.Length == 0 ? 0 : ReadDecimals(decimals));
    }

    /// <inheritdoc/>
    public Task<BigInteger> GetBalanceAsync(Address holder, CancellationToken cancellation = default) =>
        NumberAsync(BalanceOf, new AbiWriter().Address(holder), cancellation);

    /// <inheritdoc/>
    public Task<BigInteger> GetAllowanceAsync(
        Address holder, Address spender, CancellationToken cancellation = default) =>
        NumberAsync(Allowance, new AbiWriter().Address(holder).Address(spender), cancellation);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The client was made without a wallet.</exception>
    public async Task ApproveAsync(Address spender, BigInteger amount, CancellationToken cancellation = default)
    {
        Wallet caller = wallet ?? throw new InvalidOperationException("This client was made without a wallet.");
        byte[] call = new AbiWriter().Address(spender).UInt(amount).Call(Approve);
        // What an interrupted process sent may be this very allowance; a token may refuse it twice.
        await caller.SettleAsync(cancellation).ConfigureAwait(false);
        if (await GetAllowanceAsync(caller.Address, spender, cancellation).ConfigureAwait(false) == amount) return;
        try
        {
            // What it returns is not looked at: some tokens return nothing. Whoever needs the allowance asks for it.
            await caller.SendAndWaitAsync(new TransactionRequest(token, call, 0), cancellation).ConfigureAwait(false);
        }
        catch (JsonRpcException e) when (e.IsRevert)
        {
            throw new TokenException($"The token {token} refuses approve: {e.RemoteMessage}", e);
        }
    }

    private async Task<BigInteger> NumberAsync(string function, AbiWriter arguments, CancellationToken cancellation)
    {
        byte[] answer = await AskAsync(function, arguments, cancellation).ConfigureAwait(false);
        return Read(function, answer, reader => reader.UInt256());
    }

    /// <summary>What a function returns; nothing where there is no such function.</summary>
    private async Task<byte[]> AskAsync(string function, AbiWriter arguments, CancellationToken cancellation)
    {
        try
        {
            byte[] answer = await node.CallAsync(token, arguments.Call(function), BlockTag.Latest, cancellation)
                .ConfigureAwait(false);
            return answer.Length <= MaxAnswerBytes
                ? answer
                : throw new TokenException($"The token {token} answers {function} with {answer.Length} bytes.");
        }
        catch (JsonRpcException e) when (e.IsRevert)
        {
            return [];
        }
    }

    private T Read<T>(string function, byte[] answer, Func<AbiReader, T> read)
    {
        try
        {
            return read(new AbiReader(answer));
        }
        catch (AbiException e)
        {
            throw new TokenException($"{token} is no ERC-20 token: it does not answer {function} as one.", e);
        }
    }

    private int ReadDecimals(byte[] answer)
    {
        BigInteger decimals = Read(Decimals, answer, reader => reader.UInt256());
        return decimals <= TokenUnit.MaxDecimals
            ? (int)decimals
            : throw new TokenException(
                $"The token {token} has {decimals} decimals; {TokenUnit.MaxDecimals} are the most that can be used.");
    }

    private string? ReadSymbol(byte[] answer)
    {
        if (answer.Length == 0) return null;
        // Without a letter it could pass for digits of the amount that it stands beside.
        string symbol = answer.Length == Hash32.Size
            ? Encoding.UTF8.GetString(answer).TrimEnd('\0')
            : Read(Symbol, answer, reader => reader.Text());
        return symbol.Length > 0 && symbol.EnumerateRunes().Count() <= MaxSymbolRunes
            && symbol.EnumerateRunes().All(IsShown) && symbol.EnumerateRunes().Any(Rune.IsLetter)
            && !symbol.Equals(TokenUnit.Ether.Symbol, StringComparison.OrdinalIgnoreCase) ? symbol : null;
    }

    /// <summary>A stranger's text may move a terminal's cursor or turn the direction of writing.</summary>
    private static bool IsShown(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.CurrencySymbol or UnicodeCategory.MathSymbol;
}
