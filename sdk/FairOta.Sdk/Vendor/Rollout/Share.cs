using System;
using System.Globalization;

namespace FairOta.Sdk.Vendor;

/// <summary>A share of devices or of reports, exact to a hundredth of a percent: 0.01% to 100%.</summary>
/// <param name="BasisPoints">Hundredths of a percent, 1 to 10,000.</param>
public readonly record struct Share(int BasisPoints)
{
    /// <summary>The whole, in hundredths of a percent.</summary>
    public const int Whole = 10_000;

    private const string Expected = "a share from 0.01% to 100% is expected, as 95% or 0.5%.";

    /// <summary>Reads a number with at most two decimals and a percent sign.</summary>
    /// <exception cref="FormatException">It is no such share.</exception>
    public static Share Parse(string text)
    {
        if (!text.EndsWith('%')) throw new FormatException(Expected);
        bool read = decimal.TryParse(
            text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out decimal percent);
        decimal points = percent * 100;
        return read && text.Length <= 8 && points is >= 1 and <= Whole && points == decimal.Truncate(points)
            ? new Share((int)points)
            : throw new FormatException(Expected);
    }

    /// <summary>Whether so many of so many are at least this share. Of none they never are.</summary>
    public bool IsReachedBy(long count, long of) => of > 0 && count * Whole >= of * BasisPoints;

    /// <summary>The least number of so many that is at least this share.</summary>
    public long LeastOf(long all) => (all * BasisPoints + Whole - 1) / Whole;

    /// <inheritdoc/>
    public override string ToString() =>
        (BasisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
