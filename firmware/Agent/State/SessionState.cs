using FairOta.Core;

namespace FairOta.Agent;

/// <summary>How far the taking of a package has come; each stage is durable before the act that needs it.</summary>
internal enum SessionStage
{
    /// <summary>The open counter is used; the Open may or may not have arrived.</summary>
    Opening = 1,

    /// <summary>The offer is stored; segments are being fetched.</summary>
    Downloading = 2,

    /// <summary>Everything is staged and the digest fixed; the challenge may have been sent.</summary>
    Challenging = 3,

    /// <summary>Samples and validUntil are stored; the receipt may have been signed.</summary>
    Signed = 4,

    /// <summary>The key is stored (or the package is an origin's and needs none).</summary>
    Keyed = 5,

    /// <summary>The slot holds the whole image; it may have been completed.</summary>
    Completing = 6,
}

/// <summary>The session in progress with a distributor, or the download from an origin.</summary>
internal sealed class SessionState
{
    private const int Fields = 14;

    public SessionState(byte[] address, string url)
    {
        Address = address;
        Url = url;
    }

    public SessionStage Stage { get; set; }

    /// <summary>20 bytes; null for an origin.</summary>
    public byte[] Address { get; }

    public string Url { get; }

    public bool IsOrigin => Address == null;

    /// <summary>Number of the open secret.</summary>
    public long Counter { get; set; }

    public long BoundUntil { get; set; }

    /// <summary>The open digest, 32 bytes; for an origin the release id.</summary>
    public byte[] Digest { get; set; }

    public long EndsAt { get; set; }

    /// <summary>D over all segments, from <see cref="SessionStage.Challenging"/> on.</summary>
    public byte[] SegmentsDigest { get; set; }

    /// <summary>Seconds by which the stage is late, in this device's uptime (<see cref="PaceRules"/>).</summary>
    public long LateSeconds { get; set; }

    /// <summary>Seconds this device has waited for the answer to its challenge.</summary>
    public long WaitedSeconds { get; set; }

    public long ValidUntil { get; set; }

    /// <summary>k, 32 bytes, or null.</summary>
    public byte[] Key { get; set; }

    /// <summary>Times everything was fetched again.</summary>
    public long Refetches { get; set; }

    /// <summary>Trials of the image that did not end in confirmation.</summary>
    public long FailedTrials { get; set; }

    public void Write(CborWriter writer)
    {
        writer.WriteArray(Fields);
        writer.WriteUInt((int)Stage);
        Record.WriteOptional(writer, Address);
        writer.WriteText(Url);
        writer.WriteUInt(Counter);
        writer.WriteUInt(BoundUntil);
        writer.WriteBytes(Digest);
        writer.WriteUInt(EndsAt);
        Record.WriteOptional(writer, SegmentsDigest);
        writer.WriteUInt(LateSeconds);
        writer.WriteUInt(WaitedSeconds);
        writer.WriteUInt(ValidUntil);
        Record.WriteOptional(writer, Key);
        writer.WriteUInt(Refetches);
        writer.WriteUInt(FailedTrials);
    }

    /// <summary>The session that <see cref="Write"/> wrote, or null for an empty array.</summary>
    public static SessionState ReadOptional(CborReader reader)
    {
        int fields = reader.ReadArray(0, Fields);
        if (fields == 0)
            return null;
        if (fields != Fields)
            throw new ProtocolException("A durable record with other fields.");
        long stage = reader.ReadUInt();
        byte[] address = Record.ReadOptional(reader, 20);
        SessionState state = new SessionState(address, reader.ReadText(Limits.MaxUrlBytes));
        state.Stage = (SessionStage)stage;
        state.Counter = reader.ReadUInt();
        state.BoundUntil = reader.ReadUInt();
        state.Digest = reader.ReadBytes(32);
        state.EndsAt = reader.ReadUInt();
        state.SegmentsDigest = Record.ReadOptional(reader, 32);
        state.LateSeconds = reader.ReadUInt();
        state.WaitedSeconds = reader.ReadUInt();
        state.ValidUntil = reader.ReadUInt();
        state.Key = Record.ReadOptional(reader, 32);
        state.Refetches = reader.ReadUInt();
        state.FailedTrials = reader.ReadUInt();
        return state;
    }
}
