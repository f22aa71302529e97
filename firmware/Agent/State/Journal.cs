using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// The durable records, loaded once at start and saved one by one. A record that belongs to another session, or cannot
/// be read, is as good as none; only the record of trust must never be lost.
/// </summary>
internal sealed class Journal
{
    private readonly IStateStore _store;

    /// <summary>Loads everything.</summary>
    /// <exception cref="ProtocolException">The record of trust is damaged.</exception>
    public Journal(IStateStore store, AgentConfiguration board)
    {
        _store = store;
        byte[] trust = store.Load(RecordNames.Trust);
        Trust = trust == null ? TrustState.Initial(board) : TrustState.Parse(trust);
        Reports = LoadReports();
        LoadRelease();
    }

    public TrustState Trust { get; }

    /// <summary>Outcomes that nobody was told of yet.</summary>
    public ReportQueue Reports { get; }

    /// <summary>The release being taken, or null.</summary>
    public Manifest Manifest { get; private set; }

    /// <summary>How far that came; null exactly when <see cref="Manifest"/> is.</summary>
    public ReleaseState Release { get; private set; }

    /// <summary>The session being served, or null.</summary>
    public SessionState Session => Release == null ? null : Release.Session;

    public void SaveTrust() => _store.Save(RecordNames.Trust, Trust.Encode());

    public void SaveReports() => _store.Save(RecordNames.Reports, Reports.Encode());

    public void SaveRelease() => _store.Save(RecordNames.Release, Release.Encode());

    /// <summary>Begins to take a release; keeps what is known if it is the same one.</summary>
    public void BeginRelease(Manifest manifest)
    {
        byte[] releaseId = manifest.ReleaseId();
        if (Release != null && Bytes.Equal(Release.ReleaseId, releaseId))
            return;
        _store.Save(RecordNames.Manifest, manifest.Encode());
        Manifest = manifest;
        Release = new ReleaseState(releaseId);
        SaveRelease();
    }

    /// <summary>Forgets the release: it is installed, failed, or not wanted any more.</summary>
    public void EndRelease()
    {
        Manifest = null;
        Release = null;
        _store.Save(RecordNames.Release, null);
        _store.Save(RecordNames.Manifest, null);
        _store.Save(RecordNames.Offer, null);
        _store.Save(RecordNames.Samples, null);
        _store.Save(RecordNames.Download, null);
    }

    /// <summary>Stores the commitments of the session, 64 bytes each.</summary>
    public void SaveOffer(byte[] commitments) =>
        _store.Save(RecordNames.Offer, Bytes.Concat(Session.Digest, commitments));

    /// <summary>The commitments of the session, or null where they are lost.</summary>
    public byte[] LoadOffer()
    {
        byte[] record = Load(RecordNames.Offer);
        int length = (Manifest.Samples + 1) * 64;
        if (record == null || record.Length != 32 + length || !Bytes.Equal(record, 0, Session.Digest, 0, 32))
            return null;
        return Bytes.Slice(record, 32, length);
    }

    public void SaveDownload(DownloadState state) => _store.Save(RecordNames.Download, state.Encode());

    /// <summary>How far the session's download is; at its beginning where nothing is stored.</summary>
    public DownloadState LoadDownload()
    {
        byte[] record = Load(RecordNames.Download);
        if (record != null)
        {
            try
            {
                DownloadState state = DownloadState.Parse(record);
                if (Bytes.Equal(state.Session, Session.Digest) && state.Count <= Manifest.SegmentCount)
                    return state;
            }
            catch (ProtocolException)
            {
                // Unreadable is as good as none: the segments are fetched again.
            }
        }

        return new DownloadState(Session.Digest);
    }

    public void SaveSamples(Samples samples) => _store.Save(RecordNames.Samples, samples.Encode());

    /// <summary>The samples of the session, or null where they are lost.</summary>
    public Samples LoadSamples()
    {
        byte[] record = Load(RecordNames.Samples);
        if (record == null)
            return null;
        try
        {
            Samples samples = Samples.Parse(record);
            return Bytes.Equal(samples.Session, Session.Digest) ? samples : null;
        }
        catch (ProtocolException)
        {
            // Unreadable is as good as none: the caller gives the session up.
            return null;
        }
    }

    /// <summary>A record other than that of trust: one the store finds damaged is as good as none.</summary>
    private byte[] Load(string name)
    {
        try
        {
            return _store.Load(name);
        }
        catch (ProtocolException)
        {
            // What it held is found or fetched again; whoever needs it asks whether it is there.
            return null;
        }
    }

    private ReportQueue LoadReports()
    {
        try
        {
            return ReportQueue.Parse(Load(RecordNames.Reports));
        }
        catch (ProtocolException)
        {
            // Unreadable is as good as none: the vendor misses a report, and nothing else is lost.
            return new ReportQueue();
        }
    }

    private void LoadRelease()
    {
        byte[] manifest = Load(RecordNames.Manifest);
        byte[] release = Load(RecordNames.Release);
        if (manifest == null || release == null)
            return;
        try
        {
            Manifest parsed = Manifest.Parse(manifest);
            ReleaseState state = ReleaseState.Parse(release);
            if (!Bytes.Equal(state.ReleaseId, parsed.ReleaseId()))
                return;
            Manifest = parsed;
            Release = state;
        }
        catch (ProtocolException)
        {
            // Unreadable is as good as none: discovery finds the release again.
            return;
        }
    }
}
