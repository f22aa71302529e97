#if NET
using System;

namespace FairOta.Core.Crypto;

/// <summary>
/// A sum k[0] P[0] + k[1] P[1] + … + g G, on hosts: what <see cref="Portable.PointSum"/> does on devices, but in one
/// step. Any points may be equal, opposite or infinity.
/// </summary>
/// <remarks>For public values: not constant time.</remarks>
public sealed class PointSum
{
    private readonly Straus64 sum;
    private Jacobian64 result;
    private bool isDone;

    /// <summary>The sum of nothing yet.</summary>
    /// <param name="capacity">How many points are added at most.</param>
    /// <param name="splits">Of no meaning here: scalars always fall into halves.</param>
    public PointSum(int capacity, bool splits)
    {
        _ = splits;
        sum = new Straus64(capacity);
    }

    /// <summary>Adds k p; nothing is kept of them. One inversion where p is not affine.</summary>
    public void Add(Scalar k, Point p)
    {
        if (!k.IsZero && !p.IsInfinity) sum.Add(new Scalar64(k), p.ToAffine64());
    }

    /// <summary>Adds k G, once at most.</summary>
    public void AddGenerator(Scalar k) => sum.AddGenerator(new Scalar64(k));

    /// <summary>Works out the sum. True; nothing may be added afterwards.</summary>
    public bool Advance()
    {
        if (!isDone) result = sum.Sum();
        isDone = true;
        return true;
    }

    /// <summary>Sets r to the sum. One inversion.</summary>
    public void Finish(Point r)
    {
        Advance();
        if (result.IsInfinity)
        {
            r.SetInfinity();
            return;
        }
        Span<Affine64> affine = stackalloc Affine64[1];
        Jacobian64.ToAffine([result], affine);
        r.Set(affine[0]);
    }
}
#endif
