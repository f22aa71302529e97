using System;

namespace FairOta.Core.Crypto;

/// <summary>SHA-256 (FIPS 180-4) of a message given in pieces. One object serves one thread at a time.</summary>
public sealed class Sha256
{
    private const int BlockSize = 64;
    private const ulong Twice = 0x100000001;

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

    // FIPS 180-4, 6.2.2. The last sixteen words of the schedule and the eight of the state stay in locals; in place of
    // moving the state, each round names it anew, d as j. A word twice over in 64 bits rotates by shifting.
    private void Compress(byte[] d, int o)
    {
        uint w0 = Limbs.Read(d, o), w1 = Limbs.Read(d, o + 4);
        uint w2 = Limbs.Read(d, o + 8), w3 = Limbs.Read(d, o + 12);
        uint w4 = Limbs.Read(d, o + 16), w5 = Limbs.Read(d, o + 20);
        uint w6 = Limbs.Read(d, o + 24), w7 = Limbs.Read(d, o + 28);
        uint w8 = Limbs.Read(d, o + 32), w9 = Limbs.Read(d, o + 36);
        uint w10 = Limbs.Read(d, o + 40), w11 = Limbs.Read(d, o + 44);
        uint w12 = Limbs.Read(d, o + 48), w13 = Limbs.Read(d, o + 52);
        uint w14 = Limbs.Read(d, o + 56), w15 = Limbs.Read(d, o + 60);
        uint a = h0, b = h1, c = h2, j = h3, e = h4, f = h5, g = h6, h = h7;
        uint[] k = Constants;
        ulong x, y;
        for (int i = 0; i < 64; i += 16)
        {
            if (i != 0)
            {
                x = w1 * Twice;
                y = w14 * Twice;
                w0 += w9 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w1 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w14 >> 10));
                x = w2 * Twice;
                y = w15 * Twice;
                w1 += w10 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w2 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w15 >> 10));
                x = w3 * Twice;
                y = w0 * Twice;
                w2 += w11 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w3 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w0 >> 10));
                x = w4 * Twice;
                y = w1 * Twice;
                w3 += w12 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w4 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w1 >> 10));
                x = w5 * Twice;
                y = w2 * Twice;
                w4 += w13 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w5 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w2 >> 10));
                x = w6 * Twice;
                y = w3 * Twice;
                w5 += w14 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w6 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w3 >> 10));
                x = w7 * Twice;
                y = w4 * Twice;
                w6 += w15 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w7 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w4 >> 10));
                x = w8 * Twice;
                y = w5 * Twice;
                w7 += w0 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w8 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w5 >> 10));
                x = w9 * Twice;
                y = w6 * Twice;
                w8 += w1 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w9 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w6 >> 10));
                x = w10 * Twice;
                y = w7 * Twice;
                w9 += w2 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w10 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w7 >> 10));
                x = w11 * Twice;
                y = w8 * Twice;
                w10 += w3 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w11 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w8 >> 10));
                x = w12 * Twice;
                y = w9 * Twice;
                w11 += w4 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w12 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w9 >> 10));
                x = w13 * Twice;
                y = w10 * Twice;
                w12 += w5 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w13 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w10 >> 10));
                x = w14 * Twice;
                y = w11 * Twice;
                w13 += w6 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w14 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w11 >> 10));
                x = w15 * Twice;
                y = w12 * Twice;
                w14 += w7 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w15 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w12 >> 10));
                x = w0 * Twice;
                y = w13 * Twice;
                w15 += w8 + ((uint)((x >> 7) ^ (x >> 18)) ^ (w0 >> 3)) + ((uint)((y >> 17) ^ (y >> 19)) ^ (w13 >> 10));
            }

            x = e * Twice;
            h += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (g ^ (e & (f ^ g))) + k[i] + w0;
            j += h;
            x = a * Twice;
            h += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((a & b) | (c & (a | b)));
            x = j * Twice;
            g += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (f ^ (j & (e ^ f))) + k[i + 1] + w1;
            c += g;
            x = h * Twice;
            g += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((h & a) | (b & (h | a)));
            x = c * Twice;
            f += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (e ^ (c & (j ^ e))) + k[i + 2] + w2;
            b += f;
            x = g * Twice;
            f += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((g & h) | (a & (g | h)));
            x = b * Twice;
            e += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (j ^ (b & (c ^ j))) + k[i + 3] + w3;
            a += e;
            x = f * Twice;
            e += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((f & g) | (h & (f | g)));
            x = a * Twice;
            j += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (c ^ (a & (b ^ c))) + k[i + 4] + w4;
            h += j;
            x = e * Twice;
            j += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((e & f) | (g & (e | f)));
            x = h * Twice;
            c += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (b ^ (h & (a ^ b))) + k[i + 5] + w5;
            g += c;
            x = j * Twice;
            c += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((j & e) | (f & (j | e)));
            x = g * Twice;
            b += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (a ^ (g & (h ^ a))) + k[i + 6] + w6;
            f += b;
            x = c * Twice;
            b += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((c & j) | (e & (c | j)));
            x = f * Twice;
            a += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (h ^ (f & (g ^ h))) + k[i + 7] + w7;
            e += a;
            x = b * Twice;
            a += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((b & c) | (j & (b | c)));
            x = e * Twice;
            h += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (g ^ (e & (f ^ g))) + k[i + 8] + w8;
            j += h;
            x = a * Twice;
            h += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((a & b) | (c & (a | b)));
            x = j * Twice;
            g += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (f ^ (j & (e ^ f))) + k[i + 9] + w9;
            c += g;
            x = h * Twice;
            g += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((h & a) | (b & (h | a)));
            x = c * Twice;
            f += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (e ^ (c & (j ^ e))) + k[i + 10] + w10;
            b += f;
            x = g * Twice;
            f += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((g & h) | (a & (g | h)));
            x = b * Twice;
            e += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (j ^ (b & (c ^ j))) + k[i + 11] + w11;
            a += e;
            x = f * Twice;
            e += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((f & g) | (h & (f | g)));
            x = a * Twice;
            j += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (c ^ (a & (b ^ c))) + k[i + 12] + w12;
            h += j;
            x = e * Twice;
            j += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((e & f) | (g & (e | f)));
            x = h * Twice;
            c += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (b ^ (h & (a ^ b))) + k[i + 13] + w13;
            g += c;
            x = j * Twice;
            c += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((j & e) | (f & (j | e)));
            x = g * Twice;
            b += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (a ^ (g & (h ^ a))) + k[i + 14] + w14;
            f += b;
            x = c * Twice;
            b += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((c & j) | (e & (c | j)));
            x = f * Twice;
            a += (uint)((x >> 6) ^ (x >> 11) ^ (x >> 25)) + (h ^ (f & (g ^ h))) + k[i + 15] + w15;
            e += a;
            x = b * Twice;
            a += (uint)((x >> 2) ^ (x >> 13) ^ (x >> 22)) + ((b & c) | (j & (b | c)));
        }
        h0 += a; h1 += b; h2 += c; h3 += j; h4 += e; h5 += f; h6 += g; h7 += h;
    }
}
