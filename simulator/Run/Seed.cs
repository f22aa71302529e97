using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FairOta.Core.Crypto;

namespace FairOta.Simulator.Run;

/// <summary>One number from which every key, image and package of a run follows, each by its name. The keys are for
/// simulations: whoever knows the seed knows them.</summary>
/// <param name="value">The number that a run prints first.</param>
public sealed class Seed(ulong value)
{
    /// <summary>The number.</summary>
    public ulong Value => value;

    /// <summary>32 bytes that depend on the seed and the name.</summary>
    public byte[] Bytes(string name)
    {
        byte[] key = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(key, value);
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(name));
    }

    /// <summary>A private key, 32 bytes big-endian, 0 &lt; key &lt; q.</summary>
    public byte[] PrivateKey(string name)
    {
        for (int attempt = 0; ; attempt++)
        {
            byte[] candidate = Bytes($"{name}/{attempt}");
            if (Ecdsa.IsPrivateKey(candidate)) return candidate;
        }
    }

    /// <summary>As many bytes as asked, incompressible like an encrypted or compressed firmware.</summary>
    public byte[] Stream(string name, int count)
    {
        byte[] stream = new byte[count];
        for (int block = 0; block * 32 < count; block++)
        {
            byte[] next = Bytes($"{name}/{block}");
            next.AsSpan(0, Math.Min(32, count - (block * 32))).CopyTo(stream.AsSpan(block * 32));
        }
        return stream;
    }
}
