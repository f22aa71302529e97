using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Bench.Exchange;

/// <summary>What the zk-SNARK takes at sizes that were not measured: constraints c linear in the bytes, proving linear
/// in c·log₂ c, for its transforms, and verifying linear in the public elements, for each is a product.</summary>
internal sealed class SnarkFit
{
    private readonly Line _constraints, _prove, _verify;

    /// <summary>Fits the medians.</summary>
    public SnarkFit(IEnumerable<int> sizes, IReadOnlyCollection<SnarkFigures> sold)
    {
        Measured =
        [
            .. sizes.Select(bytes => sold.Where(s => s.Bytes == bytes).ToArray()).Select(all => all[0] with
            {
                ProveMs = all.Select(s => s.ProveMs).Order().ElementAt(all.Length / 2),
                VerifyMs = all.Select(s => s.VerifyMs).Order().ElementAt(all.Length / 2),
            }),
        ];
        _constraints = Line.Through([.. Measured.Select(m => ((double)m.Bytes, (double)m.Constraints))]);
        _prove = Line.Through([.. Measured.Select(m => (Work(m.Constraints), m.ProveMs))]);
        _verify = Line.Through([.. Measured.Select(m => (Elements(m.Bytes), m.VerifyMs))]);
    }

    /// <summary>The medians, the smallest first.</summary>
    public SnarkFigures[] Measured { get; }

    /// <summary>The formulas.</summary>
    public string Formula => FormattableString.Invariant(
        $"c = {_constraints.Start:F0} + {_constraints.Slope:F3}·bytes; ") + FormattableString.Invariant(
        $"prove = {_prove.Start:F0} ms + {_prove.Slope * 1e6:F0} ns·c·log₂ c; ") + FormattableString.Invariant(
        $"verify = {_verify.Start:F0} ms + {_verify.Slope * 1000:F0} µs·elements");

    /// <summary>The fit at a size.</summary>
    public SnarkFigures At(int bytes)
    {
        double c = _constraints.At(bytes);
        return new SnarkFigures(
            bytes, (int)c, _prove.At(Work(c)), _verify.At(Elements(bytes)), 128 + 32 * (long)Elements(bytes), 0);
    }

    /// <summary>Root, commitment, and one for every 31 bytes of the cipher.</summary>
    private static double Elements(int bytes) => 2 + (bytes + 30) / 31;

    private static double Work(double c) => c * Math.Log2(c);
}
