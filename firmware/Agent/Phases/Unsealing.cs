using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// First pass over the package: root and lock. Installs only what gives the manifest's root; repairs anything else.
/// </summary>
internal sealed class Unsealing : Phase
{
    private readonly Manifest _manifest;
    private readonly PackageOpener _opener;
    private readonly long _total;
    private readonly int _repairs;
    private StagedPackage _package;

    public Unsealing(Context context)
        : this(context, null, 0)
    {
    }

    /// <summary>Opens the package again, after a number of rounds of repair that mended nothing.</summary>
    public Unsealing(Context context, StagedPackage package, int repairs)
        : base(context)
    {
        _manifest = context.Journal.Manifest;
        _opener = new PackageOpener(context.Symmetric, _manifest.SegmentSize, _manifest.SegmentCount);
        _total = (long)_manifest.SegmentCount * _manifest.SegmentSize;
        _package = package;
        _repairs = repairs;
    }

    public override AgentPhase Kind => AgentPhase.Unsealing;

    public override Phase Step()
    {
        if (_package == null)
        {
            _package = StagedPackage.Of(Context);
            return _package == null ? SessionEnd.Leave(Context, LeaveReason.Failed) : this;
        }

        for (int i = 0; i < Context.Limits.SegmentsPerStep && !_package.IsAtEnd; i++)
            _opener.Append(_package.Next());
        Context.Progress((long)_package.Index * _manifest.SegmentSize, _total);
        if (!_package.IsAtEnd)
            return this;

        _package.Rewind();
        if (!Bytes.Equal(_opener.Root(), _manifest.PackageRoot))
        {
            Context.Note(AgentEvent.SegmentsBad, Journal.Session.Url);
            return new LeafComparison(Context, _package, _repairs);
        }

        byte[] packageKey;
        try
        {
            packageKey = _opener.Unlock();
        }
        catch (ProtocolException)
        {
            // The root is right and the package still not well made: that is the vendor's doing, and final.
            return SessionEnd.Bar(Context, AgentEvent.ReleaseUnusable);
        }

        return new Installation(Context, _package, _opener, packageKey);
    }
}
