using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class Tree
{
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
