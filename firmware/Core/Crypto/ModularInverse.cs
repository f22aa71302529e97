namespace FairOta.Core.Crypto;

/// <summary>Inverses modulo a prime below 2^256. How long it takes depends on the value.</summary>
/// <remarks>
/// Lehmer, "Euclid's algorithm for large numbers" (1938): quotients come from the highest 61 bits of both numbers, as
/// long as their product fits a limb; then both numbers, and what multiples of the input they are, take these steps
/// at once. About 150 quotients in 10 turns. A turn keeps all invariants whether its quotients are exact or not.
/// Numbers are nine limbs of 29 bits, little-endian; the highest limb in use has the sign.
/// </remarks>
internal static class ModularInverse
{
    /// <summary>Limbs of a number.</summary>
    public const int LimbCount = 9;

    private const long Mask = (1 << 29) - 1;

    /// <summary>Turns x, below the modulus, into 1 / x, of 0 to 2^256 - 1; 0 stays 0.</summary>
    public static void Invert(int[] x, int[] modulus)
    {
        // a = u x and b = v x, modulo the modulus.
        long[] a = new long[LimbCount], b = new long[LimbCount], u = new long[LimbCount], v = new long[LimbCount];
        int any = 0;
        for (int i = 0; i < LimbCount; i++)
        {
            a[i] = modulus[i];
            b[i] = x[i];
            any |= x[i];
        }
        if (any == 0) return;
        v[0] = 1;
        int used = 1;
        int top = LimbCount - 1;
        while (true)
        {
            while (top > 0 && (a[top] | b[top]) == 0) top--;
            // As the modulus is a prime, the one beside 0 is 1.
            if (top == 0 && a[0] == 0) break;
            if (top == 0 && b[0] == 0)
            {
                v = u;
                break;
            }
            int length = 0;
            for (long bits = a[top] | b[top]; bits != 0; bits >>= 1) length++;
            long highA = High(a, top, length), highB = High(b, top, length);

            // a becomes aa a - ab b, and b becomes bb b - ba a.
            long aa = 1, ab = 0, ba = 0, bb = 1, limit = Mask;
            while (highB != 0)
            {
                long q = highA / highB;
                if (q > limit) break;
                long r = aa + q * ba;
                long s = ab + q * bb;
                if ((r | s) > limit) break;
                aa = r;
                ab = s;
                highA -= q * highB;
                if (highA == 0) break;
                q = highB / highA;
                if (q > limit) break;
                r = ba + q * aa;
                s = bb + q * ab;
                if ((r | s) > limit) break;
                ba = r;
                bb = s;
                highB -= q * highA;
            }
            if ((ab | ba) == 0)
            {
                // The first quotient does not fit a limb.
                used = LimbCount;
                if (a[top] >= b[top]) SubtractShifted(a, b, u, v, top);
                else SubtractShifted(b, a, v, u, top);
                continue;
            }
            if (used < LimbCount) used++;
            Combine(a, b, top + 1, aa, ab, ba, bb);
            Combine(u, v, used, aa, ab, ba, bb);
            // The last quotient may have been too large.
            if (a[top] < 0)
            {
                Negate(a, top + 1);
                Negate(u, used);
            }
            if (b[top] < 0)
            {
                Negate(b, top + 1);
                Negate(v, used);
            }
        }
        for (int i = 0; i < LimbCount; i++) a[i] = modulus[i];
        // Where the last turns changed u alone, the sign of v is in a limb below the highest.
        SubtractMultiple(v, a, 0, 0);
        while (v[LimbCount - 1] >> 24 != 0) SubtractMultiple(v, a, v[LimbCount - 1] < 0 ? -1 : 1, 0);
        for (int i = 0; i < LimbCount; i++) x[i] = (int)v[i];
    }

    // 61 bits, from that number of bits in the highest limb on.
    private static long High(long[] a, int top, int length)
    {
        long low = 0;
        if (top > 0) low = a[top - 1] << 32;
        if (top > 1) low |= a[top - 2] << 3;
        return a[top] << (61 - length) | low >> length;
    }

    private static void Combine(long[] a, long[] b, int count, long aa, long ab, long ba, long bb)
    {
        long mask = Mask, s = 0, t = 0;
        for (int i = 0; i < count; i++)
        {
            long x = a[i], y = b[i];
            s = (s >> 29) + aa * x - ab * y;
            a[i] = s & mask;
            t = (t >> 29) + bb * y - ba * x;
            b[i] = t & mask;
        }
        a[count - 1] = s;
        b[count - 1] = t;
    }

    // One limb of the quotient a / b, b being at least 2^29 times smaller.
    private static void SubtractShifted(long[] a, long[] b, long[] u, long[] v, int top)
    {
        int shift = 0;
        while (b[top - shift] == 0) shift++;
        long divisor = b[top - shift];
        if (shift < top) divisor++;
        long q = a[top] / divisor;
        if (q == 0)
        {
            q = (a[top] << 29 | a[top - 1]) / divisor;
            shift--;
        }
        SubtractMultiple(a, b, q, shift);
        SubtractMultiple(u, v, q, shift);
    }

    // Subtracts q 2^(29 shift) b from a. Limbs of b may fall out at the top, but what is right fits 261 bits.
    private static void SubtractMultiple(long[] a, long[] b, long q, int shift)
    {
        long s = 0;
        for (int i = shift; i < LimbCount; i++)
        {
            s = (s >> 29) + a[i] - q * b[i - shift];
            a[i] = s & Mask;
        }
        a[LimbCount - 1] = s << 35 >> 35;
    }

    private static void Negate(long[] a, int count)
    {
        long s = 0;
        for (int i = 0; i < count; i++)
        {
            s = (s >> 29) - a[i];
            a[i] = s & Mask;
        }
        a[count - 1] = s;
    }
}
