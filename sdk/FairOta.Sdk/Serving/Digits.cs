using System;
using System.Globalization;

namespace FairOta.Sdk.Serving;

/// <summary>Numbers as requests carry them: decimal digits alone.</summary>
internal static class Digits
{
    /// <summary>One digit or more; a number too large to hold reads as <see cref="long.MaxValue"/>, which is beyond
    /// anything there is. False, and 0, for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9')) return false;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)) value = long.MaxValue;
        return true;
    }
}
