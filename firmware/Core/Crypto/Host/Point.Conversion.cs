#if NET
using System;

namespace FairOta.Core.Crypto;

/// <content>To and from what hosts count with.</content>
public sealed partial class Point
{
    internal Jacobian64 ToJacobian64()
    {
        Jacobian64 result = default;
        result.X = Convert(x);
        result.Y = Convert(y);
        result.Z = Convert(z);
        return result;
    }

    internal Affine64 ToAffine64()
    {
        if (z.IsOne) return new Affine64 { X = Convert(x), Y = Convert(y) };
        Span<Affine64> affine = stackalloc Affine64[1];
        Jacobian64.ToAffine([ToJacobian64()], affine);
        return affine[0];
    }

    internal void Set(in Affine64 a)
    {
        Convert(a.X, x);
        Convert(a.Y, y);
        z.SetUInt(1);
    }

    private static Field64 Convert(FieldElement a)
    {
        byte[] bytes = new byte[32];
        Field64 result = default;
        a.Write(bytes, 0);
        result.TryRead(bytes);
        return result;
    }

    private static void Convert(in Field64 a, FieldElement d)
    {
        byte[] bytes = new byte[32];
        a.Write(bytes);
        d.TryRead(bytes, 0);
    }
}
#endif
