using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using FairOta.Sdk;

namespace FairOta.Simulator.Worlds;

/// <summary>A stream of draws that follows from a seed and a name alone: whoever has a stream of its own draws the same
/// whatever others draw. xoshiro256** (Blackman and Vigna 2018), seeded from SHA-256. Not for keys that are worth
/// anything.</summary>
internal sealed class SimRandom : IRandomness
{
    private readonly byte[] _root;
    private ulong _a, _b, _c, _d;

    /// <summary>The stream of that seed and name.</summary>
    public SimRandom(ulong seed, string name)
        : this(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {name}")))
    {
    }

    private SimRandom(byte[] root)
    {
        _root = root;
        _a = BinaryPrimitives.ReadUInt64LittleEndian(root);
        _b = BinaryPrimitives.ReadUInt64LittleEndian(root.AsSpan(8));
        _c = BinaryPrimitives.ReadUInt64LittleEndian(root.AsSpan(16));
        _d = BinaryPrimitives.ReadUInt64LittleEndian(root.AsSpan(24));
    }

    /// <summary>Another stream, which follows from this one's root and a name, however much was drawn.</summary>
    public SimRandom Fork(string name) => new(SHA256.HashData([.. _root, .. Encoding.UTF8.GetBytes(name)]));

    /// <summary>64 bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9, shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 to below <paramref name="below"/>, which is at least 1.</summary>
    public int Next(int below) => (int)(((UInt128)NextUInt64() * (uint)below) >> 64);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public long Between(long least, long most) =>
        least + (long)(ulong)(((UInt128)NextUInt64() * (UInt128)(most - least + 1)) >> 64);

    /// <summary>From 0 to below 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with that probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>A time until the next of events that come at random, with that mean; at least 1.</summary>
    public long Exponential(double mean) => 1 + (long)(-Math.Log(1 - NextDouble()) * mean);

    /// <summary>Puts them into a drawn order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <inheritdoc/>
    public void Fill(Span<byte> buffer)
    {
        Span<byte> word = stackalloc byte[8];
        while (!buffer.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, NextUInt64());
            int count = Math.Min(8, buffer.Length);
            word[..count].CopyTo(buffer);
            buffer = buffer[count..];
        }
    }
}
