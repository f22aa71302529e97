namespace FairOta.Agent;

/// <summary>A receipt that was, or may have been, signed.</summary>
internal sealed class Binding
{
    public Binding(byte[] releaseId, byte[] session, long validUntil)
    {
        ReleaseId = releaseId;
        Session = session;
        ValidUntil = validUntil;
    }

    public byte[] ReleaseId { get; }

    public byte[] Session { get; }

    public long ValidUntil { get; }
}
