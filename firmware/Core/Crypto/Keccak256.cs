namespace FairOta.Core.Crypto;

/// <summary>
/// Keccak-256 as Ethereum uses it: Keccak[c = 512] with the padding 01 … 80 of the SHA-3 submission, not SHA3-256 of
/// FIPS 202, which pads with 06. One object serves one thread at a time.
/// </summary>
public sealed partial class Keccak256
{
    private const int RateBytes = 136;

    private readonly ulong[] state = new ulong[25];
    private int used;

    /// <summary>The hash of d, 32 bytes.</summary>
    public static byte[] Hash(byte[] d) => Hash(d, 0, d.Length);

    /// <summary>The hash of c bytes of d from offset o, 32 bytes.</summary>
    public static byte[] Hash(byte[] d, int o, int c)
    {
        Keccak256 hash = new Keccak256();
        hash.Append(d, o, c);
        return hash.Finish();
    }

    /// <summary>Appends c bytes of d from offset o.</summary>
    public void Append(byte[] d, int o, int c)
    {
        for (int i = o; i < o + c; i++)
        {
            Absorb(d[i]);
            if (++used < RateBytes) continue;
            Permute(state);
            used = 0;
        }
    }

    /// <summary>The hash of what was appended, 32 bytes; starts an empty message again.</summary>
    public byte[] Finish()
    {
        Absorb(0x01);
        used = RateBytes - 1;
        Absorb(0x80);
        Permute(state);
        byte[] result = new byte[32];
        for (int i = 0; i < 32; i++) result[i] = (byte)(state[i >> 3] >> ((i & 7) * 8));
        for (int i = 0; i < state.Length; i++) state[i] = 0;
        used = 0;
        return result;
    }

    // Lanes are little-endian.
    private void Absorb(byte value) => state[used >> 3] ^= (ulong)value << ((used & 7) * 8);
}
