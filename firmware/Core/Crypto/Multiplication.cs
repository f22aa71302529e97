// Hosts have their own under this name (Host/), which must agree with it.
#if NET
namespace FairOta.Core.Crypto.Portable;
#else
namespace FairOta.Core.Crypto;
#endif

/// <summary>Multiples of points. Not constant time: how long it takes depends on the scalars.</summary>
public static partial class Multiplication
{
    /// <summary>Sets r to k G.</summary>
    public static void MultiplyGenerator(Point r, Scalar k)
    {
        GeneratorComb comb = new GeneratorComb(k);
        r.SetInfinity();
        for (int column = GeneratorComb.Columns - 1; column >= 0; column--)
        {
            r.Double(r);
            comb.AddColumn(r, column);
        }
    }
}
