using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// Whether the samples are values of the polynomial that an offer commits to (PROTOCOL.md, Exchange, step 4), a bounded
/// piece at a time. Everything but the last piece needs the indices alone, so that a device can do it while it waits
/// for the samples.
/// </summary>
/// <remarks>
/// Samples leave open one coefficient: f = L + a_λ M, where L has a degree below λ and goes through them, and
/// M(x) = ∏ (x - i_t). So f fits exactly where A_j = L_j·G + M_j·A_λ for every j below λ, and all of these are checked
/// at once under random weights: Σ ρ_j·A_j - (Σ ρ_j M_j)·A_λ = (Σ ρ_j L_j)·G. One that is wrong passes with
/// probability 2⁻¹²⁸ (Bellare, Garay, Rabin 1998, small exponents test). All points but two have short factors.
/// </remarks>
public sealed class OfferCheck
{
    private readonly ISymmetric _symmetric;
    private readonly byte[] _seed;
    private readonly int[] _indices;
    private readonly byte[] _commitments;

    // -Σ ρ_j M_j.
    private Scalar _last;
    private PointSum _sum;
    private Point _left;
    private int _count;

    /// <summary>Begins.</summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="seed">The challenge's seed, secret until the check is done.</param>
    /// <param name="indices">i_1 … i_λ, ascending.</param>
    /// <param name="commitments">A₀ ‖ … ‖ A_λ, points that the distributor chose; kept, not copied.</param>
    /// <exception cref="ProtocolException">There is another number of commitments than λ + 1.</exception>
    public OfferCheck(ISymmetric symmetric, byte[] seed, int[] indices, byte[] commitments)
    {
        if (commitments.Length != (indices.Length + 1) * KeyPolynomial.PointBytes)
            throw new ProtocolException("The offer has another number of commitments than the manifest asks.");
        _symmetric = symmetric;
        _seed = seed;
        _indices = indices;
        _commitments = commitments;
        _sum = new PointSum(indices.Length + 1, true);
    }

    /// <summary>Goes on with what does not depend on the samples; false once nothing of that is left.</summary>
    /// <exception cref="ProtocolException">A commitment does not lie on the curve.</exception>
    public bool Advance()
    {
        if (_left != null)
            return false;
        if (_last == null)
        {
            _last = Weighted(Interpolation.Vanishing(_indices));
            _last.Negate(_last);
        }
        else if (_count <= _indices.Length)
        {
            AddNext();
        }
        else
        {
            Finish();
        }

        return true;
    }

    /// <summary>Does what is left of the check.</summary>
    /// <param name="evaluations">f(i_1) … f(i_λ).</param>
    /// <exception cref="ProtocolException">As in <see cref="Advance"/>.</exception>
    public bool Passes(Scalar[] evaluations)
    {
        while (Advance())
            continue;
        Point right = new Point();
        Multiplication.MultiplyGenerator(right, Weighted(Interpolation.Through(_indices, evaluations)));
        return _left.EqualTo(right);
    }

    /// <summary>Σ ρ_j v_j for the j below λ.</summary>
    private Scalar Weighted(Scalar[] v)
    {
        Scalar sum = new Scalar();
        Scalar term = new Scalar();
        for (int j = 0; j < _indices.Length; j++)
        {
            term.Multiply(v[j], Challenge.Weight(_symmetric, _seed, j));
            sum.Add(sum, term);
        }

        return sum;
    }

    private void AddNext()
    {
        Point commitment = new Point();
        if (!commitment.TryRead(_commitments, _count * KeyPolynomial.PointBytes))
            throw new ProtocolException("A commitment is no point of the curve.");
        _sum.Add(_count < _indices.Length ? Challenge.Weight(_symmetric, _seed, _count) : _last, commitment);
        _count++;
    }

    private void Finish()
    {
        if (!_sum.Advance())
            return;
        Point sum = new Point();
        _sum.Finish(sum);
        _left = sum;
        _sum = null;
    }
}
