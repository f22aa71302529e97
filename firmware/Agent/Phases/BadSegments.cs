namespace FairOta.Agent;

/// <summary>Segments that are not what the tree says, and the leaves they should have.</summary>
internal sealed class BadSegments
{
    private readonly int[] _indices = new int[AgentLimits.RepairsPerPass];
    private readonly byte[][] _leaves = new byte[AgentLimits.RepairsPerPass][];

    public int Count { get; private set; }

    public int Index(int place) => _indices[place];

    public byte[] Leaf(int place) => _leaves[place];

    /// <summary>Remembers one; those beyond the limit are found again after the others are mended.</summary>
    public void Add(int index, byte[] leaf)
    {
        if (Count == _indices.Length)
            return;
        _indices[Count] = index;
        _leaves[Count++] = leaf;
    }
}
