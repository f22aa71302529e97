using System;
using System.IO;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Platforms.Storage;

/// <summary>
/// The application as two sets of assemblies in internal storage, for a device whose firmware cannot replace itself.
/// The resident loader calls <see cref="Start"/> once at every start and runs what it says; the agent, which is
/// resident too, sees a slot and a trial.
/// </summary>
/// <remarks>
/// <para>
/// Between updates both slots hold the confirmed set, so rot in one of them costs nothing: the next start copies the
/// other. During an update the new set takes one slot and the good one stays untouched in the other. The boot record
/// knows sets by digest, not by slot: what does not have the digest of the good or the new set is never run. There is
/// therefore no way back to a set from before the last confirmed one; where both slots rotted at once, what runs is the
/// application in the firmware itself.
/// </para>
/// <para>
/// Wear per update: one set and one copy of it (at most 32 KiB each), and 8 writes of the boot record's two files;
/// again as much, at most twice, where a trial ends in a crash or a power cut.
/// </para>
/// <para>Not thread-safe.</para>
/// </remarks>
public sealed class AssemblySets : IImageSlot, ITrial
{
    /// <summary>Bytes that both sets and the boot record take at most.</summary>
    public const int StorageBytes = 2 * Limits.MaxAssemblySetBytes + 1024;

    private const string RecordName = "boot";
    private const int BlockBytes = 4096;

    private readonly IStorage _storage;
    private readonly ISymmetric _symmetric;
    private readonly RecordStore _records;
    private BootRecord _record;
    private bool _isUnread;
    private Manifest _manifest;
    private byte[] _block;
    private int _inBlock;
    private long _written;

    /// <summary>Takes up the boot record; a damaged one is the factory's.</summary>
    public AssemblySets(IStorage storage, ISymmetric symmetric)
    {
        _storage = storage;
        _symmetric = symmetric;
        _records = new RecordStore(storage, symmetric);
        _record = LoadRecord();
    }

    /// <inheritdoc />
    public TrialState State => _record.State;

    /// <summary>
    /// What a start of the device comes to: the set to run, or null for the application in the firmware. Durable before
    /// it returns. Never throws for what it finds in storage, so that the device always starts.
    /// </summary>
    public AssemblySet Start()
    {
        BootRecord after = _record.Started(IsIntact(_record.Slot, _record.New));
        if (after != _record && !TrySave(after))
        {
            // What cannot be counted as tried is not tried.
            _record = after.Reverted();
        }

        if (_record.State == TrialState.Trial)
        {
            AssemblySet fresh = Open(_record.Slot);
            if (fresh != null)
                return fresh;
            _record = _record.Reverted();
        }

        int slot = Mend();
        return slot < 0 ? null : Open(slot);
    }

