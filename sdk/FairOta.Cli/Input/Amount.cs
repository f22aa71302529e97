using System;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;

namespace FairOta.Cli;

/// <summary>An amount as people write it: of ether a number with its unit, which is never guessed; of a token a number
/// of whole tokens, or of its smallest units where it says so.</summary>
/// <param name="Number">Digits, perhaps with a point.</param>
/// <param name="Unit">eth, gwei, wei, units, or empty.</param>
internal sealed record Amount(string Number, string Unit)
{
    private const string Smallest = "units";
    private const string OfEither =
        "an amount is expected, as 0.001eth, 5gwei or 1000wei; of a token as 2.5 or 2500000units.";
    private const string OfEther = "an amount with its unit is expected, as 0.001eth, 5gwei or 1000wei.";
    private const string OfToken =
        "an amount of the token is expected: 2.5 for whole tokens, 2500000units for its smallest units.";

    /// <summary>Takes number and unit apart.</summary>
    /// <exception cref="FormatException">It is no amount of anything.</exception>
    public static Amount Parse(string text)
    {
        string number = text[..(text.Length - text.Reverse().TakeWhile(char.IsAsciiLetter).Count())];
        string unit = text[number.Length..].ToLowerInvariant();
        return unit is "" or "eth" or "gwei" or "wei" or Smallest && number.Length > 0
            ? new Amount(number.TrimEnd(), unit)
            : throw new FormatException(OfEither);
    }

    /// <summary>Reads an amount of ether, in wei.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static BigInteger Wei(string text) => Parse(text).In(TokenUnit.Ether);

    /// <summary>Wei in ether, without needless zeros.</summary>
    public static string Format(BigInteger wei) => TokenUnit.Ether.Format(wei);

    /// <summary>The amount in the smallest unit.</summary>
    /// <exception cref="FormatException">It is none of that token, or of ether.</exception>
    public BigInteger In(TokenUnit unit) => Digits(unit) is { } digits
        ? (unit with { Decimals = digits }).Parse(Number)
        : throw new FormatException(unit.Token.IsZero ? OfEther : OfToken);

    private int? Digits(TokenUnit unit) => (Unit, IsEther: unit.Token.IsZero) switch
    {
        ("eth", true) => 18,
        ("gwei", true) => 9,
        ("wei", true) or (Smallest, false) => 0,
        ("", false) => unit.Decimals,
        _ => null,
    };
}
