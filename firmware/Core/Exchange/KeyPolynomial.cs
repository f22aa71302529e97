using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// The key polynomial f(x) = a₀ + a₁x + … + a_λ x^λ over Z_q. f(i) seals segment i, f(0) = a₀ is the key that the
/// contract forces into the open, and A_j = a_j·G commits to it.
/// </summary>
public sealed partial class KeyPolynomial
{
    /// <summary>Bytes of a commitment: the affine point x ‖ y.</summary>
    public const int PointBytes = 64;

    private readonly Scalar[] _coefficients;

    /// <summary>Makes the polynomial.</summary>
    /// <param name="coefficients">a₀ … a_λ; kept, not copied.</param>
    public KeyPolynomial(Scalar[] coefficients)
    {
        _coefficients = coefficients;
    }

    /// <summary>λ.</summary>
    public int Degree
    {
        get { return _coefficients.Length - 1; }
    }

    /// <summary>f(x), by Horner's rule.</summary>
    public Scalar Evaluate(int x)
    {
        Scalar sum = new Scalar();
        for (int j = _coefficients.Length - 1; j >= 0; j--)
        {
            sum.MultiplySmall(sum, (uint)x);
            sum.Add(sum, _coefficients[j]);
        }

        return sum;
    }

    /// <summary>The polynomial of degree λ through (0, key) and λ samples.</summary>
    /// <param name="key">f(0).</param>
    /// <param name="indices">i_1 … i_λ, distinct, from 1.</param>
    /// <param name="evaluations">f(i_1) … f(i_λ).</param>
    public static KeyPolynomial Interpolate(Scalar key, int[] indices, Scalar[] evaluations)
    {
        int[] nodes = new int[indices.Length + 1];
        Scalar[] values = new Scalar[nodes.Length];
        values[0] = key;
        for (int t = 1; t < nodes.Length; t++)
        {
            nodes[t] = indices[t - 1];
            values[t] = evaluations[t - 1];
        }

        return new KeyPolynomial(Interpolation.Through(nodes, values));
    }

    /// <summary>f(1), Δf(1), …, Δ^λ f(1).</summary>
    internal Scalar[] Differences()
    {
        Scalar[] values = new Scalar[_coefficients.Length];
        for (int j = 0; j < values.Length; j++)
        {
            values[j] = new Scalar();
            values[j].Set(_coefficients[j]);
        }

        // Horner's rule at 1, at 2 on what is left above, and so on: Newton's form with the nodes 1, 2, …, whose
        // coefficients are Δ^j f(1) / j!.
        Scalar factorial = new Scalar();
        factorial.SetUInt(1);
        for (int node = 1; node <= values.Length; node++)
        {
            for (int j = values.Length - 2; j >= node - 1; j--)
                values[j].AddProduct(values[j + 1], node);
            values[node - 1].Multiply(values[node - 1], factorial);
            factorial.MultiplySmall(factorial, (uint)node);
        }

        return values;
    }
}
