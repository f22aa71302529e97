using System;
using System.Numerics;
using System.Security.Cryptography;

namespace FairOta.Simulator.Checks;

/// <summary>
/// What a session's segments must be, by PROTOCOL.md, <i>Exchange</i>, steps 2 and 7, worked out once more with nothing
/// of the product: (0, k) and the λ samples fix f, and e[i] = cbc(mac(be256(f(i)), tag("segment"))[0..16], c[i]).
/// </summary>
internal static class PackageOpening
{
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>f(1), …, f(n).</summary>
    /// <param name="key">f(0), 32 bytes.</param>
    /// <param name="indices">Where f is known beside 0.</param>
    /// <param name="evaluations">f there, 32 bytes each.</param>
    /// <param name="count">n.</param>
    public static BigInteger[] Values(byte[] key, int[] indices, byte[][] evaluations, int count)
    {
        // Newton's divided differences.
        int[] nodes = [0, .. indices];
        BigInteger[] slopes = [Number(key), .. Array.ConvertAll(evaluations, Number)];
        for (int order = 1; order < nodes.Length; order++)
        {
            for (int t = nodes.Length - 1; t >= order; t--)
                slopes[t] = Mod((slopes[t] - slopes[t - 1]) * Inverse(nodes[t] - nodes[t - order]));
        }

        BigInteger[] values = new BigInteger[count];
        for (int x = 1; x <= count; x++)
        {
            BigInteger sum = slopes[^1];
            for (int t = nodes.Length - 2; t >= 0; t--) sum = Mod(sum * (x - nodes[t]) + slopes[t]);
            values[x - 1] = sum;
        }

        return values;
    }

    /// <summary>e[i].</summary>
    /// <param name="value">f(i).</param>
    /// <param name="segment">c[i].</param>
    public static byte[] Seal(BigInteger value, byte[] segment)
    {
        byte[] number = new byte[32];
        byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(number, number.Length - digits.Length);
        using Aes aes = Aes.Create();
        aes.Key = HMACSHA256.HashData(number, "FairOTA/1/segment"u8)[..16];
        return aes.EncryptCbc(segment, new byte[16], PaddingMode.None);
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static BigInteger Mod(BigInteger value) => ((value % Order) + Order) % Order;

    private static BigInteger Inverse(int value) => BigInteger.ModPow(Mod(value), Order - 2, Order);
}
