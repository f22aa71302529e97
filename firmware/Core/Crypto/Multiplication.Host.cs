using System;

namespace FairOta.Core.Crypto;

/// <content>What only hosts need.</content>
public static partial class Multiplication
{
    /// <summary>Writes count points, 64 bytes x || y each, from offset o on. One inversion in all.</summary>
    /// <exception cref="InvalidOperationException">A point is infinity.</exception>
    public static void WriteAll(Point[] p, int count, byte[] d, int o)
    {
        for (int i = 0; i < count; i++)
            if (p[i].IsInfinity) throw new InvalidOperationException("infinity has no affine form");
        AffinePoints affine = AffinePoints.From(p, count);
        FieldElement x = new FieldElement(), y = new FieldElement();
        for (int i = 0; i < count; i++)
        {
            affine.Load(i, x, y);
            x.Write(d, o + 64 * i);
            y.Write(d, o + 64 * i + 32);
        }
    }
}
