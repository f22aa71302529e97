namespace FairOta.Core.Crypto;

/// <summary>The symmetric primitives in this assembly's own code, for platforms without native ones.</summary>
/// <remarks>Without state; threads may share it. Not constant time: AES looks up tables at secret indices.</remarks>
public sealed class ManagedSymmetric : ISymmetric
{
    /// <inheritdoc/>
    public byte[] Mac(byte[] key, byte[] message)
    {
        HmacSha256 mac = new HmacSha256(key);
        mac.Append(message, 0, message.Length);
        return mac.Finish();
    }

    /// <inheritdoc/>
    public byte[] Encrypt(byte[] key, byte[] plain) => Aes128.CbcEncrypt(key, plain);

    /// <inheritdoc/>
    public byte[] Decrypt(byte[] key, byte[] cipher) => Aes128.CbcDecrypt(key, cipher);
}
