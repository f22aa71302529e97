using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class KeyPolynomial
{
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

    /// <summary>A₀ ‖ … ‖ A_λ, 64 bytes each.</summary>
    /// <exception cref="InvalidOperationException">A coefficient is zero, so its commitment is no affine point: draw
    /// others.</exception>
    public byte[] Commit()
    {
        byte[] commitments = new byte[_coefficients.Length * PointBytes];
        Multiplication.WriteMultiples(_coefficients, commitments, 0);
        return commitments;
    }
}
