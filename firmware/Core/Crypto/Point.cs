using System;

namespace FairOta.Core.Crypto;

/// <summary>
/// A point of secp256k1, y^2 = x^3 + 7 over p, infinity included (SEC 2, 2.4.1).
/// </summary>
/// <remarks>
/// Mutable; the result of an operation goes into the object it is called on, which may also be an operand. Jacobian
/// coordinates: (x / z^2, y / z^3), infinity where z = 0. Addition is complete: equal, opposite and infinite operands
/// give right results, for a distributor chooses them. The curve's order is a prime, so every point but infinity has
/// order q and no y is 0. All coordinates are carried. An object that is the target of operations keeps its scratch
/// values, so that loops allocate nothing. Threads may share a point that none of them changes. Not constant time.
/// </remarks>
public sealed partial class Point
{
    private readonly FieldElement x = new FieldElement();
    private readonly FieldElement y = new FieldElement();
    private readonly FieldElement z = new FieldElement();
    private Scratch scratch;

    /// <summary>Whether this is the neutral element.</summary>
    public bool IsInfinity => z.IsZero;

    internal FieldElement X => x;

    internal FieldElement Y => y;

    internal FieldElement Z => z;

    /// <summary>
    /// Reads 64 bytes x || y, big-endian, from offset o. False, and unchanged, unless both are below p and the point
    /// lies on the curve; infinity has no such form.
    /// </summary>
    public bool TryRead(byte[] s, int o)
    {
        FieldElement readX = new FieldElement(), readY = new FieldElement();
        if (!readX.TryRead(s, o) || !readY.TryRead(s, o + 32)) return false;
        FieldElement left = new FieldElement();
        left.Square(readY);
        if (!left.EqualTo(RightSide(readX))) return false;
        SetAffine(readX, readY);
        return true;
    }

    /// <summary>
    /// Reads 33 bytes, 02 or 03 (the parity of y) || x (SEC 1, 2.3.4), from offset o. False, and unchanged, for another
    /// first byte, x not below p or no point at x.
    /// </summary>
    public bool TryReadCompressed(byte[] s, int o)
    {
        if (s[o] != 2 && s[o] != 3) return false;
        FieldElement readX = new FieldElement();
        return readX.TryRead(s, o + 1) && TrySetX(readX, s[o] == 3);
    }

    /// <summary>Writes 64 bytes x || y at offset o. One inversion.</summary>
    /// <exception cref="InvalidOperationException">The point is infinity.</exception>
    public void Write(byte[] d, int o)
    {
        Point affine = Normalised();
        affine.x.Write(d, o);
        affine.y.Write(d, o + 32);
    }

    /// <summary>The Ethereum address: the last 20 bytes of keccak256(x || y).</summary>
    /// <exception cref="InvalidOperationException">The point is infinity.</exception>
    public byte[] ToAddress()
    {
        byte[] encoded = new byte[64];
        Write(encoded, 0);
        byte[] address = new byte[20];
        Array.Copy(Keccak256.Hash(encoded), 12, address, 0, 20);
        return address;
    }

    /// <summary>Sets the neutral element.</summary>
    internal void SetInfinity() => z.SetUInt(0);

    /// <summary>Copies another point.</summary>
    public void Set(Point a)
    {
        x.Set(a.x);
        y.Set(a.y);
        z.Set(a.z);
    }

    /// <summary>Whether both are the same point, whatever their coordinates' scale.</summary>
    public bool EqualTo(Point other)
    {
        if (IsInfinity || other.IsInfinity) return IsInfinity && other.IsInfinity;
        FieldElement zz = new FieldElement(), otherZz = new FieldElement();
        FieldElement left = new FieldElement(), right = new FieldElement();
        zz.Square(z);
        otherZz.Square(other.z);
        left.Multiply(x, otherZz);
        right.Multiply(other.x, zz);
        if (!left.EqualTo(right)) return false;
        left.Multiply(y, otherZz);
        left.Multiply(left, other.z);
        right.Multiply(other.y, zz);
        right.Multiply(right, z);
        return left.EqualTo(right);
    }

    /// <summary>Sets this to 2 a.</summary>
    /// <remarks>
    /// The textbook doubling (EFD, shortw/jacobian-0): S = 4 X Y^2, M = 3 X^2, X3 = M^2 - 2S, Y3 = M (S - X3) - 8 Y^4,
    /// Z3 = 2 Y Z. Small factors go into operands, as far as magnitudes allow: that costs squarings, but no carries.
    /// Infinity gives infinity, as Z3 = 2 Y Z.
    /// </remarks>
    public void Double(Point a)
    {
        Scratch w = GetScratch();
        w.T.Add(a.y, a.y);
        z.Multiply(w.T, a.z);
        w.H.Multiply(w.T, a.y); // 2 Y^2
        w.T.Add(a.x, a.x);
        w.S.Multiply(w.T, w.H);
        w.T.Add(w.T, a.x);
        w.Lambda.Multiply(w.T, a.x); // M
        w.T.Add(w.S, w.S);
        x.SquareSubtract(w.Lambda, w.T);
        w.S.Subtract(w.S, x);
        w.T.Add(w.H, w.H);
        y.MultiplySubtract(w.Lambda, w.S, w.T, w.H);
    }

