using System;
using System.Globalization;
using System.Linq;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli;

/// <summary>Failures that stop a roll-out: a number, a share, or both, as 5, 2% or 2%,5.</summary>
/// <param name="Failures">The number; null for none.</param>
/// <param name="Share">The share; null for none.</param>
internal sealed record StopAt(int? Failures, Share? Share)
{
    private const string Expected = "a number of failures, a share, or both are expected, as 5, 2% or 2%,5.";

    /// <summary>Reads them.</summary>
    /// <exception cref="FormatException">They are none.</exception>
    public static StopAt Parse(string text)
    {
        string[] parts = text.Split(',');
        string[] shares = [.. parts.Where(part => part.EndsWith('%'))], numbers = [.. parts.Except(shares)];
        if (parts.Length is < 1 or > 2 || shares.Length > 1 || numbers.Length > 1) throw new FormatException(Expected);
        return new StopAt(
            numbers.Length == 0 ? null : Number(numbers[0]),
            shares.Length == 0 ? null : Sdk.Vendor.Share.Parse(shares[0]));
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new FormatException(Expected);
}
