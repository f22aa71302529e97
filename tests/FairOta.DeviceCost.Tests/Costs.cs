using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace FairOta.DeviceCost.Tests;

/// <summary>The costs of an exchange, stretch by stretch, the whole, and that of the report after it.</summary>
internal sealed class Costs
{
    private const int Shown = 20;

    private readonly IReadOnlyList<KeyValuePair<string, long>> _methods;
    private readonly IReadOnlyList<KeyValuePair<string, long>> _peak;

    /// <summary>
    /// Those of the stretches, the report's last, the instructions of each method itself, and what was on the heap at
    /// its peak, bytes by type; the most first.
    /// </summary>
    public Costs(
        IReadOnlyList<Cost> stretches,
        IReadOnlyList<KeyValuePair<string, long>> methods,
        IReadOnlyList<KeyValuePair<string, long>> peak)
    {
        _methods = methods;
        _peak = peak;
        Cost[] exchange = [.. stretches.SkipLast(1)];
        Total = new Cost(
            nameof(Total),
            exchange.Sum(cost => cost.Instructions),
            exchange.Sum(cost => cost.Calls),
            exchange.Sum(cost => cost.AllocatedBytes),
            exchange.Max(cost => cost.PeakBytes),
            exchange.Max(cost => cost.LargestArrayBytes),
            exchange.Max(cost => cost.LongestStep));
        Rows = [.. exchange, Total, stretches[^1]];
    }

    public IReadOnlyList<Cost> Rows { get; }

    /// <summary>Sums without the report, which is no part of the exchange; of the last three columns the
    /// largest.</summary>
    public Cost Total { get; }

    /// <summary>The table, which methods are dearest, and what the heap held at its peak.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(Line("", "IL instructions", "calls", "allocated", "peak heap", "array", "longest step"));
        foreach (Cost cost in Rows)
        {
            text.AppendLine(Line(
                cost.Stretch,
                Number(cost.Instructions),
                Number(cost.Calls),
                Number(cost.AllocatedBytes),
                Number(cost.PeakBytes),
                Number(cost.LargestArrayBytes),
                Number(cost.LongestStep)));
        }

        Append(text, "IL instructions of methods themselves", _methods, Total.Instructions);
        Append(text, "bytes of the heap at its peak", _peak, Total.PeakBytes);
        return text.ToString();
    }

    private static void Append(
        StringBuilder text, string title, IReadOnlyList<KeyValuePair<string, long>> parts, long whole)
    {
        text.AppendLine().AppendLine(title);
        foreach (var (part, number) in parts.Take(Shown))
        {
            double share = 100.0 * number / whole;
            text.AppendLine(CultureInfo.InvariantCulture, $"{Number(number),15} {share,5:F1} %  {part}");
        }
    }

    private static string Line(
        string stretch, string instructions, string calls, string bytes, string peak, string array, string step) =>
        $"{stretch,-14} {instructions,16} {calls,10} {bytes,12} {peak,12} {array,8} {step,13}";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
