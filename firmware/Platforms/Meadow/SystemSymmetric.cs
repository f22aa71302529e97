using System;
using System.Security.Cryptography;
using FairOta.Core.Crypto;

namespace FairOta.Platforms.Meadow;

/// <summary>The symmetric primitives of Mono's class library. Without state; threads may share it.</summary>
public sealed class SystemSymmetric : ISymmetric
{
    private static readonly byte[] ZeroIv = new byte[16];

    /// <inheritdoc />
    public byte[] Mac(byte[] key, byte[] message)
    {
        using HMACSHA256 mac = new(key);
        return mac.ComputeHash(message);
    }

    /// <inheritdoc />
    public byte[] Encrypt(byte[] key, byte[] plain)
    {
        using Aes aes = Create(key, plain);
        using ICryptoTransform transform = aes.CreateEncryptor();
        return transform.TransformFinalBlock(plain, 0, plain.Length);
    }

    /// <inheritdoc />
    public byte[] Decrypt(byte[] key, byte[] cipher)
    {
        using Aes aes = Create(key, cipher);
        using ICryptoTransform transform = aes.CreateDecryptor();
        return transform.TransformFinalBlock(cipher, 0, cipher.Length);
    }

    private static Aes Create(byte[] key, byte[] text)
    {
        if (key.Length != 16)
            throw new ArgumentException("An AES-128 key has 16 bytes.");
        if (text.Length % 16 != 0)
            throw new ArgumentException("The text is no multiple of 16 bytes.");
        Aes aes = Aes.Create();
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.None;
        aes.Key = key;
        aes.IV = ZeroIv;
        return aes;
    }
}
