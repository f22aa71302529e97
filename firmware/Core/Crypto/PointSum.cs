using System.Collections;

namespace FairOta.Core.Crypto;

/// <summary>
/// A sum k[0] P[0] + k[1] P[1] + … that takes its summands one by one, so that a device can do something else between
/// them.
/// </summary>
/// <remarks>
/// The time of a summand goes with the length of its scalar: 128 bits take half as long as 256. So random weights
/// should fall on the points themselves: what is linear in commitments A[j], for instance that they evaluate to known
/// values f(i) at λ places, is A[j] = a[j] G + m[j] A[λ] with known a and m (m of the product of all x - i), and
/// weights of 128 bits on these equations leave only A[λ] and G with longer scalars. Not constant time.
/// </remarks>
public sealed class PointSum
{
    private readonly ArrayList scalars = new ArrayList();
    private readonly ArrayList points = new ArrayList();

    /// <summary>Adds k p; any points may be equal, opposite or infinity. Neither is kept.</summary>
    public void Add(Scalar k, Point p)
    {
        Scalar scalar = new Scalar();
        scalar.Set(k);
        scalars.Add(scalar);
        Point point = new Point();
        point.Set(p);
        points.Add(point);
    }

    /// <summary>Sets r to the sum; nothing may be added afterwards.</summary>
    public void Finish(Point r)
    {
        Scalar[] k = new Scalar[scalars.Count];
        Point[] p = new Point[k.Length];
        for (int i = 0; i < k.Length; i++)
        {
            k[i] = (Scalar)scalars[i];
            p[i] = (Point)points[i];
        }
        Multiplication.MultiplySum(r, k, p, k.Length);
    }
}
