using System;
using System.Buffers.Binary;

namespace FairOta.Sdk.Vendor;

/// <summary>
/// What the interpreter of nanoFramework's stable line takes as an assembly (.pe), by CLR_RECORD_ASSEMBLY of
/// nf-interpreter: a header of 124 bytes, little-endian, and tables that its last offset ends.
/// </summary>
/// <remarks>
/// <code>
/// 0 marker, 8 bytes  8 CRC of the header with this field zero  12 CRC of what follows the header  16 flags
/// 20 checksum of native methods, 0 for none  24 offset of patch code  28 version  36 name
/// 38 version of the string table  40 offsets of 15 tables and of the end  104 number of patched methods
/// </code>
/// </remarks>
internal static class NanoAssembly
{
    private const int HeaderBytes = 124;
    private const uint NeedsReboot = 1;
    private const uint NoPatch = uint.MaxValue;
    private const ushort StringTable = 1;

    private static ReadOnlySpan<byte> Marker => "NFMRK1\0\0"u8;

    /// <summary>
    /// What keeps a device from loading it, or null. That its references resolve there only the device can tell.
    /// </summary>
    public static string? Defect(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(Marker))
            return "no .pe of nanoFramework's stable line: it does not begin with NFMRK1";
        if (content.Length < HeaderBytes || Word(content, 100) != content.Length)
            return "cut off, or followed by something else";
        Span<byte> header = stackalloc byte[HeaderBytes];
        content[..HeaderBytes].CopyTo(header);
        header.Slice(8, 4).Clear();
        if (Crc(header) != Word(content, 8) || Crc(content[HeaderBytes..]) != Word(content, 12))
            return "damaged: a checksum is wrong";
        if (BinaryPrimitives.ReadUInt16LittleEndian(content[38..]) != StringTable)
            return "of another string table than the stable line's";
        if ((Word(content, 16) & NeedsReboot) != 0 || Word(content, 24) != NoPatch || Word(content, 104) != 0)
            return "one that patches the interpreter or wants it restarted, which a loaded assembly cannot";

        // The interpreter finds native code for the assemblies in its deployment alone.
        return Word(content, 20) != 0 ? "one with native methods, which only the firmware can bring along" : null;
    }

    /// <summary>CRC-32 of IEEE 802.3 from 0, highest bit first, not inverted: CRC-32/CKSUM but for that.</summary>
    internal static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = 0;
        foreach (byte next in data)
        {
            crc ^= (uint)next << 24;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc << 1) ^ (crc >> 31) * 0x04C11DB7;
        }

        return crc;
    }

    private static uint Word(ReadOnlySpan<byte> content, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(content[offset..]);
}
