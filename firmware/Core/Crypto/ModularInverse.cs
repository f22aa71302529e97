namespace FairOta.Core.Crypto;

/// <summary>Inverses modulo an odd number below 2^256. How long it takes depends on the value.</summary>
/// <remarks>
/// Bernstein and Yang ("Fast constant-time gcd computation and modular inversion", 2019), 30 division steps at a time:
/// they see the lowest limbs of f and g alone and give a matrix, which is then applied to f and g and, modulo the
/// modulus, to d and e. Always d x = f and e x = g; in the end g = 0 and f = 1 or -1.
/// </remarks>
internal static class ModularInverse
{
    private const int Last = 8;
    private const int LimbBits = 30;
    private const int Mask = (1 << LimbBits) - 1;

    /// <summary>Sets x to 1 / x; 0 stays 0.</summary>
    /// <param name="x">Nine limbs of 30 bits, the lowest first; below the modulus.</param>
    /// <param name="modulus">Nine limbs.</param>
    /// <param name="inverse">1 / modulus modulo 2^30.</param>
    public static void Invert(int[] x, int[] modulus, uint inverse)
    {
        int[] d = new int[Last + 1], e = new int[Last + 1], f = new int[Last + 1];
        e[0] = 1;
        for (int i = 0; i <= Last; i++) f[i] = modulus[i];

        // The matrix (u v; q r), and minus the delta of the paper.
        int[] matrix = new int[4];
        int eta = -1;
        while (!IsZero(x))
        {
            eta = DivisionSteps(eta, f[0], x[0], matrix);
            ApplyModulo(matrix, d, e, modulus, inverse);
            Apply(matrix, f, x);
        }

        // d is between -2 and 1 times the modulus.
        if (d[Last] < 0) Add(d, modulus);
        if (f[Last] < 0) Negate(d);
        if (d[Last] < 0) Add(d, modulus);
        for (int i = 0; i <= Last; i++) x[i] = d[i];
    }

    private static bool IsZero(int[] x)
    {
        int any = 0;
        for (int i = 0; i <= Last; i++) any |= x[i];
        return any == 0;
    }

    private static int DivisionSteps(int eta, int f, int g, int[] matrix)
    {
        int u = 1, v = 0, q = 0, r = 1;
        for (int i = 0; i < LimbBits; i++)
        {
            if ((g & 1) != 0)
            {
                if (eta < 0)
                {
                    eta = -eta;
                    int t = f;
                    f = g;
                    g = -t;
                    t = u;
                    u = q;
                    q = -t;
                    t = v;
                    v = r;
                    r = -t;
                }
                g += f;
                q += u;
                r += v;
            }
            g >>= 1;
            u <<= 1;
            v <<= 1;
            eta--;
        }
        matrix[0] = u;
        matrix[1] = v;
        matrix[2] = q;
        matrix[3] = r;
        return eta;
    }

    // (f, g) = matrix (f, g) / 2^30, which is exact.
    private static void Apply(int[] matrix, int[] f, int[] g)
    {
        long u = matrix[0], v = matrix[1], q = matrix[2], r = matrix[3];
        long a = f[0], b = g[0];
        long s = (u * a + v * b) >> LimbBits;
        long t = (q * a + r * b) >> LimbBits;
        for (int i = 1; i <= Last; i++)
        {
            a = f[i];
            b = g[i];
            s += u * a + v * b;
            f[i - 1] = (int)s & Mask;
            s >>= LimbBits;
            t += q * a + r * b;
            g[i - 1] = (int)t & Mask;
            t >>= LimbBits;
        }
        f[Last] = (int)s;
        g[Last] = (int)t;
    }

    // (d, e) = (matrix (d, e) + modulus (x, y)) / 2^30, where x and y make it exact and keep it in range.
    private static void ApplyModulo(int[] matrix, int[] d, int[] e, int[] modulus, uint inverse)
    {
        long u = matrix[0], v = matrix[1], q = matrix[2], r = matrix[3];
        int x = 0, y = 0;
        if (d[Last] < 0)
        {
            x += (int)u;
            y += (int)q;
        }
        if (e[Last] < 0)
        {
            x += (int)v;
            y += (int)r;
        }
        long a = d[0], b = e[0];
        long s = u * a + v * b;
        long t = q * a + r * b;
        x -= (int)(inverse * (uint)s + (uint)x) & Mask;
        y -= (int)(inverse * (uint)t + (uint)y) & Mask;
        long m = modulus[0];
        s = (s + m * x) >> LimbBits;
        t = (t + m * y) >> LimbBits;
        for (int i = 1; i <= Last; i++)
        {
            a = d[i];
            b = e[i];
            m = modulus[i];
            s += u * a + v * b + m * x;
            d[i - 1] = (int)s & Mask;
            s >>= LimbBits;
            t += q * a + r * b + m * y;
            e[i - 1] = (int)t & Mask;
            t >>= LimbBits;
        }
        d[Last] = (int)s;
        e[Last] = (int)t;
    }

    private static void Add(int[] a, int[] b)
    {
        int carry = 0;
        for (int i = 0; i < Last; i++)
        {
            carry += a[i] + b[i];
            a[i] = carry & Mask;
            carry >>= LimbBits;
        }
        a[Last] += b[Last] + carry;
    }

    private static void Negate(int[] a)
    {
        int carry = 0;
        for (int i = 0; i < Last; i++)
        {
            carry -= a[i];
            a[i] = carry & Mask;
            carry >>= LimbBits;
        }
        a[Last] = carry - a[Last];
    }
}
