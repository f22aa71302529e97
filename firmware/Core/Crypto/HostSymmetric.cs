#if NET
using System;
using System.Security.Cryptography;

namespace FairOta.Core.Crypto;

/// <summary>The symmetric primitives of the operating system's library. Without state; threads may share it.</summary>
public sealed class HostSymmetric : ISymmetric
{
    private static readonly byte[] ZeroIv = new byte[16];

    /// <inheritdoc/>
    public byte[] Mac(byte[] key, byte[] message) => HMACSHA256.HashData(key, message);

    /// <summary>As <see cref="ISymmetric.Mac"/>, into 32 bytes.</summary>
    /// <exception cref="ArgumentException">There is no room for 32 bytes.</exception>
    public static void Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> mac) =>
        HMACSHA256.HashData(key, message, mac);

    /// <inheritdoc/>
    public byte[] Encrypt(byte[] key, byte[] plain)
    {
        byte[] text = (byte[])plain.Clone();
        EncryptInPlace(key, text);
        return text;
    }

    /// <summary>As <see cref="ISymmetric.Encrypt"/>, in place.</summary>
    /// <remarks>The library takes a key by a context of its own, which costs more than a small text: so the processor's
    /// instructions are used where it has them, without an allocation, and the library elsewhere.</remarks>
    /// <exception cref="ArgumentException">The key is not 16 bytes, or the text no multiple of 16 bytes.</exception>
    public static void EncryptInPlace(ReadOnlySpan<byte> key, Span<byte> text)
    {
        Demand(key, text);
        if (AesInstructions.IsSupported) AesInstructions.EncryptCbc(key, text);
        else EncryptByLibrary(key, text);
    }

    /// <inheritdoc/>
    public byte[] Decrypt(byte[] key, byte[] cipher)
    {
        Demand(key, cipher);
        using Aes aes = Create(key);
        return aes.DecryptCbc(cipher, ZeroIv, PaddingMode.None);
    }

    internal static void EncryptByLibrary(ReadOnlySpan<byte> key, Span<byte> text)
    {
        using Aes aes = Create(key);
        aes.EncryptCbc(text, ZeroIv, text, PaddingMode.None);
    }

    private static Aes Create(ReadOnlySpan<byte> key)
    {
        Aes aes = Aes.Create();
        aes.SetKey(key);
        return aes;
    }

    private static void Demand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        if (key.Length != 16) throw new ArgumentException("an AES-128 key has 16 bytes");
        if (text.Length % 16 != 0) throw new ArgumentException("the text is no multiple of 16 bytes");
    }
}
#endif
