using System;
using System.Security.Cryptography;

namespace FairOta.Sdk.Vendor;

/// <summary>AES-128 in counter mode (NIST SP 800-38A section 6.5), which the base library lacks: the counter is 16
/// bytes, big-endian.</summary>
internal static class AesCtr
{
    private const int BlockBytes = 16;

    /// <summary>Encrypts or decrypts, which are the same.</summary>
    public static byte[] Apply(byte[] key, byte[] firstCounter, byte[] text)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        byte[] counter = [.. firstCounter], output = [.. text];
        byte[] mask = new byte[BlockBytes];
        for (int offset = 0; offset < output.Length; offset += BlockBytes)
        {
            aes.EncryptEcb(counter, mask, PaddingMode.None);
            for (int i = 0; i < Math.Min(BlockBytes, output.Length - offset); i++) output[offset + i] ^= mask[i];
            for (int i = BlockBytes - 1; i >= 0 && ++counter[i] == 0; i--) { }
        }

        return output;
    }
}
