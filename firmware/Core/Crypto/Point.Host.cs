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
}
