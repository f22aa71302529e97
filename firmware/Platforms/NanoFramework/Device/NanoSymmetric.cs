using System;
using System.Security.Cryptography;
using FairOta.Core.Crypto;

namespace FairOta.Platforms.NanoFramework;

/// <summary>The symmetric primitives that the firmware has natively. Without state; threads may share it.</summary>
public sealed class NanoSymmetric : ISymmetric
{
    // The native code reads the IV and never writes it back, so one array serves every call.
    private static readonly byte[] ZeroIv = new byte[16];

    /// <inheritdoc />
    public byte[] Mac(byte[] key, byte[] message) => HMACSHA256.HashData(key, message);

    /// <inheritdoc />
    public byte[] Encrypt(byte[] key, byte[] plain) => Cipher(key, plain).Encrypt(plain);

    /// <inheritdoc />
    public byte[] Decrypt(byte[] key, byte[] cipher) => Cipher(key, cipher).Decrypt(cipher);

    private static Aes Cipher(byte[] key, byte[] text)
    {
        if (key.Length != 16 || text.Length % 16 != 0)
            throw new ArgumentException("Not an AES-128 key, or no whole blocks.");
        Aes aes = new Aes(CipherMode.CBC);
        aes.Key = key;
        aes.IV = ZeroIv;
        return aes;
    }
}
