using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Simulator.Hardware;

/// <summary>How the instructions of each stretch of an update grow with its release: sums of terms that follow from
/// what the device does there, with coefficients fitted to counted exchanges by least squares of the relative
/// error.</summary>
public sealed class InstructionModel
{
    private static readonly Func<ReleaseShape, double> Once = _ => 1;
    private static readonly Func<ReleaseShape, double> Segments = shape => shape.Segments;
    private static readonly Func<ReleaseShape, double> Pieces = shape => shape.Pieces;
    private static readonly Func<ReleaseShape, double> Samples = shape => shape.Samples;
    private static readonly Func<ReleaseShape, double> SamplesSquared = shape => (double)shape.Samples * shape.Samples;
    private static readonly Func<ReleaseShape, double> Paths = shape => (double)shape.Samples * shape.Levels;

    private static readonly Func<ReleaseShape, double> Differences =
        shape => (double)shape.Segments * shape.Samples;

    private static readonly ImmutableSortedDictionary<string, Func<ReleaseShape, double>[]> Terms =
        new Dictionary<string, Func<ReleaseShape, double>[]>
        {
            ["Start"] = [Once],
            ["Manifest"] = [Once],
            // A commitment for each coefficient is read.
            ["Open"] = [Once, Samples],
            // A digest for each segment, a call for each piece, a draw for each sample.
            ["Download"] = [Segments, Pieces, Samples],
            // One multiplication of a point for each sample, and its path.
            ["Challenge"] = [Once, Samples, Paths],
            ["Receipt"] = [Once],
            ["Key"] = [Once],
            // Divided differences: each sample with each.
            ["Interpolation"] = [Once, Samples, SamplesSquared],
            // λ additions give a segment's key by forward differences; the rest is the segment's own.
            ["Opening"] = [Segments, Differences],
            ["Installation"] = [Segments, Differences],
            ["Report"] = [Once],
        }.ToImmutableSortedDictionary();

    private readonly ImmutableSortedDictionary<string, double[]> _coefficients;

    private InstructionModel(ImmutableSortedDictionary<string, double[]> coefficients) => _coefficients = coefficients;

    /// <summary>The model of the bench's exchanges.</summary>
    public static InstructionModel Counted { get; } = Fit(InstructionRow.All);

    /// <summary>The stretches that it knows.</summary>
    public static IEnumerable<string> Stretches => Terms.Keys;

    /// <summary>Fits a model.</summary>
    /// <param name="rows">At least as many exchanges as a stretch has terms, which differ enough to tell them
    /// apart.</param>
    public static InstructionModel Fit(IReadOnlyList<InstructionRow> rows) => new(Terms.ToImmutableSortedDictionary(
        stretch => stretch.Key,
        stretch => LeastSquares(
        [
            .. rows.Select(row => stretch.Value
                .Select(term => term(row.Shape) / row.Instructions[stretch.Key]).ToArray()),
        ])));

    /// <summary>Instructions of a stretch.</summary>
    public double Predict(string stretch, ReleaseShape shape) =>
        Terms[stretch].Zip(_coefficients[stretch], (term, coefficient) => coefficient * term(shape)).Sum();

    /// <summary>x for which all rows·x come closest to 1, by the normal equations and elimination.</summary>
    private static double[] LeastSquares(double[][] rows)
    {
        int size = rows[0].Length;
        double[][] normal =
        [
            .. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size)
                .Select(j => rows.Sum(row => row[i] * row[j]))
                .Append(rows.Sum(row => row[i])).ToArray()),
        ];
        for (int pivot = 0; pivot < size; pivot++)
        {
            foreach (double[] row in normal.Where(row => row != normal[pivot]))
            {
                double factor = row[pivot] / normal[pivot][pivot];
                for (int column = pivot; column <= size; column++) row[column] -= factor * normal[pivot][column];
            }
        }

        return [.. normal.Select((row, i) => row[size] / row[i])];
    }
}
