namespace FairOta.Core.Crypto;

/// <summary>
/// The digits of a scalar in width-w signed windows, from the highest bit down: odd, below 2^(w-1) in size, on average
/// one in w + 1 positions.
/// </summary>
/// <remarks>
/// Okeya et al., "Signed binary representations revisited", CRYPTO 2004: k = 2k - k bit by bit has digits
/// k[i-1] - k[i] in {-1, 0, 1}, nonzero ones alternating in sign. Where one is nonzero, w of them make a window; its
/// odd part is the digit, at the place of its lowest nonzero one.
/// </remarks>
internal sealed class SignedWindows
{
    private readonly int width;
    // The limbs from index 1 on; a zero limb below and above for windows that reach over the ends.
    private readonly uint[] limbs = new uint[10];
    private int next = 256;
    private int digitBit = -1;
    private int digit;

    public SignedWindows(Scalar k, int width)
    {
        this.width = width;
        for (int i = 0; i < 8; i++) limbs[i + 1] = k.Limb(i);
    }

    /// <summary>The digit at a bit, mostly 0. Bits are asked for one by one, from 256 down to 0.</summary>
    public int DigitAt(int bit)
    {
        if (bit == next) Advance(bit);
        return bit == digitBit ? digit : 0;
    }

    private void Advance(int bit)
    {
        // Bits bit - w … bit of the scalar, w + 1 of them.
        int low = bit - width + 32;
        ulong pair = limbs[low >> 5];
        if ((low >> 5) < 9) pair |= (ulong)limbs[(low >> 5) + 1] << 32;
        int bits = (int)(pair >> (low & 31)) & ((2 << width) - 1);
        int top = bits >> (width - 1);
        if (top == 0 || top == 3)
        {
            next = bit - 1;
            return;
        }
        int value = (bits & ((1 << width) - 1)) - (bits >> 1);
        digitBit = bit - width + 1;
        while ((value & 1) == 0)
        {
            value >>= 1;
            digitBit++;
        }
        digit = value;
        next = bit - width;
    }
}
