using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace FairOta.Sdk.Vendor;

/// <summary>Cost of scrypt: memory is 128·R·N bytes.</summary>
/// <param name="N">Rounds, a power of two above 1.</param>
/// <param name="R">Block size.</param>
/// <param name="P">Repetitions.</param>
internal readonly record struct ScryptCost(int N, int R, int P);

/// <summary>scrypt (RFC 7914), to read the account files of other tools; the base library lacks it.</summary>
internal static class Scrypt
{
    /// <summary>Derives a key (RFC 7914 section 6).</summary>
    public static byte[] Derive(byte[] passphrase, byte[] salt, ScryptCost cost, int bytes)
    {
        int blockBytes = 128 * cost.R;
        byte[] blocks = Expand(passphrase, salt, blockBytes * cost.P);
        uint[] table = new uint[cost.N * (blockBytes / 4)];
        uint[] block = new uint[blockBytes / 4];
        for (int i = 0; i < cost.P; i++)
        {
            Span<byte> part = blocks.AsSpan(i * blockBytes, blockBytes);
            Load(part, block);
            Mix(block, table, cost);
            Store(block, part);
        }

        return Expand(passphrase, blocks, bytes);
    }

    private static byte[] Expand(byte[] passphrase, byte[] salt, int bytes) =>
        Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, 1, HashAlgorithmName.SHA256, bytes);

    /// <summary>scryptROMix (section 5).</summary>
    private static void Mix(uint[] x, uint[] table, ScryptCost cost)
    {
        uint[] other = new uint[x.Length];
        for (int i = 0; i < cost.N; i++)
        {
            x.CopyTo(table, i * x.Length);
            BlockMix(x, other, cost.R);
        }

        for (int i = 0; i < cost.N; i++)
        {
            int j = (int)(x[(2 * cost.R - 1) * 16] & (uint)(cost.N - 1));
            Span<uint> row = table.AsSpan(j * x.Length, x.Length);
            for (int k = 0; k < x.Length; k++) x[k] ^= row[k];
            BlockMix(x, other, cost.R);
        }
    }

    /// <summary>scryptBlockMix (section 4): even blocks to the first half, odd ones to the second.</summary>
    private static void BlockMix(uint[] b, uint[] other, int r)
    {
        Span<uint> x = stackalloc uint[16];
        b.AsSpan((2 * r - 1) * 16, 16).CopyTo(x);
        for (int i = 0; i < 2 * r; i++)
        {
            for (int k = 0; k < 16; k++) x[k] ^= b[i * 16 + k];
            Salsa8(x);
            x.CopyTo(other.AsSpan(((i & 1) * r + i / 2) * 16, 16));
        }

        other.CopyTo(b, 0);
    }

    /// <summary>Salsa20/8 core (section 3): four double rounds over columns and rows.</summary>
    private static void Salsa8(Span<uint> b)
    {
        Span<uint> x = stackalloc uint[16];
        b.CopyTo(x);
        for (int round = 0; round < 4; round++)
        {
            for (int i = 0; i < 4; i++)
                Quarter(x, 5 * i & 15, 5 * i + 4 & 15, 5 * i + 8 & 15, 5 * i + 12 & 15);
            for (int i = 0; i < 4; i++)
                Quarter(x, 5 * i, 4 * i + (i + 1 & 3), 4 * i + (i + 2 & 3), 4 * i + (i + 3 & 3));
        }

        for (int i = 0; i < 16; i++) b[i] += x[i];
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
        x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
        x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
        x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
    }

    private static void Load(ReadOnlySpan<byte> bytes, Span<uint> words)
    {
        for (int i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * i)..]);
    }

    private static void Store(ReadOnlySpan<uint> words, Span<byte> bytes)
    {
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes[(4 * i)..], words[i]);
    }
}
