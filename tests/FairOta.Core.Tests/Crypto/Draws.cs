using System;
using System.Globalization;
using System.Numerics;
using FairOta.Core.Crypto;

namespace FairOta.Core.Tests.Crypto;

/// <summary>Random inputs from a fixed seed, which is printed; the edges come far more often than by chance.</summary>
internal sealed class Draws
{
    public static readonly BigInteger P = Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F");
    public static readonly BigInteger Q = Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");

    private readonly Random _random;

    public Draws(int seed)
    {
        _random = new Random(seed);
        Console.WriteLine($"seed {seed}");
    }

    /// <summary>A value below the modulus: any, made of extreme limbs, or close to either end.</summary>
    public BigInteger Below(BigInteger modulus)
    {
        BigInteger value = BigInteger.Zero;
        switch (_random.Next(4))
        {
            case 0:
                return _random.Next(5);
            case 1:
                return modulus - 1 - _random.Next(5);
            case 2:
                for (int i = 0; i < 8; i++)
                    value = (value << 32) + _random.Next(3) switch { 0 => 0, 1 => uint.MaxValue, _ => Word() };
                break;
            default:
                value = new BigInteger(Bytes(32), isUnsigned: true);
                break;
        }
        return value % modulus;
    }

    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    public uint Word() => (uint)_random.NextInt64(1L << 32);

    public int Index(int count) => _random.Next(count);

    public Scalar Scalar() => ToScalar(Below(Q));

    public static byte[] To32(BigInteger value)
    {
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] result = new byte[32];
        bytes.CopyTo(result, 32 - bytes.Length);
        return result;
    }

    public static BigInteger From(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public static Scalar ToScalar(BigInteger value)
    {
        Scalar result = new();
        if (!result.TryRead(To32(value), 0)) throw new ArgumentException("not below q");
        return result;
    }

    /// <summary>The value's residue, never negative.</summary>
    public static BigInteger Mod(BigInteger value, BigInteger modulus) => (value % modulus + modulus) % modulus;

    private static BigInteger Parse(string hex) =>
        BigInteger.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
