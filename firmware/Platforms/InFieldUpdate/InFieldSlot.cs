using System;
using FairOta.Agent;
using FairOta.Core;
using nanoFramework.Runtime.InFieldUpdate;

namespace FairOta.Platforms.InFieldUpdate;

/// <summary>The deployment image's slot of a device whose bootloader is MCUboot, through UpdateManager.</summary>
/// <remarks>
/// <para>
/// The slot has no read-back: the agent gives the image from its first byte each time, and what an earlier session
/// stored is passed over. The session lives in memory; which image it was for is in a record of its own, because the
/// header alone does not tell two images of one version apart.
/// </para>
/// <para>
/// The image must be the manifest's: version and security counter are compared as it passes, and one that is malformed
/// is refused. That its bytes are right, the agent knows from the package's root; UpdateManager checks the image's own
/// SHA-256, and the bootloader its signature.
/// </para>
/// <para>Not thread-safe: one agent owns it.</para>
/// </remarks>
public sealed class InFieldSlot : IImageSlot, ITrial
{
    /// <summary>Name of the slot's record.</summary>
    public const string RecordName = "in-field-slot";

    private const ImageType Image = ImageType.Deployment;

    // More than the header, which the first chunk must hold whole, and a multiple of any flash's unit of writing.
    private const int ChunkBytes = 1024;

    private readonly IStateStore _records;
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private Manifest _manifest;
    private McuBootReader _reader;
    private UpdateSession _session;
    private SlotRecord _record;
    private int _chunkBytes;
    private int _position;
    private bool _isRefused;

    /// <summary>Keeps its record there.</summary>
    public InFieldSlot(IStateStore records)
    {
        _records = records;
    }

    /// <inheritdoc />
    /// <exception cref="SlotUnavailableException">The device cannot say.</exception>
    public TrialState State
    {
        get
        {
            SlotRecord record = Load();
            if (record == null)
                return TrialState.None;
            UpdateStatus status = UpdateManager.GetStatus(Image);
            if (status == UpdateStatus.Unknown)
                throw new SlotUnavailableException("The state of the image cannot be determined.");
            return SlotRules.State(record.Stage, status, IsRunning(record.Version));
        }
    }

    /// <inheritdoc />
    /// <exception cref="SlotUnavailableException">
    /// The running image is on trial, or a swap waits for the next start, and it is none of the agent's: see
    /// <see cref="Settle"/>.
    /// </exception>
    public void Begin(Manifest manifest)
    {
        Leave();
        if (!SlotRules.MayBegin(UpdateManager.GetStatus(Image)))
            throw new SlotUnavailableException("Another image is on trial, or waits for the next start.");
        SlotRecord before = Load();
        _record = before != null && before.IsOf(manifest) ? before : SlotRecord.Of(manifest);
        Save(_record.Stage == SlotStage.Afresh ? _record : _record.At(SlotStage.Writing));
        _manifest = manifest;
        _reader = new McuBootReader(manifest);
    }

    /// <inheritdoc />
    /// <exception cref="SlotUnavailableException">The flash fails, or another writer holds the slot.</exception>
    public void Append(byte[] data, int offset, int count)
    {
        DemandBegun();
        Read(data, offset, count);
        while (count > 0 && !_isRefused)
        {
            int taken = count < ChunkBytes - _chunkBytes ? count : ChunkBytes - _chunkBytes;
            Array.Copy(data, offset, _chunk, _chunkBytes, taken);
            _chunkBytes += taken;
            offset += taken;
            count -= taken;
            if (_chunkBytes == ChunkBytes)
                Flush();
        }
    }

    /// <inheritdoc />
    /// <remarks>
    /// False: the image is malformed, not the manifest's, too large, or did not verify several times.
    /// </remarks>
    /// <exception cref="SlotUnavailableException">It has to be written again, or tried again later.</exception>
    public bool Complete()
    {
        DemandBegun();
        Flush();
        End();
        if (_isRefused)
            return GiveUp();
        Save(_record.At(SlotStage.Completing));
        UpdateSessionResult result = UpdateManager.CompleteUpdateSession(_session);
        switch (SlotRules.AfterCompleting(result))
        {
            case Remedy.GoOn:
                _session = null;
                Save(_record.At(SlotStage.Completed));
                Forget();
                return true;
            case Remedy.WriteAgain:
                Save(_record.Failed());
                if (!SlotRules.MayWriteAgain(_record.Failures))
                    return GiveUp();
                Erase();
                throw Unavailable("The image did not verify and is written again", result);
            default:
                Leave();
                throw Unavailable("The image cannot be completed now", result);
        }
    }

    /// <inheritdoc />
    public void Abort()
    {
        if (_manifest != null)
            GiveUp();
    }

    /// <inheritdoc />
    /// <exception cref="SlotUnavailableException">It could not be confirmed; it may be tried again.</exception>
    public void Confirm()
    {
        if (!UpdateManager.ConfirmDeploymentImage() && UpdateManager.GetStatus(Image) != UpdateStatus.Confirmed)
            throw new SlotUnavailableException("The image could not be confirmed.");
    }

    /// <inheritdoc />
    public void Revert()
    {
        // Where it cannot be scheduled, the next start goes back all the same.
        UpdateManager.RequestDeploymentRevert();
    }

