namespace FairOta.Core.Crypto;

/// <summary>
/// A scalar's digits for multiplying G by a comb (Lim and Lee, "More flexible exponentiation with precomputation",
/// CRYPTO '94) with digits 1 and -1 only, as bitcoin-core/secp256k1 uses them.
/// </summary>
/// <remarks>
/// 258 digits fall into 6 teeth, 43 apart. With all digits nonzero and the last tooth's sign drawn out, a column has 32
/// combinations, the points of <see cref="GeneratorTable"/>. A multiplication costs 43 doublings and 43 additions.
/// Neither the order of look-ups nor the signs are hidden.
/// </remarks>
internal sealed class GeneratorComb
{
    /// <summary>Columns: from one to the next lower one, what is summed up doubles.</summary>
    public const int Columns = 43;

    private const int Teeth = 6;

    private readonly FieldElement x = new FieldElement();
    private readonly FieldElement y = new FieldElement();
    private readonly uint[] bits = new uint[9];
    private readonly bool isNegated;
    private readonly bool isZero;

    public GeneratorComb(Scalar k)
    {
        // Digits 2b - 1 for the bits b of B sum to 2B - (2^258 - 1), which is an odd k for B = (k + 2^258) >> 1. As q
        // is odd, k or q - k is odd.
        isZero = k.IsZero;
        isNegated = (k.Limb(0) & 1) == 0;
        Scalar odd = new Scalar();
        if (isNegated) odd.Negate(k);
        else odd.Set(k);
        for (int i = 0; i < 8; i++) bits[i] = odd.Limb(i);
        bits[8] = 1 << 2;
    }

    /// <summary>Adds what a column has to r.</summary>
    public void AddColumn(Point r, int column)
    {
        if (isZero) return;
        int pattern = 0;
        int bit = 1 + column;
        for (int t = 0; t < Teeth; t++, bit += Columns) pattern |= (int)((bits[bit >> 5] >> (bit & 31)) & 1) << t;
        bool isNegative = pattern >> (Teeth - 1) == 0;
        if (isNegative) pattern = ~pattern;
        int entry = (pattern & ((1 << (Teeth - 1)) - 1)) * 16;
        x.LoadWords(GeneratorTable.Words, entry);
        y.LoadWords(GeneratorTable.Words, entry + 8);
        if (isNegative != isNegated) y.NegateLimbs(y);
        r.AddAffine(r, x, y);
    }
}
