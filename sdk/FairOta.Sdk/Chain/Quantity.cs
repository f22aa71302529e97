using System;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace FairOta.Sdk.Chain;

/// <summary>The hex of Ethereum's JSON-RPC: quantities without leading zeros, data with two digits a byte.</summary>
internal static class Quantity
{
    public static string Format(BigInteger value) => value.IsZero ? "0x0" : "0x" + value.ToString("x").TrimStart('0');

    public static string Format(ReadOnlySpan<byte> data) => "0x" + Convert.ToHexStringLower(data);

    /// <summary>A quantity of at most 256 bits.</summary>
    public static BigInteger Number(this JsonElement element, string member)
    {
        string text = element.Text(member);
        if (text.Length is > 2 and <= 66 && text.StartsWith("0x", StringComparison.Ordinal)
            && BigInteger.TryParse(
                "0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger value))
            return value;
        throw Malformed(member);
    }

    /// <summary>A quantity that fits a non-negative <see cref="long"/>.</summary>
    public static long Int64(this JsonElement element, string member)
    {
        BigInteger value = element.Number(member);
        return value <= long.MaxValue ? (long)value : throw Malformed(member);
    }

    public static Hash32 Hash(this JsonElement element, string member) =>
        Hash32.TryParse(element.Text(member), out Hash32 hash) ? hash : throw Malformed(member);

    public static Address Address(this JsonElement element, string member) =>
        Sdk.Address.TryParse(element.Text(member), out Address address) ? address : throw Malformed(member);

    public static byte[] Data(this JsonElement element, string member)
    {
        string text = element.Text(member);
        if (!text.StartsWith("0x", StringComparison.Ordinal)) throw Malformed(member);
        try
        {
            return Convert.FromHexString(text.AsSpan(2));
        }
        catch (FormatException e)
        {
            throw new NodeException($"The node's {member} is malformed.", e);
        }
    }

    /// <summary>A member of an object, or the element itself where <paramref name="member"/> is empty.</summary>
    private static string Text(this JsonElement element, string member)
    {
        if (member.Length != 0
            && (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out element)))
            throw Malformed(member);
        return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Malformed(member);
    }

    public static NodeException Malformed(string member) =>
        new($"The node's {(member.Length == 0 ? "result" : member)} is malformed.");
}
