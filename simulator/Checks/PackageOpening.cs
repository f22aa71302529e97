using System;
using System.Collections.Generic;
using System.Numerics;
using System.Security.Cryptography;
using FairOta.Core;

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

    /// <summary>1 / d for d from 1 to the number of the last segment that there can be: all that divided differences
    /// divide by.</summary>
    private static readonly BigInteger[] Inverses = MakeInverses(Limits.MaxSegments + 2);

    /// <summary>f(1), …, f(n).</summary>
    /// <param name="key">f(0), 32 bytes.</param>
    /// <param name="indices">Where f is known beside 0, ascending.</param>
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
                slopes[t] = Mod((slopes[t] - slopes[t - 1]) * Inverses[nodes[t] - nodes[t - order]]);
        }

        // Horner's scheme. The factors are of 15 bits at most, so that one division at the end is cheaper than many.
        BigInteger[] values = new BigInteger[count];
        for (int x = 1; x <= count; x++)
        {
            BigInteger sum = slopes[^1];
            for (int t = nodes.Length - 2; t >= 0; t--) sum = sum * (x - nodes[t]) + slopes[t];
            values[x - 1] = Mod(sum);
        }

        return values;
    }

    /// <summary>e[1], …, e[n] one after the other, over the same bytes.</summary>
    /// <param name="values">f(1), …, f(n).</param>
    /// <param name="segment">c[i] of i from 1.</param>
    public static IEnumerable<byte[]> Seal(IReadOnlyList<BigInteger> values, Func<int, byte[]> segment)
    {
        using Aes aes = Aes.Create();
        byte[] number = new byte[32], mac = new byte[32], none = new byte[16], sealedBytes = [];
        for (int i = 1; i <= values.Count; i++)
        {
            number.AsSpan().Clear();
            values[i - 1].TryWriteBytes(
                number.AsSpan(number.Length - values[i - 1].GetByteCount(isUnsigned: true)), out _, isUnsigned: true,
                isBigEndian: true);
            HMACSHA256.HashData(number, "FairOTA/1/segment"u8, mac);
            byte[] plain = segment(i);
            if (sealedBytes.Length != plain.Length) sealedBytes = new byte[plain.Length];
            aes.SetKey(mac.AsSpan(0, 16));
            aes.EncryptCbc(plain, none, sealedBytes, PaddingMode.None);
            yield return sealedBytes;
        }
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static BigInteger Mod(BigInteger value)
    {
        var rest = BigInteger.Remainder(value, Order);
        return rest.Sign < 0 ? rest + Order : rest;
    }

    /// <summary>q = (q div d)·d + (q mod d), so 1/d = -(q div d) / (q mod d).</summary>
    private static BigInteger[] MakeInverses(int count)
    {
        BigInteger[] inverses = new BigInteger[count];
        inverses[1] = 1;
        for (int d = 2; d < count; d++)
        {
            var quotient = BigInteger.DivRem(Order, d, out BigInteger rest);
            inverses[d] = Mod(-quotient * inverses[(int)rest]);
        }

        return inverses;
    }
}