    /// <inheritdoc />
    /// <exception cref="IOException">The medium failed.</exception>
    public void Begin(Manifest manifest)
    {
        Abort();
        if (_isUnread)
        {
            // It may know of a good set, which one made from nothing would forget.
            _record = LoadRecord();
            if (_isUnread)
                throw new IOException("The boot record cannot be read.");
        }

        // The record first: from here on nothing of the slot is run.
        Save(_record.Begun(IsIntact(0, _record.Good) ? 1 : 0));
        _storage.Delete(FileOf(_record.Slot));
        _manifest = manifest;
        _block = new byte[BlockBytes];
        _inBlock = 0;
        _written = 0;
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">No set was begun.</exception>
    /// <exception cref="IOException">The storage is full or failed.</exception>
    public void Append(byte[] data, int offset, int count)
    {
        if (_block == null)
            throw new InvalidOperationException("No set was begun.");
        while (count > 0)
        {
            int now = count < BlockBytes - _inBlock ? count : BlockBytes - _inBlock;
            Array.Copy(data, offset, _block, _inBlock, now);
            _inBlock += now;
            offset += now;
            count -= now;
            if (_inBlock == BlockBytes)
                Flush();
        }
    }

    /// <summary>
    /// Reads the set back: false unless it is a well-made set with the manifest's length and SHA-256. Marks it for
    /// trial at the next start.
    /// </summary>
    /// <exception cref="InvalidOperationException">No set was begun.</exception>
    /// <exception cref="IOException">The storage is full or failed.</exception>
    public bool Complete()
    {
        if (_block == null)
            throw new InvalidOperationException("No set was begun.");
        Flush();
        Sha256 hash = new Sha256();
        byte[] digest = Digest(_record.Slot, hash);
        bool isWhole = digest != null && _written == _manifest.ImageSize
            && Bytes.Equal(hash.Finish(), _manifest.ImageSha256) && Open(_record.Slot) != null;
        Abort();
        if (!isWhole)
            return false;
        Save(_record.Completed(digest));
        return true;
    }

    /// <inheritdoc />
    public void Abort()
    {
        _block = null;
        _manifest = null;
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">No set is on trial.</exception>
    /// <exception cref="IOException">The storage failed; the set is confirmed or not.</exception>
    public void Confirm()
    {
        if (_record.State != TrialState.Trial)
            throw new InvalidOperationException("No set is on trial.");
        Save(_record.Confirmed());
        Mend();
    }

    /// <inheritdoc />
    public void Revert()
    {
        // What is not confirmed goes back by itself.
    }

    /// <summary>Makes both slots hold the good set, and says which one certainly does; -1 where none does.</summary>
    private int Mend()
    {
        int source = IsIntact(0, _record.Good) ? 0 : IsIntact(1, _record.Good) ? 1 : -1;
        if (source < 0 || (source == 0 && IsIntact(1, _record.Good)))
            return source;
        try
        {
            Copy(FileOf(source), FileOf(1 - source));
        }
        catch (IOException)
        {
            // One intact set runs as well as two; the next start tries again.
            return source;
        }

        return source;
    }

    private void Copy(string source, string target)
    {
        _storage.Delete(target);
        byte[] block = new byte[BlockBytes];
        long length = _storage.Length(source);
        for (long position = 0; position < length; position += BlockBytes)
        {
            int count = length - position < BlockBytes ? (int)(length - position) : BlockBytes;
            _storage.Read(source, position, block, 0, count);
            _storage.Write(target, position, block, 0, count);
        }
    }

    private void Flush()
    {
        if (_inBlock > 0 && _written + _inBlock <= Limits.MaxAssemblySetBytes)
            _storage.Write(FileOf(_record.Slot), _written, _block, 0, _inBlock);
        _written += _inBlock;
        _inBlock = 0;
    }

    private bool IsIntact(int slot, byte[] digest) => digest != null && Bytes.Equal(Digest(slot, null), digest);

    /// <summary>
    /// d[k], with d[0] = mac(tag("set"), be32(length)) and d[i] = mac(d[i-1], the i-th 4096 bytes of the file); the
    /// hash is given the same bytes. Null where there is no file, one beyond the limit, or one that cannot be read.
    /// </summary>
    private byte[] Digest(int slot, Sha256 hash)
    {
        try
        {
            string file = FileOf(slot);
            long length = _storage.Length(file);
            if (length < 0 || length > Limits.MaxAssemblySetBytes)
                return null;
            byte[] digest = _symmetric.Mac(StorageTags.Of("set"), Bytes.Be32((uint)length));
            byte[] block = new byte[length < BlockBytes ? length : BlockBytes];
            for (long position = 0; position < length; position += BlockBytes)
            {
                if (length - position < block.Length)
                    block = new byte[length - position];
                _storage.Read(file, position, block, 0, block.Length);
                digest = _symmetric.Mac(digest, block);
                if (hash != null)
                    hash.Append(block, 0, block.Length);
            }

            return digest;
        }
        catch (IOException)
        {
            // A set that cannot be read is none.
            return null;
        }
    }

    /// <summary>The set in that slot, or null where it is none.</summary>
    private AssemblySet Open(int slot)
    {
        try
        {
            return new AssemblySet(_storage, FileOf(slot));
        }
        catch (ProtocolException)
        {
            // Whole, and still no set: the vendor's doing.
            return null;
        }
        catch (IOException)
        {
            // The medium failed since the digest was taken.
            return null;
        }
    }

    private BootRecord LoadRecord()
    {
        _isUnread = false;
        try
        {
            byte[] record = _records.Load(RecordName);
            return record == null ? BootRecord.Factory : BootRecord.Parse(record);
        }
        catch (ProtocolException)
        {
            // Both copies rotted: no set can be trusted to be the right one.
            return BootRecord.Factory;
        }
        catch (IOException)
        {
            // The medium failed: the device still starts.
            _isUnread = true;
            return BootRecord.Factory;
        }
    }

    private bool TrySave(BootRecord record)
    {
        try
        {
            Save(record);
            return true;
        }
        catch (IOException)
        {
            // The caller goes on without.
            return false;
        }
    }

    private void Save(BootRecord record)
    {
        _records.Save(RecordName, record.Encode());
        _record = record;
    }

    private static string FileOf(int slot) => slot == 0 ? "set-a" : "set-b";
}
