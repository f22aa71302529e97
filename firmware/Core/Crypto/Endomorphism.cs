namespace FairOta.Core.Crypto;

/// <summary>
/// The curve's endomorphism (x, y) -> (beta x, y), which multiplies a point by lambda, and scalars as k1 + k2 lambda
/// with halves of 129 bits (Gallant, Lambert and Vanstone, "Faster point multiplication on elliptic curves with
/// efficient endomorphisms", CRYPTO 2001).
/// </summary>
/// <remarks>
/// beta and lambda are cube roots of 1 modulo p and q. The lattice of all (i, j) with i + j lambda = 0 modulo q has the
/// short basis (A, -B), (A + B, A), found by Euclid's algorithm.
/// </remarks>
internal static class Endomorphism
{
    // lambda, then A and B of 128 bits.
    private static readonly byte[] Constants =
    {
        0x53, 0x63, 0xAD, 0x4C, 0xC0, 0x5C, 0x30, 0xE0, 0xA5, 0x26, 0x1C, 0x02, 0x88, 0x12, 0x64, 0x5A,
        0x12, 0x2E, 0x22, 0xEA, 0x20, 0x81, 0x66, 0x78, 0xDF, 0x02, 0x96, 0x7C, 0x1B, 0x23, 0xBD, 0x72,
        0x30, 0x86, 0xD2, 0x21, 0xA7, 0xD4, 0x6B, 0xCD, 0xE8, 0x6C, 0x90, 0xE4, 0x92, 0x84, 0xEB, 0x15,
        0xE4, 0x43, 0x7E, 0xD6, 0x01, 0x0E, 0x88, 0x28, 0x6F, 0x54, 0x7F, 0xA9, 0x0A, 0xBF, 0xE4, 0xC3,
    };

    // beta in 8 words, then A 2^288 / q and B 2^288 / q, rounded down, in 5 words each; little-endian.
    private static readonly uint[] Words =
    {
        0x719501EE, 0xC1396C28, 0x12F58995, 0x9CF04975, 0xAC3434E9, 0x6E64479E, 0x657C0710, 0x7AE96A2B,
        0x3DAA8A14, 0x9284EB15, 0xE86C90E4, 0xA7D46BCD, 0x3086D221,
        0x221208AC, 0x0ABFE4C4, 0x6F547FA9, 0x010E8828, 0xE4437ED6,
    };

    /// <summary>beta.</summary>
    public static FieldElement Beta()
    {
        FieldElement beta = new FieldElement();
        beta.LoadWords(Words, 0);
        return beta;
    }

    /// <summary>Sets k1 and k2 with k1 + k2 lambda = k modulo q, each or its negative below 2^129.</summary>
    public static void Split(Scalar k, Scalar k1, Scalar k2)
    {
        // Babai's rounding of (k, 0): k1 = k - c1 A - c2 (A + B), k2 = c1 B - c2 A.
        Scalar c = Quotient(k, 8), constant = new Scalar();
        constant.ReadReduced(Constants, 48, 16);
        k2.Multiply(c, constant);
        c = Quotient(k, 13);
        constant.ReadReduced(Constants, 32, 16);
        c.Multiply(c, constant);
        k2.Subtract(k2, c);
        constant.TryRead(Constants, 0);
        c.Multiply(k2, constant);
        k1.Subtract(k, c);
    }

    // k w / 2^288, rounded down, for the five words w from index o.
    private static Scalar Quotient(Scalar k, int o)
    {
        uint[] product = new uint[13];
        for (int i = 0; i < 8; i++)
        {
            ulong limb = k.Limb(i), t = 0;
            for (int j = 0; j < 5; j++)
            {
                t = (t >> 32) + limb * Words[o + j] + product[i + j];
                product[i + j] = (uint)t;
            }
            product[i + 5] = (uint)(t >> 32);
        }
        byte[] quotient = new byte[16];
        for (int i = 0; i < 4; i++) Limbs.Write(product[12 - i], quotient, 4 * i);
        Scalar result = new Scalar();
        result.ReadReduced(quotient, 0, 16);
        return result;
    }
}
