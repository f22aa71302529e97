using FairOta.Core;

namespace FairOta.Agent;

/// <summary>How many segments are staged, and the running digest over exactly those.</summary>
internal sealed class DownloadState
{
    private const int FormatVersion = 1;

    public DownloadState(byte[] session)
    {
        Session = session;
        Digest = session;
    }

    public byte[] Session { get; }

    /// <summary>Segments 1..Count are durable in staging.</summary>
    public int Count { get; set; }

    /// <summary>D after them; the session itself at first.</summary>
    public byte[] Digest { get; set; }

    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(4);
        writer.WriteUInt(FormatVersion);
        writer.WriteBytes(Session);
        writer.WriteUInt(Count);
        writer.WriteBytes(Digest);
        return writer.ToArray();
    }

    public static DownloadState Parse(byte[] record)
    {
        CborReader reader = new CborReader(record);
        Record.Open(reader, 4, FormatVersion);
        DownloadState state = new DownloadState(reader.ReadBytes(32));
        state.Count = (int)reader.ReadUInt();
        state.Digest = reader.ReadBytes(32);
        reader.ReadEnd();
        return state;
    }
}
