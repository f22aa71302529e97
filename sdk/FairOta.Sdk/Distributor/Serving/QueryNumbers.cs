using System;
using System.Collections.Generic;
using System.Globalization;

namespace FairOta.Sdk.Distributor;

/// <summary>Reads a query strictly: each name once, none but those known.</summary>
internal static class QueryNumbers
{
    /// <summary>Names and values, or null where the query is malformed or holds another name than those
    /// allowed.</summary>
    public static Dictionary<string, string>? Parse(string query, params string[] allowed)
    {
        Dictionary<string, string> values = [];
        foreach (string part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || Array.IndexOf(allowed, part[..equals]) < 0) return null;
            if (!values.TryAdd(part[..equals], part[(equals + 1)..])) return null;
        }

        return values;
    }

    /// <summary>A decimal number of 1 to 9 digits.</summary>
    public static bool TryDecimal(string? text, out int value)
    {
        value = 0;
        return text is { Length: >= 1 and <= 9 }
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