    /// <summary>
    /// Sets this to a + (bx, by), for a point of the curve that is not infinity; by may be of magnitude 1 only.
    /// </summary>
    /// <remarks>
    /// 8M + 3S (EFD, add-1998-cmo-2 with Z2 = 1): U1 = X1, S1 = Y1, U2 = X2 Z1^2, S2 = Y2 Z1^3, H = U2 - U1,
    /// R = S2 - S1, X3 = R^2 - H^3 - 2 U1 H^2, Y3 = R (U1 H^2 - X3) - S1 H^3, Z3 = Z1 H. Against madd-2007-bl, a
    /// squaring becomes a product but six additions fall away.
    /// </remarks>
    internal void AddAffine(Point a, FieldElement bx, FieldElement by)
    {
        if (a.IsInfinity)
        {
            SetAffine(bx, by);
            y.Carry();
            return;
        }
        Scratch w = GetScratch();
        w.T.SquareSubtract(a.z, FieldElement.Zero);
        w.H.Multiply(bx, w.T);
        w.T.Multiply(w.T, a.z);
        w.Lambda.Multiply(by, w.T);
        AddScaled(a, w, a.x, a.y, a.z);
    }

    /// <summary>Sets this to the affine point (ax, ay), which the caller knows to lie on the curve.</summary>
    internal void SetAffine(FieldElement ax, FieldElement ay)
    {
        x.Set(ax);
        y.Set(ay);
        z.SetUInt(1);
    }

    /// <summary>Sets the point with this x and this parity of y. False, and unchanged, where there is none.</summary>
    internal bool TrySetX(FieldElement ax, bool isOdd)
    {
        FieldElement root = new FieldElement();
        if (!root.TrySquareRoot(RightSide(ax))) return false;
        if (root.IsOdd != isOdd) root.Negate(root);
        SetAffine(ax, root);
        return true;
    }

    /// <summary>This point with z = 1; this object itself where it is so already, and unchanged otherwise.</summary>
    /// <exception cref="InvalidOperationException">The point is infinity.</exception>
    internal Point Normalised() => Normalised(null);

    /// <summary>
    /// The same, where the scale of a point could tell about a secret scalar: what the time of the inversion depends on
    /// is z times a value that nobody knows.
    /// </summary>
    internal Point Normalised(FieldElement blind)
    {
        if (IsInfinity) throw new InvalidOperationException("infinity has no affine form");
        if (z.IsOne) return this;
        FieldElement inverse = new FieldElement(), square = new FieldElement();
        if (blind == null) inverse.Invert(z);
        else
        {
            inverse.Multiply(z, blind);
            inverse.Invert(inverse);
            inverse.Multiply(inverse, blind);
        }
        square.Square(inverse);
        Point affine = new Point();
        affine.x.Multiply(x, square);
        square.Multiply(square, inverse);
        affine.y.Multiply(y, square);
        affine.z.SetUInt(1);
        return affine;
    }

    // The common end of both additions: U1, S1 and Z1 Z2 as given, U2 in H and S2 in Lambda.
    private void AddScaled(Point a, Scratch w, FieldElement u, FieldElement s, FieldElement zz)
    {
        w.H.Subtract(w.H, u);
        w.Lambda.Subtract(w.Lambda, s);
        if (w.H.IsZero)
        {
            // The same x: the same point, or the opposite one.
            if (w.Lambda.IsZero) Double(a);
            else z.SetUInt(0);
            return;
        }
        z.Multiply(zz, w.H);
        w.T.SquareSubtract(w.H, FieldElement.Zero);
        w.H.Multiply(w.H, w.T);
        w.U.Multiply(u, w.T);
        w.T.AddTwice(w.H, w.U);
        x.SquareSubtract(w.Lambda, w.T);
        w.U.Subtract(w.U, x);
        y.MultiplySubtract(w.Lambda, w.U, s, w.H);
    }

    private static FieldElement RightSide(FieldElement ax)
    {
        FieldElement result = new FieldElement(), seven = new FieldElement();
        seven.SetUInt(7);
        result.Square(ax);
        result.Multiply(result, ax);
        result.Add(result, seven);
        return result;
    }

    private Scratch GetScratch()
    {
        if (scratch == null) scratch = new Scratch();
        return scratch;
    }

    private sealed class Scratch
    {
        public readonly FieldElement Lambda = new FieldElement();
        public readonly FieldElement H = new FieldElement();
        public readonly FieldElement S = new FieldElement();
        public readonly FieldElement T = new FieldElement();
        public readonly FieldElement U = new FieldElement();
    }
}
