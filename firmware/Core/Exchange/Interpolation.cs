using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// Polynomials over Z_q from nodes that are indices of segments. Every factor and divisor is a node or a difference of
/// nodes, hence a small number.
/// </summary>
internal static class Interpolation
{
    /// <summary>
    /// Coefficients, lowest first, of the one polynomial of lowest degree through the points (node, value): Newton's
    /// divided differences, then their form with all nodes 0. About λ²/2 small divisions and as many small products.
    /// </summary>
    /// <param name="nodes">Distinct, from 0 to 2^30 - 1.</param>
    /// <param name="values">As many; not changed.</param>
    public static Scalar[] Through(int[] nodes, Scalar[] values)
    {
        int count = nodes.Length;
        Scalar[] result = new Scalar[count];
        for (int t = 0; t < count; t++)
        {
            result[t] = new Scalar();
            result[t].Set(values[t]);
        }

        for (int order = 1; order < count; order++)
        {
            for (int t = count - 1; t >= order; t--)
            {
                int divisor = nodes[t] - nodes[t - order];
                if (divisor > 0)
                    result[t].Subtract(result[t], result[t - 1]);
                else
                    result[t].Subtract(result[t - 1], result[t]);
                result[t].DivideSmall(result[t], (uint)(divisor > 0 ? divisor : -divisor));
            }
        }

        // v_0 + (x - x_0) (v_1 + (x - x_1) (v_2 + …)), from the inside out.
        for (int t = count - 2; t >= 0; t--)
            MultiplyOut(result, t, nodes[t]);
        return result;
    }

    /// <summary>Coefficients, lowest first, of ∏ (x - node).</summary>
    public static Scalar[] Vanishing(int[] nodes)
    {
        Scalar[] result = new Scalar[nodes.Length + 1];
        for (int j = 0; j < result.Length; j++)
            result[j] = new Scalar();
        result[nodes.Length].SetUInt(1);
        for (int t = nodes.Length - 1; t >= 0; t--)
            MultiplyOut(result, t, nodes[t]);
        return result;
    }

    /// <summary>Turns v_t + (x - node) (v_{t+1} + v_{t+2} x + …) into v_t + v_{t+1} x + ….</summary>
    private static void MultiplyOut(Scalar[] v, int t, int node)
    {
        for (int j = t; node != 0 && j + 1 < v.Length; j++)
            v[j].AddProduct(v[j + 1], -node);
    }
}
