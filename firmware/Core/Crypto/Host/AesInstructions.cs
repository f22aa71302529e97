#if NET
using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace FairOta.Core.Crypto;

/// <summary>AES-128-CBC (FIPS 197, NIST SP 800-38A) with zero IV by the processor's instructions: time and places of
/// memory depend on no secret.</summary>
internal static class AesInstructions
{
    /// <summary>Whether the processor has them.</summary>
    public static bool IsSupported => Aes.IsSupported;

    /// <summary>Encrypts in place.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="text">A multiple of 16 bytes.</param>
    public static void EncryptCbc(ReadOnlySpan<byte> key, Span<byte> text)
    {
        Vector128<byte> k0 = Vector128.Create(key);
        Vector128<byte> k1 = Expand(k0, Aes.KeygenAssist(k0, 0x01));
        Vector128<byte> k2 = Expand(k1, Aes.KeygenAssist(k1, 0x02));
        Vector128<byte> k3 = Expand(k2, Aes.KeygenAssist(k2, 0x04));
        Vector128<byte> k4 = Expand(k3, Aes.KeygenAssist(k3, 0x08));
        Vector128<byte> k5 = Expand(k4, Aes.KeygenAssist(k4, 0x10));
        Vector128<byte> k6 = Expand(k5, Aes.KeygenAssist(k5, 0x20));
        Vector128<byte> k7 = Expand(k6, Aes.KeygenAssist(k6, 0x40));
        Vector128<byte> k8 = Expand(k7, Aes.KeygenAssist(k7, 0x80));
        Vector128<byte> k9 = Expand(k8, Aes.KeygenAssist(k8, 0x1b));
        Vector128<byte> k10 = Expand(k9, Aes.KeygenAssist(k9, 0x36));
        Vector128<byte> state = Vector128<byte>.Zero;
        foreach (ref Vector128<byte> block in MemoryMarshal.Cast<byte, Vector128<byte>>(text))
        {
            state ^= block ^ k0;
            state = Aes.Encrypt(state, k1);
            state = Aes.Encrypt(state, k2);
            state = Aes.Encrypt(state, k3);
            state = Aes.Encrypt(state, k4);
            state = Aes.Encrypt(state, k5);
            state = Aes.Encrypt(state, k6);
            state = Aes.Encrypt(state, k7);
            state = Aes.Encrypt(state, k8);
            state = Aes.Encrypt(state, k9);
            state = Aes.EncryptLast(state, k10);
            block = state;
        }
    }

    // FIPS 197, 5.2: each word is the one before it plus the one four back, the first with the substituted, rotated
    // last word and the round's constant, which the instruction gives in its highest word.
    private static Vector128<byte> Expand(Vector128<byte> key, Vector128<byte> assisted)
    {
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 8);
        return key ^ Sse2.Shuffle(assisted.AsInt32(), 0xff).AsByte();
    }
}
#endif
