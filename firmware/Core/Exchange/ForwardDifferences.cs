using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// f(1), f(2), … of a key polynomial in turn, λ additions each: the table of forward differences at x holds
/// f(x), Δf(x), …, Δ^λ f(x), and adding each entry's successor to it moves the table to x + 1.
/// </summary>
public sealed class ForwardDifferences
{
    private readonly Scalar[] _table;

    /// <summary>Starts before f(1).</summary>
    public ForwardDifferences(KeyPolynomial polynomial)
    {
        int count = polynomial.Degree + 1;
        _table = new Scalar[count];
        for (int x = 0; x < count; x++)
            _table[x] = polynomial.Evaluate(x);
        for (int order = 1; order < count; order++)
        {
            for (int x = count - 1; x >= order; x--)
                _table[x].Subtract(_table[x], _table[x - 1]);
        }
    }

    /// <summary>Writes the next value: f(1) at the first call.</summary>
    public void Next(Scalar result)
    {
        for (int j = 0; j + 1 < _table.Length; j++)
            _table[j].Add(_table[j], _table[j + 1]);
        result.Set(_table[0]);
    }
}
