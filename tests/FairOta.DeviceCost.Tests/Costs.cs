using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace FairOta.DeviceCost.Tests;

/// <summary>The costs of an exchange, stretch by stretch and with their total as the last row.</summary>
internal sealed class Costs
{
    private const int MethodsShown = 20;

    private readonly IReadOnlyList<KeyValuePair<string, long>> _methods;

    /// <summary>Those of the stretches, and the instructions of each method itself, the dearest first.</summary>
    public Costs(IReadOnlyList<Cost> stretches, IReadOnlyList<KeyValuePair<string, long>> methods)
    {
        _methods = methods;
        Total = new Cost(
            nameof(Total),
            stretches.Sum(cost => cost.Instructions),
            stretches.Sum(cost => cost.Calls),
            stretches.Sum(cost => cost.AllocatedBytes));
        Rows = [.. stretches, Total];
    }

    public IReadOnlyList<Cost> Rows { get; }

    public Cost Total { get; }

    /// <summary>The table, and which methods are dearest.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(Line("", "IL instructions", "calls", "allocated bytes"));
        foreach (Cost cost in Rows)
        {
            text.AppendLine(Line(
                cost.Stretch, Number(cost.Instructions), Number(cost.Calls), Number(cost.AllocatedBytes)));
        }

        text.AppendLine();
        foreach (var (method, instructions) in _methods.Take(MethodsShown))
        {
            double share = 100.0 * instructions / Total.Instructions;
            text.AppendLine(CultureInfo.InvariantCulture, $"{Number(instructions),15} {share,5:F1} %  {method}");
        }

        return text.ToString();
    }

    private static string Line(string stretch, string instructions, string calls, string bytes) =>
        $"{stretch,-14} {instructions,16} {calls,12} {bytes,16}";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
