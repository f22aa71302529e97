using System;

namespace FairOta.Core.Crypto;

/// <summary>SHA-256 (FIPS 180-4) of a message given in pieces. One object serves one thread at a time.</summary>
public sealed class Sha256
{
    private const int BlockSize = 64;

    private static readonly uint[] Constants =
    {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };

    private readonly uint[] schedule = new uint[64];
    private readonly byte[] block = new byte[BlockSize];
    private uint h0, h1, h2, h3, h4, h5, h6, h7;
    private ulong length;

    /// <summary>Starts an empty message.</summary>
    public Sha256() => Reset();

    /// <summary>The hash of d, 32 bytes.</summary>
    public static byte[] Hash(byte[] d) => Hash(d, 0, d.Length);

    /// <summary>The hash of c bytes of d from offset o, 32 bytes.</summary>
    public static byte[] Hash(byte[] d, int o, int c)
    {
        Sha256 hash = new Sha256();
        hash.Append(d, o, c);
        return hash.Finish();
    }

    /// <summary>Appends c bytes of d from offset o.</summary>
    public void Append(byte[] d, int o, int c)
    {
        int used = (int)(length % BlockSize);
        length += (ulong)c;
        while (c > 0)
        {
            if (used == 0 && c >= BlockSize)
            {
                Compress(d, o);
                o += BlockSize;
                c -= BlockSize;
                continue;
            }
            int taken = BlockSize - used < c ? BlockSize - used : c;
            Array.Copy(d, o, block, used, taken);
            o += taken;
            c -= taken;
            used += taken;
            if (used < BlockSize) return;
            Compress(block, 0);
            used = 0;
        }
    }

    /// <summary>The hash of what was appended, 32 bytes; starts an empty message again.</summary>
    public byte[] Finish()
    {
        ulong bits = length * 8;
        int used = (int)(length % BlockSize);
        byte[] tail = new byte[(used < BlockSize - 8 ? BlockSize : 2 * BlockSize) - used];
        tail[0] = 0x80;
        Limbs.Write((uint)(bits >> 32), tail, tail.Length - 8);
        Limbs.Write((uint)bits, tail, tail.Length - 4);
        Append(tail, 0, tail.Length);

        byte[] result = new byte[32];
        Limbs.Write(h0, result, 0);
        Limbs.Write(h1, result, 4);
        Limbs.Write(h2, result, 8);
        Limbs.Write(h3, result, 12);
        Limbs.Write(h4, result, 16);
        Limbs.Write(h5, result, 20);
        Limbs.Write(h6, result, 24);
        Limbs.Write(h7, result, 28);
        Reset();
        return result;
    }

    private void Reset()
    {
        h0 = 0x6a09e667; h1 = 0xbb67ae85; h2 = 0x3c6ef372; h3 = 0xa54ff53a;
        h4 = 0x510e527f; h5 = 0x9b05688c; h6 = 0x1f83d9ab; h7 = 0x5be0cd19;
        length = 0;
    }

    private void Compress(byte[] d, int o)
    {
        uint[] w = schedule;
        uint[] k = Constants;
        for (int i = 0; i < 16; i++) w[i] = Limbs.Read(d, o + 4 * i);
        for (int i = 16; i < 64; i++)
        {
            uint s = w[i - 15], u = w[i - 2];
            w[i] = w[i - 16] + w[i - 7]
                + (((s >> 7) | (s << 25)) ^ ((s >> 18) | (s << 14)) ^ (s >> 3))
                + (((u >> 17) | (u << 15)) ^ ((u >> 19) | (u << 13)) ^ (u >> 10));
        }

        uint a = h0, b = h1, c = h2, e = h4, f = h5, g = h6, h = h7, j = h3;
        for (int i = 0; i < 64; i++)
        {
            uint t = h + (((e >> 6) | (e << 26)) ^ ((e >> 11) | (e << 21)) ^ ((e >> 25) | (e << 7)))
                + (g ^ (e & (f ^ g))) + k[i] + w[i];
            h = g;
            g = f;
            f = e;
            e = j + t;
            t += (((a >> 2) | (a << 30)) ^ ((a >> 13) | (a << 19)) ^ ((a >> 22) | (a << 10)))
                + ((a & b) | (c & (a | b)));
            j = c;
            c = b;
            b = a;
            a = t;
        }
        h0 += a; h1 += b; h2 += c; h3 += j; h4 += e; h5 += f; h6 += g; h7 += h;
    }
}
