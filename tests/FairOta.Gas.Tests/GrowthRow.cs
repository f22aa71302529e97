using System.Globalization;

namespace FairOta.Gas.Tests;

/// <summary>What one transaction cost, by what it depends on.</summary>
/// <param name="Call">What it did.</param>
/// <param name="Words">Whether somebody's reward in the same words of the bitmap was taken before: touched, else
/// fresh.</param>
/// <param name="Fleet">Devices of the fleet.</param>
/// <param name="Batch">Deliveries in it.</param>
/// <param name="Gas">All of its gas.</param>
internal sealed record GrowthRow(string Call, string Words, int Fleet, int Batch, long Gas)
{
    /// <summary>An element of a JSON array, on one line.</summary>
    public string ToJson() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""  { "call": "{{Call}}", "words": "{{Words}}", "fleet": {{Fleet}}, "batch": {{Batch}}, "gas": {{Gas}} }""");
}
