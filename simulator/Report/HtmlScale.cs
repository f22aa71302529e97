using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>Where values lie on an axis, as a percentage of its length, and which of them are worth a line.</summary>
public sealed class HtmlScale
{
    // Steps of time that people count in, in ms.
    private static readonly double[] TimeSteps =
    [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3,
        1800e3, 3600e3, 7200e3, 10800e3, 21600e3, 43200e3, 86400e3, 172800e3, 432000e3, 864000e3, 2592000e3,
    ];

    // What people have a feeling for, about a decade apart, in ms; up to a century.
    private static readonly double[] Decades =
    [
        1, 10, 100, 1e3, 10e3, 60e3, 600e3, 3600e3, 6 * 3600e3, 86400e3, 10 * 86400e3, 100 * 86400e3, 1000 * 86400e3,
        36500 * 86400e3,
    ];

    private readonly Func<double, double> _place;

    private HtmlScale(Func<double, double> place, IEnumerable<double> ticks)
    {
        _place = place;
        Ticks = [.. ticks];
    }

    /// <summary>Values to draw a line at, ascending.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>From 0 to at least <paramref name="max"/>, with about <paramref name="lines"/> round ticks.</summary>
    public static HtmlScale Linear(double max, int lines)
    {
        double step = RoundStep(Math.Max(max, 1e-9) / lines);
        double end = Math.Ceiling(Math.Max(max, step) / step - 1e-9) * step;
        return new(value => 100 * value / end, Ticking(step, end));
    }

    /// <summary>Times from 0 to exactly <paramref name="endMs"/>, with at most about <paramref name="lines"/> ticks
    /// at round minutes, hours or days.</summary>
    public static HtmlScale Time(double endMs, int lines)
    {
        double end = Math.Max(endMs, 1);
        double step = TimeSteps.FirstOrDefault(each => each * lines >= end, RoundStep(end / lines));
        return new(value => 100 * value / end, Ticking(step, end));
    }

    /// <summary>Durations in milliseconds, logarithmic, from the round one below to the round one above; what is
    /// shorter lies at 0.</summary>
    public static HtmlScale LogTime(double minMs, double maxMs)
    {
        int first = Math.Max(Array.FindLastIndex(Decades, each => each <= minMs), 0);
        int last = Array.FindIndex(Decades, each => each >= maxMs);
        if (last < 0) last = Decades.Length - 1;
        if (last == first) last = Math.Min(first + 1, Decades.Length - 1);
        if (last == first) first--;
        double low = Math.Log(Decades[first]), span = Math.Log(Decades[last]) - low;
        return new(
            value => value <= 0 ? 0 : Math.Clamp(100 * (Math.Log(value) - low) / span, 0, 100),
            Decades[first..(last + 1)]);
    }

    /// <summary>Where a value lies, from 0 to 100.</summary>
    public double At(double value) => _place(value);

    private static IEnumerable<double> Ticking(double step, double end)
    {
        for (int i = 0; i * step <= end * (1 + 1e-9); i++) yield return i * step;
    }

    private static double RoundStep(double step)
    {
        double decade = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return decade * new[] { 1, 2, 5, 10 }.First(each => each * decade >= step * (1 - 1e-9));
    }
}
