using System;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FairOta.Simulator.Report;

/// <summary>Amounts in wei as decimal strings: JSON's numbers lose digits in most readers.</summary>
internal sealed class WeiConverter : JsonConverter<BigInteger>
{
    // 2^256 has 78 digits and no sum of amounts has many more; reading a number costs the square of its length.
    private const int MaxDigits = 100;

    /// <inheritdoc/>
    public override BigInteger Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && reader.GetString() is { Length: <= MaxDigits } text
        && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger wei)
            ? wei
            : throw new JsonException($"An amount is a string of at most {MaxDigits} decimal digits.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, BigInteger value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}
