using System.Collections;
using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Asks sources for the newest manifest, by signer, and for the distributors they know. Origins come first, until one
/// answers; then others until two answered, or everybody was asked.
/// </summary>
internal sealed class Discovery : RequestPhase
{
    private readonly ArrayList _asked = new ArrayList();
    private readonly int _rotations;
    private Source _source;
    private int _signer;
    private BufferSink _body;
    private bool _sourceAnswered;
    private bool _originAnswered;
    private int _answered;
    private bool _heard;
    private Manifest _best;

    public Discovery(Context context)
        : this(context, 0)
    {
    }

    private Discovery(Context context, int rotations)
        : base(context)
    {
        _rotations = rotations;
    }

    public override AgentPhase Kind => AgentPhase.Discovery;

    private bool AsksForList => _signer >= Journal.Trust.ManifestKeys.Length;

    protected override LinkRequest Ask()
    {
        if (_source == null)
        {
            _source = NextSource();
            if (_source == null)
                return null;
            _asked.Add(_source);
            _signer = 0;
            _sourceAnswered = false;
        }

        if (AsksForList)
        {
            _body = Buffer(AgentLimits.DistributorListBytes);
            return Context.Get(_source, "/v1/distributors");
        }

        _body = Buffer(Limits.MaxManifestBytes);
        string signer = Bytes.ToHex(Journal.Trust.ManifestKeys[_signer]);
        string product = Bytes.ToHex(Context.Board.ProductId);
        return Context.Get(_source, "/v1/products/" + product + "/manifest?signer=" + signer);
    }

    protected override Phase Answered()
    {
        _heard |= Call.Status != 0;
        if (AsksForList)
        {
            if (Call.IsOk)
                SourceList.Learn(Context, _body.ToBytes());
            if (_sourceAnswered)
                Count(_source);
            _source = null;
            return this;
        }

        _signer++;
        if (Call.Status == 404)
            _sourceAnswered = true;
        else if (!Call.IsOk)
            Context.Note(AgentEvent.SourceUnavailable, _source.Url);
        else if (Consider(_body.ToBytes()))
            return Restart();

        if (Call.Status == 0)
            _source = null;
        return this;
    }

    protected override Phase Finished()
    {
        if (_best != null)
            return Accept(_best);
        if (Journal.Release != null)
            return new Choosing(Context);
        Context.FailedDiscoveries = _heard ? 0 : Context.FailedDiscoveries + 1;
        return new Idle(Context);
    }

    private Phase Accept(Manifest manifest)
    {
        // What was accepted is durable before anything is done for it: no older manifest counts from here on.
        Journal.Trust.Accept(manifest);
        Journal.SaveTrust();
        if (Journal.Release == null || !Bytes.Equal(Journal.Release.ReleaseId, manifest.ReleaseId()))
        {
            Context.FirstBlock = -1;
            Context.Patience.Count(0);
            Journal.BeginRelease(manifest);
        }

        Context.FailedDiscoveries = 0;
        Context.LearnOrigins(manifest);
        Context.Note(AgentEvent.ReleaseAccepted, null);
        return new Choosing(Context);
    }

    /// <summary>Judges a signed manifest; true where it changed the trusted keys.</summary>
    private bool Consider(byte[] signed)
    {
        TrustState trust = Journal.Trust;
        Manifest manifest = Authentic(signed);
        if (manifest == null
            || ManifestRules.JudgeOrigin(manifest, trust, Context.Board) != ManifestVerdict.Accepted)
        {
            Context.Note(AgentEvent.ManifestRefused, _source.Url);
            return false;
        }

        _sourceAnswered = true;
        long now = TimeRules.FromClock(Context.Ports.Clock.UnixSeconds, manifest.IssuedAt);
        ManifestVerdict verdict =
            ManifestRules.Judge(manifest, trust, Context.Board, Context.Ports.Staging.CapacityBytes, now);
        if (verdict == ManifestVerdict.TooLarge)
            Context.Note(AgentEvent.ReleaseUnusable, _source.Url);
        else if (verdict != ManifestVerdict.Accepted && verdict != ManifestVerdict.NotNewer)
            Context.Note(AgentEvent.ManifestRefused, _source.Url);
        if (verdict == ManifestVerdict.Accepted && (_best == null || manifest.Version.CompareTo(_best.Version) > 0))
            _best = manifest;

        if (!ManifestRules.Rotates(manifest, trust))
            return false;
        trust.Rotate(manifest);
        Context.Verified = null;
        Journal.SaveTrust();
        Context.Note(AgentEvent.ManifestKeysRotated, _source.Url);
        return true;
    }

    /// <summary>The manifest if a trusted key signed it, else null. Several sources serve the same bytes.</summary>
    private Manifest Authentic(byte[] signed)
    {
        byte[] digest = Context.Symmetric.Mac(Tags.Manifest, signed);
        if (Bytes.Equal(digest, Context.Verified))
            return Manifest.Parse(CoseSign1.Payload(signed));
        Manifest manifest = ManifestRules.Authentic(signed, Journal.Trust.ManifestKeys);
        if (manifest != null)
            Context.Verified = digest;
        return manifest;
    }

    /// <summary>
    /// Under new keys everything is asked anew; what is best so far was signed under keys that were good then.
    /// </summary>
    private Phase Restart()
    {
        if (_rotations == AgentLimits.RotationsPerDiscovery)
            return this;
        Discovery next = new Discovery(Context, _rotations + 1);
        next._best = _best;
        return next;
    }

    private void Count(Source source)
    {
        _answered++;
        if (source.IsOrigin)
            _originAnswered = true;
    }

    private Source NextSource()
    {
        if (!_originAnswered)
        {
            Source origin = NextUnasked(true);
            if (origin != null)
                return origin;
        }

        if (_answered >= AgentLimits.ManifestSources)
            return null;
        Source other = NextUnasked(false);
        return other != null ? other : NextUnasked(true);
    }

    private Source NextUnasked(bool origin)
    {
        for (int i = 0; i < Context.Sources.Count; i++)
        {
            Source source = Context.Sources.At(i);
            if (source.IsOrigin == origin && !_asked.Contains(source))
                return source;
        }

        return null;
    }
}
