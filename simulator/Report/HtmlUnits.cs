using System;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace FairOta.Simulator.Report;

/// <summary>Numbers as people read them: three digits that mean something, and a unit behind a space that
/// does not break.</summary>
public static class HtmlUnits
{
    // A number is never parted from its unit.
    private const char Space = '\u00A0';

    private const double WeiPerEther = 1e18;
    private const double WeiPerGwei = 1e9;

    private static readonly (string Unit, double Ms)[] Units =
        [("ms", 1), ("s", 1e3), ("min", 60e3), ("h", 3600e3), ("d", 86400e3)];

    /// <summary>How many, with commas.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>How many, where the digits do not matter: 1,234 or 5.68 M.</summary>
    public static string Rough(double count) => Math.Abs(count) switch
    {
        < 1e3 => Three(count),
        < 1e5 => count.ToString("N0", CultureInfo.InvariantCulture),
        < 1e6 => $"{Three(count / 1e3)}{Space}k",
        < 1e9 => $"{Three(count / 1e6)}{Space}M",
        _ => $"{Three(count / 1e9)}{Space}G",
    };

    /// <summary>A duration in milliseconds.</summary>
    public static string Duration(double ms) => ms switch
    {
        0 => "0",
        < 1e3 => $"{Three(ms)}{Space}ms",
        < 120e3 => $"{Three(ms / 1e3)}{Space}s",
        < 7200e3 => $"{Three(ms / 60e3)}{Space}min",
        < 48 * 3600e3 => $"{Three(ms / 3600e3)}{Space}h",
        _ => $"{Three(ms / 86400e3)}{Space}d",
    };

    /// <summary>A duration in milliseconds on an axis whose ticks are <paramref name="stepMs"/> apart: all of them are
    /// in one unit.</summary>
    public static string Tick(double ms, double stepMs)
    {
        var (unit, length) = Units.Last(each => stepMs >= each.Ms || each.Ms == 1);
        return ms == 0 ? "0" : $"{Three(ms / length)}{Space}{unit}";
    }

    /// <summary>A number of bytes.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < 1024 => $"{Three(bytes)}{Space}B",
        < 1 << 20 => $"{Three(bytes / 1024)}{Space}KiB",
        < 1 << 30 => $"{Three(bytes / (1 << 20))}{Space}MiB",
        _ => $"{Three(bytes / (1 << 30))}{Space}GiB",
    };

    /// <summary>An amount in wei, in the unit that suits it.</summary>
    public static string Wei(BigInteger wei) => Wei((double)wei);

    /// <summary>An amount in wei that need not be whole.</summary>
    public static string Wei(double wei) => Math.Abs(wei) switch
    {
        0 => "0",
        >= WeiPerEther / 1e4 => $"{Three(wei / WeiPerEther)}{Space}ETH",
        >= WeiPerGwei / 1e3 => $"{Rough(wei / WeiPerGwei)}{Space}gwei",
        _ => $"{Rough(wei)}{Space}wei",
    };

    /// <summary>A share from 0 to 1, never rounded up to the whole.</summary>
    public static string Percent(double share)
    {
        double percent = Math.Floor(share * 1000) / 10;
        return percent.ToString("0.#", CultureInfo.InvariantCulture) + Space + "%";
    }

    /// <summary>A number with three digits that count, without an exponent.</summary>
    public static string Three(double number)
    {
        if (number == 0) return "0";
        int digits = Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 7);
        return Math.Round(number, digits).ToString("#,0.#######", CultureInfo.InvariantCulture);
    }
}
