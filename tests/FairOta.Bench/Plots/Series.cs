using System.Collections.Generic;

namespace FairOta.Bench.Plots;

/// <summary>A line of a plot.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">x and y, both above 0, x ascending.</param>
/// <param name="IsExtrapolated">Whether it was computed from a fit, not measured; it is dashed.</param>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points, bool IsExtrapolated = false);
