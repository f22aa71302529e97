namespace FairOta.Platforms.Storage;

/// <summary>What one of a record's two files turned out to hold.</summary>
internal sealed class RecordCopy
{
    public RecordCopy(int index)
    {
        Index = index;
    }

    /// <summary>0 or 1: the first or the second file.</summary>
    public int Index { get; }

    /// <summary>True where there is a file, whatever it holds.</summary>
    public bool Exists { get; set; }

    /// <summary>True where the medium failed: the copy may be intact all the same.</summary>
    public bool IsUnreadable { get; set; }

    /// <summary>Grows with every save; 0 while there is no intact copy.</summary>
    public ulong Sequence { get; set; }

    /// <summary>The value, or null where the copy is missing or damaged.</summary>
    public byte[] Value { get; set; }

    public bool IsIntact => Value != null;
}
