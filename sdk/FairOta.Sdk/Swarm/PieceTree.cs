using System;
using System.Numerics;
using System.Security.Cryptography;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Swarm;

/// <summary>The hash tree of one file in BitTorrent v2 (BEP 52): SHA-256 over blocks of 16 KiB, the last as short as it
/// is, padded with leaves of zeros to a power of two.</summary>
internal sealed class PieceTree
{
    /// <summary>Bytes below one leaf, and of the smallest piece.</summary>
    public const int BlockBytes = 16 * 1024;

    private const int HashBytes = SHA256.HashSizeInBytes;

    private PieceTree(byte[] layer, byte[] root) => (Layer, Root) = (layer, root);

    /// <summary>The hashes that cover a piece each, as many as the file has pieces, 32 bytes each; empty where the file
    /// is no longer than a piece.</summary>
    public byte[] Layer { get; }

    /// <summary>The root, 32 bytes.</summary>
    public byte[] Root { get; }

    /// <summary>Reads a file once and hashes it.</summary>
    /// <param name="file">At least one byte: an empty file has no tree.</param>
    /// <param name="pieceBytes">A power of two, from <see cref="BlockBytes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The file is empty, or pieces are of no such size.</exception>
    /// <exception cref="System.IO.IOException">The file cannot be read.</exception>
    public static PieceTree Of(IContent file, int pieceBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(file.Length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pieceBytes, BlockBytes);
        if (!BitOperations.IsPow2(pieceBytes)) throw new ArgumentOutOfRangeException(nameof(pieceBytes));
        byte[] zeros = new byte[HashBytes];
        if (file.Length <= pieceBytes)
        {
            byte[] blocks = Blocks(file, 0, (int)file.Length);
            return new PieceTree([], Top(blocks, zeros, Width(blocks)));
        }

        int blocksAPiece = pieceBytes / BlockBytes;
        byte[] layer = new byte[(file.Length + pieceBytes - 1) / pieceBytes * HashBytes];
        for (int i = 0; i < layer.Length / HashBytes; i++)
        {
            long from = (long)i * pieceBytes;
            byte[] blocks = Blocks(file, from, (int)Math.Min(pieceBytes, file.Length - from));
            Top(blocks, zeros, blocksAPiece).CopyTo(layer, i * HashBytes);
        }

        return new PieceTree(layer, Top(layer, Top(zeros, zeros, blocksAPiece), Width(layer)));
    }

    private static byte[] Blocks(IContent file, long from, int count)
    {
        byte[] hashes = new byte[(count + BlockBytes - 1) / BlockBytes * HashBytes];
        byte[] block = new byte[BlockBytes];
        for (int at = 0; at < count; at += BlockBytes)
        {
            Span<byte> read = block.AsSpan(0, Math.Min(BlockBytes, count - at));
            file.Read(from + at, read);
            SHA256.HashData(read, hashes.AsSpan(at / BlockBytes * HashBytes, HashBytes));
        }

        return hashes;
    }

    private static int Width(byte[] nodes) => (int)BitOperations.RoundUpToPowerOf2((uint)(nodes.Length / HashBytes));

    /// <summary>The node above these, the first of <paramref name="width"/>, of which the others are
    /// <paramref name="pad"/>.</summary>
    private static byte[] Top(byte[] nodes, byte[] pad, int width)
    {
        for (; width > 1; width /= 2)
        {
            byte[] padded = nodes.Length / HashBytes % 2 == 0 ? nodes : [.. nodes, .. pad];
            nodes = new byte[padded.Length / 2];
            for (int at = 0; at < nodes.Length; at += HashBytes)
                SHA256.HashData(padded.AsSpan(2 * at, 2 * HashBytes), nodes.AsSpan(at, HashBytes));
            pad = SHA256.HashData([.. pad, .. pad]);
        }

        return nodes;
    }
}
