using System.Numerics;
using System.Text;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Simulator.Worlds;

/// <summary>Keys and other random-looking values that are the same in every run, by name.</summary>
internal static class Keys
{
    public static BigInteger Ether { get; } = BigInteger.Pow(10, 18);

    /// <summary>32 bytes, which are a private key but for one name in 2^128.</summary>
    public static byte[] Secret(string name) => Keccak256.Hash(Encoding.ASCII.GetBytes(name));

    public static PrivateKeyAccount Account(string name) => new(Secret(name));

    /// <summary>The 33-byte public key.</summary>
    public static byte[] Public(string name) => ManifestSigners.Compress(Ecdsa.PublicKey(Secret(name)));

    /// <summary>That many bytes.</summary>
    public static byte[] Stream(string name, int count)
    {
        byte[] bytes = new byte[count];
        byte[] block = Secret(name);
        for (int i = 0; i < count; i++)
        {
            if (i % 32 == 0) block = Sha256.Hash(block);
            bytes[i] = block[i % 32];
        }

        return bytes;
    }
}
