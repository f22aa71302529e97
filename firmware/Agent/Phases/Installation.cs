using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// Second pass: decrypts the image into the slot, in order. The root is taken once more over what was read this time,
/// so that what is completed is what was signed.
/// </summary>
internal sealed class Installation : Phase
{
    private readonly StagedPackage _package;
    private readonly PackageOpener _opener;
    private readonly byte[] _packageKey;
    private readonly Manifest _manifest;
    private readonly TreeHasher _tree;
    private long _written;
    private bool _begun;

    public Installation(Context context, StagedPackage package, PackageOpener opener, byte[] packageKey)
        : base(context)
    {
        _package = package;
        _opener = opener;
        _packageKey = packageKey;
        _manifest = context.Journal.Manifest;
        _tree = new TreeHasher(context.Symmetric);
    }

    public override AgentPhase Kind => AgentPhase.Installation;

    public override Phase Step()
    {
        if (!_begun)
        {
            _begun = true;
            Context.Ports.Slot.Begin(_manifest);
            return this;
        }

        for (int i = 0; i < Context.Limits.SegmentsPerStep && !_package.IsAtEnd; i++)
            Append();
        Context.Progress(_written, _manifest.ImageSize);
        if (!_package.IsAtEnd)
            return this;
        if (!Bytes.Equal(_tree.Root(), _manifest.PackageRoot))
        {
            Context.Ports.Slot.Abort();
            return new Unsealing(Context);
        }

        // Durable first: after a power cut only the slot knows whether it was completed.
        Journal.Session.Stage = SessionStage.Completing;
        Journal.SaveRelease();
        if (!Context.Ports.Slot.Complete())
            return SessionEnd.Bar(Context, AgentEvent.ReleaseUnusable);
        Context.Note(AgentEvent.RestartNeeded, null);
        return new TrialPhase(Context);
    }

    private void Append()
    {
        byte[] segment = _package.Next();
        _tree.Append(Segments.Leaf(Context.Symmetric, segment));
        long left = _manifest.ImageSize - _written;
        if (_package.IsAtEnd || left == 0)
            return;
        byte[] plain = _opener.OpenSegment(_packageKey, _package.Index, segment);
        int count = left < plain.Length ? (int)left : plain.Length;
        Context.Ports.Slot.Append(plain, 0, count);
        _written += count;
    }
}
