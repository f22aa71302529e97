using System.Collections.Generic;
using System.Linq;

namespace FairOta.Bench;

/// <summary>y = Start + Slope·x, fitted by least squares.</summary>
internal readonly record struct Line(double Start, double Slope)
{
    /// <summary>Through points with at least two different x.</summary>
    public static Line Through(IReadOnlyCollection<(double X, double Y)> points)
    {
        double x = points.Average(p => p.X), y = points.Average(p => p.Y);
        double slope = points.Sum(p => (p.X - x) * (p.Y - y)) / points.Sum(p => (p.X - x) * (p.X - x));
        return new Line(y - slope * x, slope);
    }

    /// <summary>y at x.</summary>
    public double At(double x) => Start + Slope * x;
}
