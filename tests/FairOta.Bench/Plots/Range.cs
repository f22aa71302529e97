using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Bench.Plots;

/// <summary>From where to where a logarithmic axis goes.</summary>
internal readonly record struct Range(double Least, double Most)
{
    /// <summary>What holds all values.</summary>
    public static Range Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        return new Range(all.Min(), all.Max());
    }

    /// <summary>How far along the axis a value lies, 0 to 1.</summary>
    public double Share(double value) => Math.Log(value / Least) / Math.Log(Most / Least);
}
