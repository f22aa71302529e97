// The device's calendar. Always UTC.

namespace System;

/// <summary>A moment.</summary>
public struct DateTime
{
    public static readonly DateTime UnixEpoch;

    public static DateTime UtcNow => throw null;
    public long Ticks => throw null;
}

/// <summary>What goes to whoever is connected for debugging.</summary>
public static class Console
{
    public static void WriteLine(string value) => throw null;
}
