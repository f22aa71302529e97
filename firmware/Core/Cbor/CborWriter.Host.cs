using System;

namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class CborWriter
{
    /// <summary>Writes a negative integer.</summary>
    /// <param name="value">-2⁶³ … -1.</param>
    public void WriteNegative(long value)
    {
        if (value >= 0)
            throw new ArgumentException("A negative integer must be below zero.");
        WriteHead(1, (ulong)(-1 - value));
    }

    /// <summary>Writes a tag; the tagged item follows.</summary>
    public void WriteTag(int tag)
    {
        WriteHead(6, (ulong)tag);
    }
}
