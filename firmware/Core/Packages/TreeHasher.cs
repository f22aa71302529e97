using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// Root of the package tree over leaves that come one at a time, in memory logarithmic in their number. The tree's
/// shape is RFC 9162's (section 2.1.1): the left part of n leaves is the largest power of two below n. node =
/// mac(tag("node"), left ‖ right).
/// </summary>
public sealed class TreeHasher
{
    private readonly ISymmetric _symmetric;

    // _stack[k] holds the root of a full subtree of 2^k leaves wherever bit k of _count is set.
    private readonly byte[][] _stack = new byte[32][];
    private readonly byte[] _pair = new byte[2 * Tree.NodeBytes];
    private int _count;

    /// <summary>Starts with no leaves.</summary>
    public TreeHasher(ISymmetric symmetric)
    {
        _symmetric = symmetric;
    }

    /// <summary>Adds the next leaf, 32 bytes. The array is kept, not copied.</summary>
    public void Append(byte[] leaf)
    {
        byte[] node = leaf;
        int level = 0;
        for (int bits = _count; (bits & 1) != 0; bits >>= 1)
            node = Join(_stack[level++], node);
        _stack[level] = node;
        _count++;
    }

    /// <summary>The root over the leaves so far, 32 bytes; more may follow.</summary>
    /// <exception cref="ProtocolException">There is no leaf.</exception>
    public byte[] Root()
    {
        if (_count == 0)
            throw new ProtocolException("A tree needs a leaf.");
        byte[] root = null;
        int level = 0;
        for (int bits = _count; bits != 0; bits >>= 1)
        {
            if ((bits & 1) != 0)
                root = root == null ? _stack[level] : Join(_stack[level], root);
            level++;
        }

        return root;
    }

    private byte[] Join(byte[] left, byte[] right)
    {
        Array.Copy(left, 0, _pair, 0, Tree.NodeBytes);
        Array.Copy(right, 0, _pair, Tree.NodeBytes, Tree.NodeBytes);
        return _symmetric.Mac(Tags.Node, _pair);
    }
}
