namespace FairOta.Core.Crypto;

// The same value in five limbs of 52 bits, lowest first, each in a ulong: sums of such limbs, without carries, stand
// for sums modulo q until WideDoublings doublings are used up.
public sealed partial class Scalar
{
    internal const int WideLimbs = 5;

    // How often limbs may double, from below 2^52 and the highest from below 2^48 + 2^13, before they are folded: then
    // they stay below 2^63 and 2^60, and what is above 2^256 within 2^11.
    internal const int WideDoublings = 11;

    internal const ulong Mask52 = 0xFFFFFFFFFFFFF, Mask48 = 0xFFFFFFFFFFFF;

    // c in limbs of 52 bits.
    internal const ulong Wide0 = 0xDA1732FC9BEBF, Wide1 = 0x1950B75FC4402, Wide2 = 0x1455123;

    /// <summary>Limb i of 52 bits, 0 the lowest.</summary>
    internal ulong Wide(int i)
    {
        switch (i)
        {
            case 0: return d0 | ((ulong)(d1 & 0xFFFFF) << 32);
            case 1: return (d1 >> 20) | ((ulong)d2 << 12) | ((ulong)(d3 & 0xFF) << 44);
            case 2: return (d3 >> 8) | ((ulong)(d4 & 0xFFFFFFF) << 24);
            case 3: return (d4 >> 28) | ((ulong)d5 << 4) | ((ulong)(d6 & 0xFFFF) << 36);
            default: return (d6 >> 16) | ((ulong)d7 << 16);
        }
    }

    /// <summary>Sets the value of five limbs that doubled no more than WideDoublings times.</summary>
    internal void SetWide(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        // What is above 2^256 folds to 2^256 = c; then l4 < 2^48 + 2^13.
        ulong h = l4 >> 48;
        l0 += h * Wide0;
        l1 += h * Wide1 + (l0 >> 52);
        l2 += h * Wide2 + (l1 >> 52);
        l3 += l2 >> 52;
        l4 = (l4 & Mask48) + (l3 >> 52);
        d0 = (uint)l0;
        d1 = (uint)((l0 & Mask52) >> 32) | (uint)(l1 << 20);
        d2 = (uint)(l1 >> 12);
        d3 = (uint)((l1 & Mask52) >> 44) | (uint)(l2 << 8);
        d4 = (uint)((l2 & Mask52) >> 24) | (uint)(l3 << 28);
        d5 = (uint)(l3 >> 4);
        d6 = (uint)((l3 & Mask52) >> 36) | (uint)(l4 << 16);
        d7 = (uint)(l4 >> 16);
        Fold((long)(l4 >> 48));
    }
}
