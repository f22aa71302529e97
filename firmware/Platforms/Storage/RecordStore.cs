using System;
using System.IO;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Platforms.Storage;

/// <summary>
/// Durable records, each in two files that hold the same: whatever single write is torn, and whichever single copy
/// rots, the record is what was last acknowledged, or what was being saved.
/// </summary>
/// <remarks>
/// <para>
/// A copy is check (32) ‖ sequence number (8) ‖ length (4, both big-endian) ‖ value, with check = mac(tag("record") ‖
/// name ‖ sequence number, value). One that does not check is no copy.
/// </para>
/// <para>
/// Why no acknowledged value ever comes back as an older one: <see cref="Save"/> returns only when both copies hold the
/// new value, so losing either leaves the other, which is not older. The copies differ only inside a Save: then the
/// older value is the acknowledged one, and either may be taken, because nobody acted on the newer. But whoever
/// <see cref="Load"/>s acts on what it gets, so Load makes both copies equal before it returns. A record thus never
/// says less than what the agent relied on: a binding, a bar, a counter.
/// </para>
/// <para>
/// Why a torn write never costs the record: each write goes to the copy that is not known to be good, and the good one
/// is touched only when the other is durable. A damaged first copy alone is a first Save that was cut, and no record. A
/// damaged second copy that has no intact one beside it is a damaged record: that takes rot in both between two loads,
/// or rot in the only one on storage too full for two.
/// </para>
/// <para>
/// Wear: a Save writes two files, a removal deletes two, a Load writes at most one and only after a cut or rot.
/// </para>
/// </remarks>
public sealed class RecordStore : IStateStore
{
    /// <summary>Largest value of a record.</summary>
    public const int MaxValueBytes = 16 * 1024;

    /// <summary>Bytes that a copy takes beside its value.</summary>
    public const int HeaderBytes = 44;

    private readonly IStorage _storage;
    private readonly ISymmetric _symmetric;

    /// <summary>Keeps records in that storage, under their names followed by "-a" and "-b".</summary>
    public RecordStore(IStorage storage, ISymmetric symmetric)
    {
        _storage = storage;
        _symmetric = symmetric;
    }

    /// <inheritdoc />
    /// <exception cref="ProtocolException">The record is damaged.</exception>
    /// <exception cref="IOException">The medium failed: no copy is intact, and one could not be read.</exception>
    public byte[] Load(string name)
    {
        RecordCopy a = Read(name, 0);
        RecordCopy b = Read(name, 1);
        RecordCopy newest = b.IsIntact && (!a.IsIntact || b.Sequence > a.Sequence) ? b : a;
        RecordCopy other = newest == a ? b : a;
        if (!newest.IsIntact)
        {
            if (a.IsUnreadable || b.IsUnreadable)
                throw new IOException("The record " + name + " cannot be read.");
            if (b.Exists)
                throw new ProtocolException("The record " + name + " is damaged.");
            return null;
        }

        if (!other.IsIntact || other.Sequence != newest.Sequence)
            Mend(name, newest, other);
        return newest.Value;
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The value is too large.</exception>
    /// <exception cref="IOException">The storage failed; the record is the old or the new value.</exception>
    public void Save(string name, byte[] value)
    {
        if (value == null)
        {
            _storage.Delete(FileOf(name, 0));
            _storage.Delete(FileOf(name, 1));
            return;
        }

        if (value.Length > MaxValueBytes)
            throw new ArgumentException("A record is too large.");
        int good = 0;
        RecordCopy last = Read(name, 0);
        if (!last.IsIntact)
        {
            good = 1;
            last = Read(name, 1);
        }

        byte[] copy = Encode(name, last.Sequence + 1, value);
        _storage.Write(FileOf(name, 1 - good), 0, copy, 0, copy.Length);
        _storage.Write(FileOf(name, good), 0, copy, 0, copy.Length);
    }

    private void Mend(string name, RecordCopy newest, RecordCopy other)
    {
        byte[] copy = Encode(name, newest.Sequence, newest.Value);
        string file = FileOf(name, other.Index);
        if (TryWrite(file, copy) || !other.IsIntact)
            return;

        // Full: one copy will do until the next Save, but an older one must not outlive it. Its room may be enough.
        _storage.Delete(file);
        TryWrite(file, copy);
    }

    private bool TryWrite(string file, byte[] copy)
    {
        try
        {
            _storage.Write(file, 0, copy, 0, copy.Length);
            return true;
        }
        catch (IOException)
        {
            // The caller goes on with the copy there is.
            return false;
        }
    }

    private RecordCopy Read(string name, int index)
    {
        RecordCopy copy = new RecordCopy(index);
        string file = FileOf(name, index);
        byte[] header = new byte[HeaderBytes];
        uint count;
        byte[] value;
        try
        {
            long length = _storage.Length(file);
            copy.Exists = length >= 0;
            if (length < HeaderBytes)
                return copy;
            _storage.Read(file, 0, header, 0, HeaderBytes);
            count = Bytes.ReadBe32(header, 40);
            if (count > MaxValueBytes || count > length - HeaderBytes)
                return copy;
            value = new byte[count];
            _storage.Read(file, HeaderBytes, value, 0, value.Length);
        }
        catch (IOException)
        {
            // The other copy is taken, where it is intact.
            copy.IsUnreadable = true;
            return copy;
        }

        ulong sequence = Bytes.ReadBe64(header, 32);
        if (Bytes.Equal(Check(name, sequence, value), 0, header, 0, 32))
        {
            copy.Sequence = sequence;
            copy.Value = value;
        }

        return copy;
    }

    private byte[] Encode(string name, ulong sequence, byte[] value)
    {
        byte[] copy = new byte[HeaderBytes + value.Length];
        Array.Copy(Check(name, sequence, value), 0, copy, 0, 32);
        Array.Copy(Bytes.Be64(sequence), 0, copy, 32, 8);
        Array.Copy(Bytes.Be32((uint)value.Length), 0, copy, 40, 4);
        Array.Copy(value, 0, copy, HeaderBytes, value.Length);
        return copy;
    }

    // The value is authenticated where it lies: joining it with the rest would take its memory twice.
    private byte[] Check(string name, ulong sequence, byte[] value) =>
        _symmetric.Mac(Bytes.Concat(StorageTags.Of("record" + name), Bytes.Be64(sequence)), value);

    private static string FileOf(string name, int index) => name + (index == 0 ? "-a" : "-b");
}
