using System.Linq;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Protocol;

/// <summary>The package tree for every small number of leaves, against RFC 9162's recursive definition.</summary>
[TestClass]
public class TreeTests
{
    private const int MostLeaves = 70;
    private static readonly ISymmetric Symmetric = new HostSymmetric();

    [TestMethod]
    public void Root_OfEverySize_FollowsTheRecursiveDefinition()
    {
        for (int count = 1; count <= MostLeaves; count++)
        {
            byte[][] leaves = Leaves(count);
            byte[] expected = Definition(leaves);
            TreeHasher hasher = new(Symmetric);
            foreach (byte[] leaf in leaves)
                hasher.Append(leaf);
            CollectionAssert.AreEqual(expected, hasher.Root(), $"{count} leaves, streamed");
            CollectionAssert.AreEqual(expected, Build(leaves).Root, $"{count} leaves, whole");
        }
    }

    [TestMethod]
    public void Path_OfEveryLeaf_VerifiesForThatPlaceAlone()
    {
        for (int count = 1; count <= MostLeaves; count += 3)
        {
            byte[][] leaves = Leaves(count);
            Tree tree = Build(leaves);
            for (int index = 1; index <= count; index++)
            {
                byte[] path = tree.Path(index);
                Assert.AreEqual(Tree.PathBytes(index, count), path.Length);
                for (int claimed = 0; claimed <= count + 1; claimed++)
                {
                    bool verified = Tree.Verify(Symmetric, leaves[index - 1], claimed, count, path, tree.Root);
                    Assert.AreEqual(claimed == index, verified, $"leaf {index} of {count} claimed at {claimed}");
                }
            }
        }
    }

    [TestMethod]
    public void Verify_PathShortenedLengthenedOrChanged_IsRefused()
    {
        byte[][] leaves = Leaves(37);
        Tree tree = Build(leaves);
        byte[] path = tree.Path(12);
        Assert.IsFalse(Tree.Verify(Symmetric, leaves[11], 12, 37, path[..^32], tree.Root));
        Assert.IsFalse(Tree.Verify(Symmetric, leaves[11], 12, 37, path[..^1], tree.Root));
        Assert.IsFalse(Tree.Verify(Symmetric, leaves[11], 12, 37, [.. path, .. new byte[32]], tree.Root));
        Assert.IsFalse(Tree.Verify(Symmetric, leaves[12], 12, 37, path, tree.Root));
        for (int i = 0; i < path.Length; i += 32)
        {
            byte[] changed = [.. path];
            changed[i] ^= 1;
            Assert.IsFalse(Tree.Verify(Symmetric, leaves[11], 12, 37, changed, tree.Root));
        }
    }

    [TestMethod]
    public void Tree_WithoutAWholeNumberOfLeaves_IsRefused()
    {
        Assert.ThrowsExactly<ProtocolException>(() => new Tree(Symmetric, []));
        Assert.ThrowsExactly<ProtocolException>(() => new Tree(Symmetric, new byte[33]));
        Assert.ThrowsExactly<ProtocolException>(() => new TreeHasher(Symmetric).Root());
    }

    private static byte[][] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Symmetric.Mac(Tags.Leaf, Bytes.Be32((uint)i)))];

    private static Tree Build(byte[][] leaves) => new(Symmetric, [.. leaves.SelectMany(leaf => leaf)]);

    /// <summary>MTH of RFC 9162 section 2.1.1, with the protocol's node function.</summary>
    private static byte[] Definition(byte[][] leaves)
    {
        if (leaves.Length == 1)
            return leaves[0];
        int split = 1;
        while (split * 2 < leaves.Length)
            split *= 2;
        return Symmetric.Mac(Tags.Node, [.. Definition(leaves[..split]), .. Definition(leaves[split..])]);
    }
}
