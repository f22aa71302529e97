using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// The package tree with all its nodes, for whoever gives out paths. Its shape is RFC 9162's (section 2.1.1): level by
/// level neighbours are joined, and a last node without a neighbour goes up as it is. node = mac(tag("node"), left ‖
/// right). A device that needs only the root takes <see cref="TreeHasher"/>.
/// </summary>
public sealed class Tree
{
    /// <summary>Bytes of a leaf or node.</summary>
    public const int NodeBytes = 32;

    // _levels[0] holds the leaves, each further level the nodes above, the last one the root; 32 bytes a node.
    private readonly byte[][] _levels;

    /// <summary>Builds the tree.</summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="leaves">leaf[1] ‖ … ‖ leaf[n], 32 bytes each, n ≥ 1; kept, not copied.</param>
    /// <exception cref="ProtocolException">It is no whole number of leaves, or none.</exception>
    public Tree(ISymmetric symmetric, byte[] leaves)
    {
        if (leaves.Length == 0 || leaves.Length % NodeBytes != 0)
            throw new ProtocolException("A tree needs a whole number of leaves.");
        int depth = 0;
        while ((1 << depth) * NodeBytes < leaves.Length)
            depth++;
        _levels = new byte[depth + 1][];
        _levels[0] = leaves;
        for (int level = 0; level < depth; level++)
            _levels[level + 1] = Join(symmetric, _levels[level]);
    }

    /// <summary>The root, 32 bytes.</summary>
    public byte[] Root
    {
        get { return _levels[_levels.Length - 1]; }
    }

    /// <summary>Path of one leaf: the siblings from the leaf up, concatenated (RFC 9162 section 2.1.3).</summary>
    /// <param name="index">Number of the leaf, from 1.</param>
    public byte[] Path(int index)
    {
        int place = index - 1;
        byte[] path = new byte[(_levels.Length - 1) * NodeBytes];
        int length = 0;
        for (int level = 0; level < _levels.Length - 1; level++)
        {
            int sibling = (place ^ 1) * NodeBytes;
            if (sibling < _levels[level].Length)
            {
                Array.Copy(_levels[level], sibling, path, length, NodeBytes);
                length += NodeBytes;
            }

            place >>= 1;
        }

        return Bytes.Slice(path, 0, length);
    }

    /// <summary>
    /// Bytes of the path of leaf <paramref name="index"/> (from 1) in a tree of <paramref name="count"/> leaves.
    /// </summary>
    public static int PathBytes(int index, int count)
    {
        int place = index - 1;
        int length = 0;
        for (int width = count; width > 1; width = (width + 1) >> 1)
        {
            if ((place ^ 1) < width)
                length += NodeBytes;
            place >>= 1;
        }

        return length;
    }

    /// <summary>Whether the path leads from the leaf to the root (RFC 9162 section 2.1.3.2).</summary>
    /// <param name="symmetric">The platform's HMAC.</param>
    /// <param name="leaf">32 bytes.</param>
    /// <param name="index">Number of the leaf, 1 … count.</param>
    /// <param name="count">Leaves of the tree.</param>
    /// <param name="path">Siblings from the leaf up.</param>
    /// <param name="root">32 bytes.</param>
    public static bool Verify(ISymmetric symmetric, byte[] leaf, int index, int count, byte[] path, byte[] root)
    {
        if (index < 1 || index > count || path.Length % NodeBytes != 0)
            return false;
        int place = index - 1;
        int last = count - 1;
        byte[] node = leaf;
        for (int offset = 0; offset < path.Length; offset += NodeBytes)
        {
            if (last == 0)
                return false;
            byte[] sibling = Bytes.Slice(path, offset, NodeBytes);
            if ((place & 1) != 0 || place == last)
            {
                node = Node(symmetric, sibling, node);

                // A leaf at the right edge skips the levels on which it has no sibling.
                while ((place & 1) == 0 && place != 0)
                {
                    place >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                node = Node(symmetric, node, sibling);
            }

            place >>= 1;
            last >>= 1;
        }

        return last == 0 && Bytes.Equal(node, root);
    }

    internal static byte[] Node(ISymmetric symmetric, byte[] left, byte[] right)
    {
        return symmetric.Mac(Tags.Node, Bytes.Concat(left, right));
    }

    private static byte[] Join(ISymmetric symmetric, byte[] nodes)
    {
        int count = nodes.Length / NodeBytes;
        byte[] joined = new byte[(count + 1) / 2 * NodeBytes];
        for (int i = 0; i + 1 < count; i += 2)
        {
            byte[] left = Bytes.Slice(nodes, i * NodeBytes, NodeBytes);
            byte[] right = Bytes.Slice(nodes, (i + 1) * NodeBytes, NodeBytes);
            Array.Copy(Node(symmetric, left, right), 0, joined, i / 2 * NodeBytes, NodeBytes);
        }

        if ((count & 1) != 0)
            Array.Copy(nodes, (count - 1) * NodeBytes, joined, joined.Length - NodeBytes, NodeBytes);
        return joined;
    }
}
