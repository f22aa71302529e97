using System;

namespace FairOta.Agent.Tests.Durability;

/// <summary>
/// How much is drawn where not everything can be tried: little, unless FAIROTA_THOROUGH is 1. Single cuts are always
/// tried at every operation; what a torn one leaves is drawn from a seed.
/// </summary>
internal static class Thoroughness
{
    private static readonly bool IsHigh = Environment.GetEnvironmentVariable("FAIROTA_THOROUGH") == "1";

    /// <summary>Seeds of what torn operations leave.</summary>
    public static int Seeds { get; } = IsHigh ? 16 : 1;

    /// <summary>Pairs of cuts.</summary>
    public static int Pairs { get; } = IsHigh ? 2000 : 100;

    /// <summary>Bits that rot in each file before each operation.</summary>
    public static int RottenBits { get; } = IsHigh ? 8 : 1;
}
