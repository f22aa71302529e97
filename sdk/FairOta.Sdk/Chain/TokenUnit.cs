using System;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace FairOta.Sdk.Chain;

/// <summary>What amounts are counted in, and how people write them.</summary>
/// <param name="Token">The ERC-20 token; zero for ether.</param>
/// <param name="Symbol">Its short name; null where the token gives none that can be shown. Anybody can give a token any
/// symbol, so only the address says which it is.</param>
/// <param name="Decimals">How many of an amount's decimal digits stand behind the point, 0 to
/// <see cref="MaxDecimals"/>.</param>
public sealed record TokenUnit(Address Token, string? Symbol, int Decimals)
{
    /// <summary>Most decimals of a token that can be used: one token with more does not fit 128 bits.</summary>
    public const int MaxDecimals = 36;

    private const int MaxDigits = 78; // of 2^256 - 1

    /// <summary>Ether, counted in wei.</summary>
    public static TokenUnit Ether { get; } = new(default, "ETH", 18);

    /// <summary>What it is called where there is room: "ETH", "USDC (token 0x…)", "token 0x…".</summary>
    public string Name => Token.IsZero ? "ETH" : Symbol is null ? $"token {Token}" : $"{Symbol} (token {Token})";

    /// <summary>Reads a number of whole tokens, as 2 or 0.25.</summary>
    /// <exception cref="FormatException">It is none, or has more digits behind the point than the token.</exception>
    public BigInteger Parse(string text)
    {
        string[] parts = text.Split('.');
        string fraction = parts.Length > 1 ? parts[1] : "";
        if (fraction.Length > Decimals)
            throw new FormatException($"at most {Decimals} digits can stand behind the point here.");
        string digits = parts[0] + fraction.PadRight(Decimals, '0');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0) || digits.Length > MaxDigits
            || !BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger amount))
            throw new FormatException("a number is expected, as 2 or 0.25.");
        return amount;
    }

    /// <summary>An amount in whole tokens with the symbol, exact and without needless zeros.</summary>
    /// <param name="amount">In the smallest unit.</param>
    public string Format(BigInteger amount)
    {
        string digits = amount.ToString(CultureInfo.InvariantCulture).PadLeft(Decimals + 1, '0');
        string fraction = digits[^Decimals..].TrimEnd('0');
        return $"{digits[..^Decimals]}{(fraction.Length > 0 ? "." : "")}{fraction} {Symbol ?? Name}";
    }
}