    /// <summary>
    /// Settles the trial of an image that came another way, from a host by wire for one: call it at the start, before
    /// the agent, with the application's word on what runs. Does nothing where the agent's own image is on trial.
    /// </summary>
    public void Settle(bool works)
    {
        if (UpdateManager.GetStatus(Image) != UpdateStatus.Testing || State == TrialState.Trial)
            return;
        if (works)
            Confirm();
        else
            Revert();
    }

    /// <summary>Restarts the device; a swap that is scheduled happens then.</summary>
    public static void Restart() => UpdateManager.RequestReboot();

    private void Read(byte[] data, int offset, int count)
    {
        if (_isRefused)
            return;
        try
        {
            _reader.Append(data, offset, count);
        }
        catch (ProtocolException)
        {
            // The agent learns it from Complete, where it bars the release.
            _isRefused = true;
        }
    }

    private void End()
    {
        if (_isRefused)
            return;
        try
        {
            _reader.End();
        }
        catch (ProtocolException)
        {
            _isRefused = true;
        }
    }

    private void Flush()
    {
        // A header that is not whole cannot open a session: an image that small is refused by its form.
        if (_isRefused || _chunkBytes == 0 || (_session == null && _chunkBytes < McuBootHeader.Size))
            return;
        if (_session == null)
            Open();
        if (_isRefused)
            return;
        int stored = _session.NextOffset - _position;
        if (stored < 0)
            throw new SlotUnavailableException("The slot lost bytes of the image.");
        if (stored < _chunkBytes)
            Store(stored, _chunkBytes - stored);
        _position += _chunkBytes;
        _chunkBytes = 0;
    }

    private void Open()
    {
        int length = (int)_manifest.ImageSize;
        UpdateSessionResult result = UpdateSessionResult.NoImage;
        Remedy remedy = Remedy.StartAfresh;
        if (_record.Stage == SlotStage.Writing)
        {
            byte[] header = Bytes.Slice(_chunk, 0, McuBootHeader.Size);
            result = UpdateManager.ResumeUpdateSession(Image, length, header, out _session);
            remedy = SlotRules.AfterOpening(result, isResuming: true);
        }

        if (remedy == Remedy.StartAfresh)
        {
            result = UpdateManager.StartUpdateSession(Image, length, out _session);
            remedy = SlotRules.AfterOpening(result, isResuming: false);
            if (remedy == Remedy.GoOn && _record.Stage == SlotStage.Afresh)
                Save(_record.At(SlotStage.Writing));
        }

        if (remedy == Remedy.Refuse)
        {
            _isRefused = true;
        }
        else if (remedy != Remedy.GoOn)
        {
            Leave();
            throw Unavailable("No session can be opened on the slot", result);
        }
    }

    private void Store(int offset, int count)
    {
        UpdateSessionResult result = UpdateSessionResult.Success;
        for (int i = 0; i <= SlotRules.Retries; i++)
        {
            result = UpdateManager.StoreImageChunk(_session, _chunk, offset, count);
            Remedy remedy = SlotRules.AfterStoring(result);
            if (remedy == Remedy.GoOn)
                return;
            if (remedy == Remedy.Refuse)
            {
                _isRefused = true;
                return;
            }

            if (remedy == Remedy.Later)
                break;
        }

        Leave();
        throw Unavailable("The slot does not take the image", result);
    }

    // The slot will not hold this image: nothing of it stays.
    private bool GiveUp()
    {
        Erase();
        _records.Save(RecordName, null);
        Forget();
        return false;
    }

    private void Erase()
    {
        if (_session != null && UpdateManager.AbortUpdateSession(_session, true) == UpdateSessionResult.Success)
        {
            _session = null;
            return;
        }

        // The session was closed already, or its erase failed. Should this fail too, the next session starts with an
        // erase, because the record says that nothing here is to be resumed.
        _session = null;
        UpdateManager.EraseSecondaryImage(Image);
    }

    // Pauses: what is stored stays, to be resumed. A session that is gone already needs no closing.
    private void Leave()
    {
        if (_session != null)
            UpdateManager.AbortUpdateSession(_session, false);
        _session = null;
        Forget();
    }

    private void Forget()
    {
        _manifest = null;
        _reader = null;
        _chunkBytes = 0;
        _position = 0;
        _isRefused = false;
    }

    private SlotRecord Load()
    {
        try
        {
            return SlotRecord.Parse(_records.Load(RecordName));
        }
        catch (ProtocolException)
        {
            // A damaged record is none: the image is written again from the start.
            return null;
        }
    }

    private void Save(SlotRecord record)
    {
        _record = record;
        _records.Save(RecordName, record.ToBytes());
    }

    private void DemandBegun()
    {
        if (_manifest == null)
            throw new InvalidOperationException("No image was begun.");
    }

    // MCUboot's major, minor, revision and build are the runtime's major, minor, build and revision.
    private static bool IsRunning(ImageVersion version)
    {
        ImageInfo running = UpdateManager.GetPrimaryImageInfo(Image);
        return running != null && running.Version != null
            && running.Version.Major == version.Major
            && running.Version.Minor == version.Minor
            && running.Version.Build == version.Revision
            && (uint)running.Version.Revision == version.Build;
    }

    private static SlotUnavailableException Unavailable(string what, UpdateSessionResult result) =>
        new SlotUnavailableException(what + " (result " + ((int)result).ToString() + ").");
}
