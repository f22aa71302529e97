using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// The package tree with all its nodes, for whoever gives out paths. Its shape is RFC 9162's (section 2.1.1): level by
/// level neighbours are joined, and a last node without a neighbour goes up as it is. node = mac(tag("node"), left ‖
/// right). A device that needs only the root takes <see cref="TreeHasher"/>.
/// </summary>
public sealed partial class Tree
{
    /// <summary>Bytes of a leaf or node.</summary>
    public const int NodeBytes = 32;

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
}
