using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>Roll-outs as step functions: between two points nothing changes.</summary>
public static class RolloutCurves
{
    private static readonly RolloutPoint Nothing = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>The sum of curves, with a point wherever one of them has one.</summary>
    public static ImmutableArray<RolloutPoint> Add(IReadOnlyList<ImmutableArray<RolloutPoint>> curves)
    {
        int[] passed = new int[curves.Count];
        var moments = ImmutableArray.CreateBuilder<RolloutPoint>();
        foreach (long moment in curves.SelectMany(curve => curve).Select(point => point.AtMs).Distinct().Order())
        {
            RolloutPoint sum = Nothing with { AtMs = moment };
            for (int i = 0; i < passed.Length; i++)
            {
                while (passed[i] < curves[i].Length && curves[i][passed[i]].AtMs <= moment) passed[i]++;
                if (passed[i] > 0) sum = Add(sum, curves[i][passed[i] - 1]);
            }

            moments.Add(sum);
        }

        return moments.ToImmutable();
    }

    private static RolloutPoint Add(RolloutPoint sum, RolloutPoint point) => new(
        sum.AtMs, sum.Opened + point.Opened, sum.Staged + point.Staged, sum.Unlocked + point.Unlocked,
        sum.Confirmed + point.Confirmed, sum.Failed + point.Failed, sum.Paid + point.Paid);
}
