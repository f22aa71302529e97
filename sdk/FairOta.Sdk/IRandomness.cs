using System;
using System.Security.Cryptography;

namespace FairOta.Sdk;

/// <summary>Where keys and nonces come from.</summary>
public interface IRandomness
{
    /// <summary>Fills the buffer with bytes that nobody can predict.</summary>
    void Fill(Span<byte> buffer);
}

/// <summary>The operating system's generator. Safe for concurrent use.</summary>
public sealed class SystemRandomness : IRandomness
{
    /// <inheritdoc/>
#pragma warning disable RS0030 // This is the adapter: rules get it as an argument.
    public void Fill(Span<byte> buffer) => RandomNumberGenerator.Fill(buffer);
#pragma warning restore RS0030
}

/// <summary>What callers draw.</summary>
internal static class RandomnessExtensions
{
    /// <summary>A new array of random bytes.</summary>
    public static byte[] Draw(this IRandomness randomness, int count)
    {
        byte[] bytes = new byte[count];
        randomness.Fill(bytes);
        return bytes;
    }

    /// <summary>A new private key of secp256k1: 32 bytes, 0 &lt; key &lt; q.</summary>
    public static byte[] DrawPrivateKey(this IRandomness randomness)
    {
        byte[] key = randomness.Draw(32);
        while (!Core.Crypto.Ecdsa.IsPrivateKey(key)) randomness.Fill(key); // of 2^128 draws one is none
        return key;
    }
}
