using System;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace FairOta.Cli;

/// <summary>Amounts of ether as people write them: a number with its unit.</summary>
internal static class Amount
{
    private static readonly (string Unit, int Digits)[] Units = [("gwei", 9), ("wei", 0), ("eth", 18)];

    /// <summary>Reads 0.001eth, 5gwei, 1000wei; the unit is never guessed.</summary>
    /// <exception cref="FormatException">It is no such amount.</exception>
    public static BigInteger Parse(string text)
    {
        const string Expected = "an amount with its unit is expected, as 0.001eth, 5gwei or 1000wei.";
        (string unit, int digits) = Units.FirstOrDefault(
            each => text.EndsWith(each.Unit, StringComparison.OrdinalIgnoreCase));
        if (unit is null || text.Length > 64) throw new FormatException(Expected);
        string[] parts = text[..^unit.Length].Trim().Split('.');
        string fraction = parts.Length > 1 ? parts[1] : "";
        bool wellFormed = parts.Length <= 2 && parts.All(part => part.Length > 0) && fraction.Length <= digits;
        if (!wellFormed) throw new FormatException(Expected);
        return BigInteger.TryParse(
            parts[0] + fraction.PadRight(digits, '0'), NumberStyles.None, CultureInfo.InvariantCulture,
            out BigInteger wei)
            ? wei
            : throw new FormatException(Expected);
    }

    /// <summary>In ether, without needless zeros.</summary>
    public static string Format(BigInteger wei)
    {
        string digits = wei.ToString(CultureInfo.InvariantCulture).PadLeft(19, '0');
        string fraction = digits[^18..].TrimEnd('0');
        return digits[..^18] + (fraction.Length > 0 ? "." + fraction : "") + " ETH";
    }
}
