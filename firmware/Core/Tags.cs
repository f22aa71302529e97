namespace FairOta.Core;

/// <summary>
/// tag(s) of PROTOCOL.md: the ASCII bytes "FairOTA/1/" followed by s. Tags keep the uses of one primitive apart. The
/// arrays are shared: read them, never write them.
/// </summary>
public static class Tags
{
    /// <summary>external_aad of a manifest's signature.</summary>
    public static readonly byte[] Manifest = Of("manifest");

    /// <summary>Key of the i-th segment under the package key.</summary>
    public static readonly byte[] Package = Of("package");

    /// <summary>Digest of a segment that goes into the lock.</summary>
    public static readonly byte[] LockLeaf = Of("lock-leaf");

    /// <summary>The lock over all segments.</summary>
    public static readonly byte[] Lock = Of("lock");

    /// <summary>Leaf of the package tree.</summary>
    public static readonly byte[] Leaf = Of("leaf");

    /// <summary>Inner node of the package tree.</summary>
    public static readonly byte[] Node = Of("node");

    /// <summary>A session's secret r.</summary>
    public static readonly byte[] OpenSecret = Of("open-secret");

    /// <summary>A session's nonce.</summary>
    public static readonly byte[] Open = Of("open");

    /// <summary>Key of a sealed segment under f(i).</summary>
    public static readonly byte[] Segment = Of("segment");

    /// <summary>The device's secret for its samples.</summary>
    public static readonly byte[] ChallengeKey = Of("challenge-key");

    /// <summary>Digest of the commitments.</summary>
    public static readonly byte[] Offer = Of("offer");

    /// <summary>Draws of sample indices.</summary>
    public static readonly byte[] Index = Of("index");

    /// <summary>Weights of the batched check.</summary>
    public static readonly byte[] Weight = Of("weight");

    /// <summary>What a device signs to ask for a repair.</summary>
    public static readonly byte[] Repair = Of("repair");

    /// <summary>What a device signs to report how an installation ended.</summary>
    public static readonly byte[] Report = Of("report");

    private static byte[] Of(string name)
    {
        string text = "FairOTA/1/" + name;
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)text[i];
        return bytes;
    }
}
