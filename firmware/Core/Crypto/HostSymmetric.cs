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

    /// <inheritdoc/>
    public byte[] Encrypt(byte[] key, byte[] plain)
    {
        using Aes aes = Create(key, plain);
        return aes.EncryptCbc(plain, ZeroIv, PaddingMode.None);
    }

    /// <inheritdoc/>
    public byte[] Decrypt(byte[] key, byte[] cipher)
    {
        using Aes aes = Create(key, cipher);
        return aes.DecryptCbc(cipher, ZeroIv, PaddingMode.None);
    }

    private static Aes Create(byte[] key, byte[] text)
    {
        if (key.Length != 16) throw new ArgumentException("an AES-128 key has 16 bytes");
        if (text.Length % 16 != 0) throw new ArgumentException("the text is no multiple of 16 bytes");
        Aes aes = Aes.Create();
        aes.Key = key;
        return aes;
    }
}
#endif
