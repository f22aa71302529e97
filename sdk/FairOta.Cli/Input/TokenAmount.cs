using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Cli.Commands;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;

namespace FairOta.Cli;

/// <summary>An amount for a token: address=amount.</summary>
/// <param name="Token">The token.</param>
/// <param name="Amount">The amount: of the token, or of ether that a whole token is worth.</param>
internal sealed record TokenAmount(Address Token, Amount Amount)
{
    /// <summary>Reads an amount of the token.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TokenAmount Parse(string text) => text.Split('=') is [{ } token, { } amount]
        ? new TokenAmount(Opt.Token(token), Amount.Parse(amount))
        : throw new FormatException("a token's address and an amount are expected, as 0x…=2.5.");

    /// <summary>Reads what a whole token is worth in ether.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TokenAmount ParseWorth(string text)
    {
        TokenAmount worth = Parse(text);
        worth.Amount.In(TokenUnit.Ether);
        return worth;
    }

    /// <summary>The amounts in the tokens' smallest units, as the tokens' decimals make them.</summary>
    /// <exception cref="CliException">An amount is none of its token, or a token comes twice.</exception>
    /// <exception cref="ChainException">A token is none, or cannot be asked.</exception>
    public static Task<ImmutableDictionary<Address, BigInteger>> ResolveAsync(
        Invocation call, Connection connection, string option, IEnumerable<TokenAmount> wanted) =>
        ResolveAsync(call, connection, option, wanted, (amount, unit) => amount.In(unit));

    /// <summary>What tokens are worth, a whole one of each.</summary>
    /// <exception cref="CliException">A token comes twice.</exception>
    /// <exception cref="ChainException">A token is none, or cannot be asked.</exception>
    public static Task<ImmutableDictionary<Address, TokenValue>> ResolveWorthAsync(
        Invocation call, Connection connection, string option, IEnumerable<TokenAmount> wanted) =>
        ResolveAsync(
            call, connection, option, wanted,
            (amount, unit) => new TokenValue(amount.In(TokenUnit.Ether), BigInteger.Pow(10, unit.Decimals)));

    private static async Task<ImmutableDictionary<Address, T>> ResolveAsync<T>(
        Invocation call, Connection connection, string option, IEnumerable<TokenAmount> wanted,
        Func<Amount, TokenUnit, T> read)
    {
        var resolved = ImmutableDictionary.CreateBuilder<Address, T>();
        foreach ((Address token, Amount amount) in wanted)
        {
            if (resolved.ContainsKey(token)) throw new CliException(ExitCodes.Usage, $"{option}: {token} comes twice.");
            TokenUnit unit = await connection.UnitAsync(token, call.Cancellation).ConfigureAwait(false);
            try
            {
                resolved.Add(token, read(amount, unit));
            }
            catch (FormatException e)
            {
                throw new CliException(ExitCodes.Usage, $"{option}: {token}: {e.Message}");
            }
        }

        return resolved.ToImmutable();
    }
}
