using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// The key polynomial f(x) = a₀ + a₁x + … + a_λ x^λ over Z_q. f(i) seals segment i, f(0) = a₀ is the key that the
/// contract forces into the open, and A_j = a_j·G commits to it.
/// </summary>
public sealed class KeyPolynomial
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

    /// <summary>a₀ = f(0), the key.</summary>
    public Scalar Key
    {
        get { return _coefficients[0]; }
    }

    /// <summary>a_j.</summary>
    public Scalar Coefficient(int j)
    {
        return _coefficients[j];
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

    /// <summary>A₀ ‖ … ‖ A_λ, 64 bytes each.</summary>
    /// <exception cref="InvalidOperationException">A coefficient is zero, so its commitment is no affine point: draw
    /// others.</exception>
    public byte[] Commit()
    {
        Point[] points = new Point[_coefficients.Length];
        for (int j = 0; j < points.Length; j++)
        {
            points[j] = new Point();
            Multiplication.MultiplyGenerator(points[j], _coefficients[j]);
        }

        byte[] commitments = new byte[points.Length * PointBytes];
        Multiplication.WriteAll(points, points.Length, commitments, 0);
        return commitments;
    }

    /// <summary>
    /// The polynomial of degree λ through (0, key) and λ samples. Lagrange's formula by synthetic division: with
    /// M(x) = x·∏(x - i_t), f(x) = Σ w_t f(i_t) M(x)/(x - i_t), where w_t inverts ∏_{s≠t}(i_t - i_s). It takes one
    /// inversion, about λ² products, and as many by small numbers.
    /// </summary>
    /// <param name="key">f(0).</param>
    /// <param name="indices">i_1 … i_λ, distinct, from 1.</param>
    /// <param name="evaluations">f(i_1) … f(i_λ).</param>
    public static KeyPolynomial Interpolate(Scalar key, int[] indices, Scalar[] evaluations)
    {
        int count = indices.Length + 1;
        int[] nodes = new int[count];
        Scalar[] values = new Scalar[count];
        values[0] = key;
        for (int t = 1; t < count; t++)
        {
            nodes[t] = indices[t - 1];
            values[t] = evaluations[t - 1];
        }

        Scalar[] master = MasterPolynomial(nodes);
        Scalar[] weights = InverseProducts(nodes);
        Scalar[] coefficients = new Scalar[count];
        for (int j = 0; j < count; j++)
            coefficients[j] = new Scalar();

        Scalar quotient = new Scalar();
        Scalar term = new Scalar();
        for (int t = 0; t < count; t++)
        {
            weights[t].Multiply(weights[t], values[t]);
            quotient.SetUInt(0);
            for (int j = count - 1; j >= 0; j--)
            {
                // Synthetic division by (x - i_t): from the highest coefficient down, quotient = quotient·i_t +
                // M_{j+1}.
                quotient.MultiplySmall(quotient, (uint)nodes[t]);
                quotient.Add(quotient, master[j + 1]);
                term.Multiply(quotient, weights[t]);
                coefficients[j].Add(coefficients[j], term);
            }
        }

        return new KeyPolynomial(coefficients);
    }

    /// <summary>Coefficients of ∏(x - node), lowest first.</summary>
    private static Scalar[] MasterPolynomial(int[] nodes)
    {
        Scalar[] product = new Scalar[nodes.Length + 1];
        for (int j = 0; j < product.Length; j++)
            product[j] = new Scalar();
        product[0].SetUInt(1);
        Scalar term = new Scalar();
        for (int t = 0; t < nodes.Length; t++)
        {
            for (int j = t + 1; j >= 0; j--)
            {
                term.MultiplySmall(product[j], (uint)nodes[t]);
                if (j == 0)
                    product[0].Negate(term);
                else
                    product[j].Subtract(product[j - 1], term);
            }
        }

        return product;
    }

    /// <summary>1 / ∏_{s≠t}(node_t - node_s) for every t, with one inversion for all (Montgomery's trick).</summary>
    private static Scalar[] InverseProducts(int[] nodes)
    {
        Scalar[] products = new Scalar[nodes.Length];
        Scalar[] prefixes = new Scalar[nodes.Length];
        Scalar running = new Scalar();
        running.SetUInt(1);
        for (int t = 0; t < nodes.Length; t++)
        {
            products[t] = DifferenceProduct(nodes, t);
            prefixes[t] = new Scalar();
            prefixes[t].Set(running);
            running.Multiply(running, products[t]);
        }

        running.Invert(running);
        Scalar inverse = new Scalar();
        for (int t = nodes.Length - 1; t >= 0; t--)
        {
            inverse.Multiply(running, prefixes[t]);
            running.Multiply(running, products[t]);
            products[t].Set(inverse);
        }

        return products;
    }

    private static Scalar DifferenceProduct(int[] nodes, int t)
    {
        Scalar product = new Scalar();
        product.SetUInt(1);
        bool negative = false;
        for (int s = 0; s < nodes.Length; s++)
        {
            if (s == t)
                continue;
            int difference = nodes[t] - nodes[s];
            negative ^= difference < 0;
            product.MultiplySmall(product, (uint)(difference < 0 ? -difference : difference));
        }

        if (negative)
            product.Negate(product);
        return product;
    }
}
