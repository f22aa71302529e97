using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using FairOta.Core;

namespace FairOta.Tests.Vectors;

/// <summary>
/// Writes MCUboot images, right or wrong in any part, apart from the code that reads them. For every project that links
/// this file.
/// </summary>
internal sealed record McuBootWriter
{
    public const uint DefaultCounter = 5;

    public uint Magic { get; init; } = 0x96f3b83d;

    public uint LoadAddress { get; init; }

    public int HeaderBytes { get; init; } = 32;

    public uint Flags { get; init; }

    public ImageVersion Version { get; init; } = new(1, 2, 3, 4);

    public byte[] Payload { get; init; } = [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))];

    /// <summary>What the header says; null for the truth.</summary>
    public uint? SaidPayloadBytes { get; init; }

    /// <summary>What the header says; null for the truth.</summary>
    public int? SaidProtectedBytes { get; init; }

    /// <summary>Protected entries; none leaves their area out.</summary>
    public IReadOnlyList<(int Type, byte[] Value)> Protected { get; init; } = [(0x50, Le32(DefaultCounter))];

    /// <summary>The other entries, from the digest that is signed.</summary>
    public Func<byte[], (int Type, byte[] Value)[]> Unprotected { get; init; } = Signed(Key(1));

    /// <summary>The key that a bootloader of the tests trusts.</summary>
    public static McuBootKey TrustedKey { get; } = Public(Key(1));

    /// <summary>The usual entries: hash, name of the key, signature.</summary>
    public static Func<byte[], (int Type, byte[] Value)[]> Signed(ECDsa key) => digest =>
    [
        (0x10, digest),
        (0x01, SHA256.HashData(key.ExportSubjectPublicKeyInfo())),
        (0x22, key.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence)),
    ];

    /// <summary>A key of P-256, always the same for a number from 1 to 255.</summary>
    public static ECDsa Key(byte number)
    {
        byte[] d = new byte[32];
        d[31] = number;
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
    }

    public static McuBootKey Public(ECDsa key) => McuBootKey.FromPem(key.ExportSubjectPublicKeyInfoPem());

    public static byte[] Le32(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    public static byte[] Le16(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] Area(int magic, IReadOnlyList<(int Type, byte[] Value)> entries)
    {
        byte[] body = [.. entries.SelectMany(
            entry => (byte[])[.. Le16(entry.Type), .. Le16(entry.Value.Length), .. entry.Value])];
        return [.. Le16(magic), .. Le16(body.Length + 4), .. body];
    }

    public byte[] Build()
    {
        byte[] guarded = Protected.Count == 0 ? [] : Area(0x6908, Protected);
        var image = new MemoryStream();
        image.Write(Le32(Magic));
        image.Write(Le32(LoadAddress));
        image.Write(Le16(HeaderBytes));
        image.Write(Le16(SaidProtectedBytes ?? guarded.Length));
        image.Write(Le32(SaidPayloadBytes ?? (uint)Payload.Length));
        image.Write(Le32(Flags));
        image.Write([(byte)Version.Major, (byte)Version.Minor]);
        image.Write(Le16((int)Version.Revision));
        image.Write(Le32((uint)Version.Build));
        image.Write(new byte[Math.Max(4, HeaderBytes - 28)]);
        image.Write(Payload);
        image.Write(guarded);
        image.Write(Area(0x6907, Unprotected(SHA256.HashData(image.ToArray()))));
        return image.ToArray();
    }
}
