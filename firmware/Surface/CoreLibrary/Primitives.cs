// The types that have keywords. Their size and arithmetic are the compiler's own knowledge.

namespace System;

/// <summary>No value.</summary>
public struct Void
{
}

/// <summary>True or false.</summary>
public struct Boolean
{
    public override string ToString() => throw null;
}

/// <summary>A UTF-16 unit.</summary>
public struct Char
{
    public override string ToString() => throw null;
}

/// <summary>8 bits, signed.</summary>
public struct SByte
{
    public override string ToString() => throw null;
}

/// <summary>8 bits.</summary>
public struct Byte
{
    public const byte MinValue = 0;
    public const byte MaxValue = 255;

    public override string ToString() => throw null;
    public string ToString(string format) => throw null;
}

/// <summary>16 bits, signed.</summary>
public struct Int16
{
    public override string ToString() => throw null;
}

/// <summary>16 bits.</summary>
public struct UInt16
{
    public override string ToString() => throw null;
}

/// <summary>32 bits, signed.</summary>
public struct Int32
{
    public const int MinValue = -2147483648;
    public const int MaxValue = 2147483647;

    public override string ToString() => throw null;
    public string ToString(string format) => throw null;
    public static int Parse(string s) => throw null;
    public static bool TryParse(string s, out int result) => throw null;
}

/// <summary>32 bits.</summary>
public struct UInt32
{
    public const uint MinValue = 0;
    public const uint MaxValue = 4294967295;

    public override string ToString() => throw null;
    public string ToString(string format) => throw null;
    public static uint Parse(string s) => throw null;
    public static bool TryParse(string s, out uint result) => throw null;
}

/// <summary>64 bits, signed.</summary>
public struct Int64
{
    public const long MinValue = -9223372036854775808;
    public const long MaxValue = 9223372036854775807;

    public override string ToString() => throw null;
    public string ToString(string format) => throw null;
    public static long Parse(string s) => throw null;
    public static bool TryParse(string s, out long result) => throw null;
}

/// <summary>64 bits.</summary>
public struct UInt64
{
    public const ulong MinValue = 0;
    public const ulong MaxValue = 18446744073709551615;

    public override string ToString() => throw null;
    public string ToString(string format) => throw null;
    public static ulong Parse(string s) => throw null;
    public static bool TryParse(string s, out ulong result) => throw null;
}

/// <summary>32-bit floating point.</summary>
public struct Single
{
}

/// <summary>64-bit floating point.</summary>
public struct Double
{
}

/// <summary>A pointer's size, signed.</summary>
public struct IntPtr
{
}

/// <summary>A pointer's size.</summary>
public struct UIntPtr
{
}
