using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using FairOta.Bench.Plots;
using FairOta.Bench.Reports;

namespace FairOta.Bench.Growth;

/// <summary>What a stretch of an exchange cost a device, as the device cost bench counted it.</summary>
/// <param name="Stretch">Which; "Total" for all but the report.</param>
/// <param name="Instructions">IL instructions.</param>
/// <param name="PeakBytes">Most that the heap held; 0 in what was counted before that was.</param>
/// <param name="LongestStep">IL instructions of the longest step; 0 likewise.</param>
internal sealed record StretchCost(string Stretch, long Instructions, long PeakBytes, long LongestStep)
{
    /// <summary>The stretch that stands for the whole.</summary>
    public const string Total = "Total";
}

/// <summary>A device's costs over n, over λ and over a segment's bytes: tables and plots.</summary>
internal static class DeviceGrowth
{
    private static readonly Axis Instructions = new("IL instructions", 10, Axis.Count);

    private static readonly Axis Heap = new("bytes of managed heap at its peak", 10, Axis.Number, 1, 2, 5);

    /// <summary>Reads what the device cost bench counted: by "sweep value" the costs of the stretches.</summary>
    public static Report Report(string json)
    {
        var all = JsonSerializer.Deserialize<Dictionary<string, StretchCost[]>>(json)!;
        Report report = new();
        Add("segments", "n", "segments n", 2);
        Add("samples", "λ", "samples λ", Math.Sqrt(2));
        Add("bytes", "bytes of a segment", "bytes of a segment", 2);
        return report;

        void Add(string sweep, string name, string axis, double @base)
        {
            (int X, StretchCost[] Costs)[] rows =
            [
                .. all.Select(row => (Name: row.Key.Split(' '), Costs: row.Value)).Where(row => row.Name[0] == sweep)
                    .Select(row => (int.Parse(row.Name[1], CultureInfo.InvariantCulture), row.Costs))
                    .OrderBy(row => row.Item1),
            ];
            report.Add($"cost by {sweep}", Table(name, rows));
            string by = $"by {axis}";
            Axis x = new(axis, @base, Axis.Number);
            report.AddPlot($"{sweep}-instructions", Plot($"What an exchange executes, {by}", x, Instructions, rows,
                c => c.Instructions));
            report.AddPlot($"{sweep}-heap", Plot($"What an exchange keeps on the heap, {by}", x, Heap, rows,
                c => c.PeakBytes));
        }
    }

    private static string Table(string name, IReadOnlyList<(int X, StretchCost[] Costs)> rows)
    {
        StretchCost[] first = rows[0].Costs;
        Line[] lines =
        [
            .. first.Select((_, i) => Line.Through([.. rows.Select(r => ((double)r.X, Thousands(r.Costs[i])))])),
        ];
        Line peak = Line.Through([.. rows.Select(r => ((double)r.X, (double)Peak(r.Costs)))]);
        return Markdown.Table(
            [name, .. first.Select(cost => cost.Stretch == StretchCost.Total ? "**all but the report**" : cost.Stretch),
                "peak heap, bytes"],
            rows.Select(r => (string[])
                [Axis.Number(r.X), .. r.Costs.Select(cost => Axis.Number(Thousands(cost))), Axis.Number(Peak(r.Costs))])
            .Append(["**each one more**", .. lines.Select(line => Slope(line.Slope)), Slope(peak.Slope)]));
    }

    private static string Plot(
        string title,
        Axis x,
        Axis y,
        IReadOnlyList<(int X, StretchCost[] Costs)> rows,
        Func<StretchCost, double> value) =>
        new LogPlot(title, x, y).Draw(
        [
            .. rows[0].Costs.Select((cost, i) => new Series(
                cost.Stretch, [.. rows.Select(r => ((double)r.X, value(r.Costs[i])))])),
        ]);

    private static double Thousands(StretchCost cost) => cost.Instructions / 1000.0;

    private static long Peak(StretchCost[] costs) => costs.Single(c => c.Stretch == StretchCost.Total).PeakBytes;

    private static string Slope(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
