#if NET
using System;
using System.Collections.Generic;
using System.Security.Cryptography;

namespace FairOta.Core;

/// <summary>A whole MCUboot image in memory, well formed as <see cref="McuBootReader"/> demands. What it says of itself
/// is not verified: that is <see cref="McuBootBootloader.Check"/>'s.</summary>
public sealed class McuBootImage
{
    private McuBootImage(McuBootReader read, IReadOnlyList<McuBootEntry> entries, byte[] image)
    {
        Header = read.Header;
        SecurityCounter = read.SecurityCounter < 0 ? null : read.SecurityCounter;
        Entries = entries;
        Length = image.Length;
        int hashed = (int)(Header.HeaderBytes + Header.PayloadBytes + Header.ProtectedBytes);
        Digest = SHA256.HashData(image.AsSpan(0, hashed));
    }

    /// <summary>The header.</summary>
    public McuBootHeader Header { get; }

    /// <summary>The security counter, 0 … 2³²-1; null where there is none.</summary>
    public long? SecurityCounter { get; }

    /// <summary>All entries in order, the protected ones first.</summary>
    public IReadOnlyList<McuBootEntry> Entries { get; }

    /// <summary>Bytes of the image.</summary>
    public int Length { get; }

    /// <summary>SHA-256 of header, payload and protected entries, 32 bytes: what is signed.</summary>
    public byte[] Digest { get; }

    /// <summary>Whether the bytes begin as an MCUboot image does.</summary>
    public static bool IsLike(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= McuBootHeader.Size && BitConverter.ToUInt32(bytes) == McuBootHeader.Magic;

    /// <summary>Reads an image.</summary>
    /// <exception cref="ProtocolException">It is malformed.</exception>
    public static McuBootImage Parse(byte[] image)
    {
        var collector = new Collector(image);
        collector.Append(image, 0, image.Length);
        collector.End();
        return new McuBootImage(collector, collector.Entries, image);
    }

    private sealed class Collector(byte[] image) : McuBootReader(image.Length)
    {
        public List<McuBootEntry> Entries { get; } = [];

        protected override void OnEntry(int type, bool isProtected, long position, int length) =>
            Entries.Add(new McuBootEntry(type, isProtected, image.AsSpan((int)position, length).ToArray()));
    }
}

/// <summary>An entry (TLV) behind an image.</summary>
/// <param name="Type">Type, 16 bits; some are named in <see cref="McuBootEntryType"/>.</param>
/// <param name="IsProtected">Whether hash and signature cover it.</param>
/// <param name="Value">Its bytes.</param>
public sealed record McuBootEntry(int Type, bool IsProtected, byte[] Value);
#endif
