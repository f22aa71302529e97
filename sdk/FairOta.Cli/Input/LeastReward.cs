using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Cli.Commands;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Cli;

/// <summary>What a distributor wants of a token at least: address=amount.</summary>
/// <param name="Token">The token.</param>
/// <param name="Amount">The least reward of a delivery.</param>
internal sealed record LeastReward(Address Token, Amount Amount)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LeastReward Parse(string text) => text.Split('=') is [{ } token, { } amount]
        ? new LeastReward(Opt.Token(token), Amount.Parse(amount))
        : throw new FormatException("a token's address and an amount are expected, as 0x…=2.5.");

    /// <summary>The amounts in the tokens' smallest units, as the tokens' decimals make them.</summary>
    /// <exception cref="CliException">An amount is none of its token, or a token comes twice.</exception>
    /// <exception cref="ChainException">A token is none, or cannot be asked.</exception>
    public static async Task<ImmutableDictionary<Address, BigInteger>> ResolveAsync(
        Invocation call, Connection connection, IEnumerable<LeastReward> wanted)
    {
        var least = ImmutableDictionary.CreateBuilder<Address, BigInteger>();
        foreach ((Address token, Amount amount) in wanted)
        {
            if (least.ContainsKey(token)) throw new CliException(ExitCodes.Usage, $"--token: {token} comes twice.");
            TokenUnit unit = await connection.UnitAsync(token, call.Cancellation).ConfigureAwait(false);
            try
            {
                least.Add(token, amount.In(unit));
            }
            catch (FormatException e)
            {
                throw new CliException(ExitCodes.Usage, $"--token: {token}: {e.Message}");
            }
        }
        return least.ToImmutable();
    }
}
