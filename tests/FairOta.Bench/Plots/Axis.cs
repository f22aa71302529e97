using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace FairOta.Bench.Plots;

/// <summary>A logarithmic axis.</summary>
/// <param name="Name">What it shows, with the unit.</param>
/// <param name="Base">From one line of the grid to the next, but for <paramref name="Steps"/>.</param>
/// <param name="Write">How a value at a line of the grid is written.</param>
/// <param name="Steps">Multiples of each power of the base that have a line, 1 first, ascending, below the base; the
/// powers alone where there are none.</param>
internal sealed record Axis(string Name, double Base, Func<double, string> Write, params double[] Steps)
{
    private const double Slack = 1e-9;

    /// <summary>Milliseconds of processor time.</summary>
    public static readonly Axis Milliseconds = new("processor time", 10, Time);

    /// <summary>Bytes, by powers of 4.</summary>
    public static readonly Axis Bytes = new("image", 4, Size);

    /// <summary>The lines of the grid within a range.</summary>
    public IEnumerable<double> Ticks(Range range) =>
        Lines(range).Where(v => v >= range.Least * (1 - Slack) && v <= range.Most * (1 + Slack));

    /// <summary>The range to the next lines of the grid on both sides.</summary>
    public Range Whole(Range range)
    {
        double[] lines = [.. Lines(range)];
        return new Range(
            lines.Last(v => v <= range.Least * (1 + Slack)), lines.First(v => v >= range.Most * (1 - Slack)));
    }

    /// <summary>Milliseconds in the unit that suits.</summary>
    public static string Time(double ms) => ms switch
    {
        < 1 => $"{Short(ms * 1000)} µs",
        < 1000 => $"{Short(ms)} ms",
        < 3_600_000 => $"{Short(ms / 1000)} s",
        _ => $"{Short(ms / 3_600_000)} h",
    };

    /// <summary>Bytes in the binary unit that suits.</summary>
    public static string Size(double bytes) => bytes switch
    {
        < 1024 => $"{Short(bytes)} B",
        < 1024 * 1024 => $"{Short(bytes / 1024)} KiB",
        _ => $"{Short(bytes / 1024 / 1024)} MiB",
    };

    /// <summary>A whole number.</summary>
    public static string Number(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count in the unit that suits.</summary>
    public static string Count(double value) => value switch
    {
        < 1e4 => Number(value),
        < 1e6 => $"{Short(value / 1e3)} k",
        _ => $"{Short(value / 1e6)} M",
    };

    private static string Short(double value) =>
        value.ToString(value < 10 ? "0.##" : value < 100 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>From below a range to above it.</summary>
    private IEnumerable<double> Lines(Range range)
    {
        int first = (int)Math.Floor(Math.Log(range.Least, Base) + Slack);
        int last = (int)Math.Ceiling(Math.Log(range.Most, Base) - Slack);
        double[] steps = Steps.Length == 0 ? [1] : Steps;
        return Enumerable.Range(first, last - first + 1).SelectMany(e => steps.Select(s => s * Math.Pow(Base, e)));
    }
}
