namespace FairOta.Simulator.Hardware;

/// <summary>How a figure came about.</summary>
public enum FigureKind
{
    /// <summary>Somebody measured it: the source says who, and on what.</summary>
    Measured,

    /// <summary>Nobody did: the source says why it is likely.</summary>
    Assumed,
}

/// <summary>A constant of a board.</summary>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">SI, without prefixes unless it names one.</param>
/// <param name="Kind">Whether it was measured.</param>
/// <param name="Source">Document and place, or the reason.</param>
public sealed record Figure(double Value, string Unit, FigureKind Kind, string Source)
{
    internal static Figure Measured(double value, string unit, string source) =>
        new(value, unit, FigureKind.Measured, source);

    internal static Figure Assumed(double value, string unit, string source) =>
        new(value, unit, FigureKind.Assumed, source);

    /// <summary>As in "49 mA (measured)".</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Value:#,0.######} {Unit} ({Word})");

    private string Word => Kind == FigureKind.Measured ? "measured" : "assumed";
}
