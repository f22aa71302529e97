namespace FairOta.Platforms.Host.Memory;

/// <summary>Seeds of what torn operations leave: the same on every machine and in every run.</summary>
internal static class TornSeed
{
    public static int Of(int seed, long operation)
    {
        // A multiplicative mix (Knuth's constant), so that neighbours have nothing in common.
        ulong mixed = ((ulong)(uint)seed << 32 ^ (ulong)operation) * 0x9E3779B97F4A7C15UL;
        return (int)(mixed >> 33);
    }
}
