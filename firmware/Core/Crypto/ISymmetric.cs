using System;

namespace FairOta.Core.Crypto;

/// <summary>
/// The symmetric primitives of the protocol, which some platforms have natively. Keys are never kept.
/// </summary>
public interface ISymmetric
{
    /// <summary>HMAC-SHA256 (RFC 2104, FIPS 180-4) of a message under a key of any length; 32 bytes.</summary>
    byte[] Mac(byte[] key, byte[] message);

    /// <summary>
    /// AES-128-CBC (NIST SP 800-38A) with zero IV and no padding: every key encrypts one message only.
    /// </summary>
    /// <exception cref="ArgumentException">The key is not 16 bytes, or the text no multiple of 16 bytes.</exception>
    byte[] Encrypt(byte[] key, byte[] plain);

    /// <summary>The inverse of <see cref="Encrypt"/>. It authenticates nothing.</summary>
    /// <exception cref="ArgumentException">The key is not 16 bytes, or the text no multiple of 16 bytes.</exception>
    byte[] Decrypt(byte[] key, byte[] cipher);
}
