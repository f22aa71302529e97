using System;
using System.Buffers.Binary;

namespace FairOta.Tests.Vectors;

/// <summary>Assemblies that the interpreter's checks of a header pass, with a body of noise.</summary>
internal static class NanoAssemblyWriter
{
    public const int HeaderBytes = 124;

    public static byte[] Write(int seed, int bytes)
    {
        byte[] assembly = new byte[bytes];
        new Random(seed).NextBytes(assembly.AsSpan(HeaderBytes));
        "NFMRK1"u8.CopyTo(assembly);
        Put(assembly, 24, uint.MaxValue);
        assembly[38] = 1;
        Put(assembly, 100, (uint)bytes);
        Seal(assembly);
        return assembly;
    }

    /// <summary>Makes both checksums right for what is there.</summary>
    public static void Seal(byte[] assembly)
    {
        Put(assembly, 12, Crc(assembly.AsSpan(HeaderBytes)));
        Put(assembly, 8, 0);
        Put(assembly, 8, Crc(assembly.AsSpan(0, HeaderBytes)));
    }

    public static void Put(byte[] assembly, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(assembly.AsSpan(offset), value);

    // Long division by the polynomial, one bit at a time, zeros appended.
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        ulong rest = 0;
        for (int i = 0; i < 8 * data.Length + 32; i++)
        {
            int bit = i < 8 * data.Length ? (data[i / 8] >> (7 - i % 8)) & 1 : 0;
            rest = (rest << 1) | (uint)bit;
            if ((rest & 0x1_0000_0000) != 0)
                rest ^= 0x1_04C1_1DB7;
        }

        return (uint)rest;
    }
}
