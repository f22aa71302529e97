namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class CborReader
{
    /// <summary>Reads a negative integer from -2⁶³.</summary>
    /// <exception cref="ProtocolException">Something else stands here.</exception>
    public long ReadNegative()
    {
        return -1 - ReadHead(1, "a negative integer");
    }
}
