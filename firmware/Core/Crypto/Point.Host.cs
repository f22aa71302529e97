using System;

namespace FairOta.Core.Crypto;

/// <content>What only hosts need.</content>
public sealed partial class Point
{
    /// <summary>Writes 33 bytes, 02 or 03 || x, at offset o. One inversion.</summary>
    /// <exception cref="InvalidOperationException">The point is infinity.</exception>
    public void WriteCompressed(byte[] d, int o)
    {
        Point affine = Normalised();
        d[o] = (byte)(affine.y.IsOdd ? 3 : 2);
        affine.x.Write(d, o + 1);
    }

    /// <summary>Sets this to -a.</summary>
    public void Negate(Point a)
    {
        Set(a);
        y.Negate(y);
    }

    /// <summary>Sets this to a + b, whatever they are.</summary>
    /// <remarks>
    /// 12M + 4S (EFD, add-1998-cmo-2): U1 = X1 Z2^2, U2 = X2 Z1^2, S1 = Y1 Z2^3, S2 = Y2 Z1^3, then as in
    /// <see cref="AddAffine"/> with Z3 = Z1 Z2 H.
    /// </remarks>
    public void Add(Point a, Point b)
    {
        if (a.IsInfinity)
        {
            Set(b);
            return;
        }
        if (b.IsInfinity)
        {
            Set(a);
            return;
        }
        Scratch w = GetScratch();
        w.T.Square(b.z);
        w.U.Multiply(a.x, w.T);
        w.T.Multiply(w.T, b.z);
        w.S.Multiply(a.y, w.T);
        w.T.Square(a.z);
        w.H.Multiply(b.x, w.T);
        w.T.Multiply(w.T, a.z);
        w.Lambda.Multiply(b.y, w.T);
        w.T.Multiply(a.z, b.z);
        AddScaled(a, w, w.U, w.S, w.T);
    }
}
