using System;
using System.IO;
using System.Security.Cryptography;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.Meadow;

/// <summary>
/// The application of a Meadow: an image is a Meadow package (.mpak), which the system installs at a start.
/// </summary>
/// <remarks>
/// <para>
/// MeadowOS has no trial and no way back of its own. This slot keeps the package that was confirmed last and hands it
/// over again where the new one is rejected or starts three times without a word; that takes an application that
/// starts and reaches <see cref="Start"/>. One that does not is repaired by wire alone, and so is the first update of
/// a device, which has no package to go back to.
/// </para>
/// <para>Not thread-safe: one agent owns it.</para>
/// </remarks>
public sealed class MeadowSlot : IImageSlot, ITrial, IDisposable
{
    /// <summary>Name of the slot's record.</summary>
    public const string RecordName = "meadow-slot";

    private const int BufferBytes = 16 * 1024;

    private readonly IStorage _storage;
    private readonly IStateStore _records;
    private readonly IUpdateArea _area;
    private readonly ImageVersion _running;
    private Manifest? _manifest;
    private IncrementalHash? _hash;
    private string _name = "";
    private long _position;

    /// <summary>
    /// Keeps packages as "mpak-0" and "mpak-1" in that storage. The running version is what the application was built
    /// as, and must be what its release says.
    /// </summary>
    public MeadowSlot(IStorage storage, IStateStore records, IUpdateArea area, ImageVersion running)
    {
        _storage = storage;
        _records = records;
        _area = area;
        _running = running;
    }

    /// <inheritdoc />
    public TrialState State => Load() is { } record ? StateOf(record) : TrialState.None;

    /// <summary>
    /// Counts this start; called once, before the agent. True where an image that said nothing in three starts is to be
    /// left: the device must be reset then.
    /// </summary>
    public bool Start()
    {
        if (Load() is not { } record || record.Stage is MeadowStage.Writing or MeadowStage.Confirmed)
            return false;
        if (record.Starts <= MeadowRules.TrialStarts)
        {
            // Further starts say nothing more, and would only wear the flash.
            record = record.Started();
            Save(record);
        }

        if (!MeadowRules.GivesUp(StateOf(record), record.Starts))
            return false;
        Revert();
        return State == TrialState.Pending;
    }

    /// <inheritdoc />
    public void Begin(Manifest manifest)
    {
        End();
        _area.Clear();
        MeadowRecord record = MeadowRecord.Begin(manifest, Load());
        Save(record);
        _storage.Delete(record.Image.Name);
        _manifest = manifest;
        _name = record.Image.Name;
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    /// <inheritdoc />
    public void Append(byte[] data, int offset, int count)
    {
        DemandBegun();
        _storage.Write(_name, _position, data, offset, count);
        _hash!.AppendData(data, offset, count);
        _position += count;
    }

    /// <inheritdoc />
    /// <remarks>False: it is not the manifest's, or no package that may be installed (PackageRules).</remarks>
    /// <exception cref="IOException">The file system did not keep it; it has to be written again.</exception>
    public bool Complete()
    {
        Manifest manifest = DemandBegun();
        byte[] appended = _hash!.GetHashAndReset();
        long length = _position;
        End();
        MeadowRecord record = Load()!;
        string name = record.Image.Name;
        if (length != manifest.ImageSize || !Bytes.Equal(appended, manifest.ImageSha256))
            return Refuse(name);
        if (!IsIntact(record.Image))
            throw new IOException("The package that was read back is another than the one written.");
        Save(record.At(MeadowStage.Completing));
        if (!Stage(record.Image))
            return Refuse(name);
        Save(record.At(MeadowStage.Completed));
        return true;
    }

    /// <inheritdoc />
    public void Abort()
    {
        if (_manifest == null)
            return;
        End();
        Refuse(_name);
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">No image is on trial.</exception>
    public void Confirm()
    {
        if (Load() is not { } record || StateOf(record) != TrialState.Trial)
            throw new InvalidOperationException("No image is on trial.");
        Save(record.Kept());
        _storage.Delete(record.Image.Index == 0 ? "mpak-1" : "mpak-0");
    }

    /// <inheritdoc />
    /// <remarks>
    /// Without a good package to go back to, the rejected image goes on running, and <see cref="State"/> says Reverted
    /// so that its release is barred.
    /// </remarks>
    public void Revert()
    {
        if (Load() is not { } record || StateOf(record) != TrialState.Trial)
            return;
        if (record.Good.Index != MeadowFile.NoIndex && IsIntact(record.Good))
            Stage(record.Good);
        Save(record.At(MeadowStage.Left));
    }

    /// <inheritdoc />
    public void Dispose() => End();

    private TrialState StateOf(MeadowRecord record) => MeadowRules.State(
        record.Stage, record.Starts, record.Version.CompareTo(_running) == 0, _area.IsStaged);

    private bool Stage(MeadowFile file)
    {
        using StoredFile package = new(_storage, file.Name);
        return _area.Stage(package);
    }

    private bool Refuse(string name)
    {
        MeadowRecord record = Load()!;
        Save(record.At(MeadowStage.Writing));
        _area.Clear();
        _storage.Delete(name);
        return false;
    }

    private bool IsIntact(MeadowFile package)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using StoredFile file = new(_storage, package.Name);
        byte[] buffer = new byte[BufferBytes];
        int read;
        while ((read = file.Read(buffer, 0, buffer.Length)) > 0)
            hash.AppendData(buffer, 0, read);
        return Bytes.Equal(hash.GetHashAndReset(), package.Sha256);
    }

    private MeadowRecord? Load()
    {
        try
        {
            return MeadowRecord.Parse(_records.Load(RecordName));
        }
        catch (ProtocolException)
        {
            // A damaged record is none: the image is written again. That costs the package to go back to.
            return null;
        }
    }

    private void Save(MeadowRecord record) => _records.Save(RecordName, record.ToBytes());

    private void End()
    {
        _hash?.Dispose();
        _hash = null;
        _manifest = null;
        _position = 0;
    }

    private Manifest DemandBegun() => _manifest ?? throw new InvalidOperationException("No image was begun.");
}
