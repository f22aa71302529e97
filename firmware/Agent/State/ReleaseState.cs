using System.Collections;
using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// What the device knows about taking one release: who cheated, who was tried, and the session in progress. One record,
/// so that ending a session and barring its distributor are one act.
/// </summary>
internal sealed class ReleaseState
{
    private const int FormatVersion = 2;

    public ReleaseState(byte[] releaseId)
    {
        ReleaseId = releaseId;
    }

    public byte[] ReleaseId { get; }

    /// <summary><see cref="DistributorRecord"/>s.</summary>
    public ArrayList Distributors { get; } = new ArrayList();

    /// <summary>
    /// Seconds of this device's uptime for which no distributor has served it, since the last receipt.
    /// </summary>
    public long StarvedSeconds { get; set; }

    /// <summary>Null between sessions.</summary>
    public SessionState Session { get; set; }

    public DistributorRecord Find(byte[] address, string url)
    {
        for (int i = 0; i < Distributors.Count; i++)
        {
            DistributorRecord record = (DistributorRecord)Distributors[i];
            if (record.Url == url && Bytes.Equal(record.Address, address))
                return record;
        }

        return null;
    }

    /// <summary>True where one more can be remembered.</summary>
    public bool HasRoom => Distributors.Count < AgentLimits.RememberedDistributors || FirstLight() >= 0;

    /// <summary>
    /// The record of that distributor, new where there is none yet: in place of the oldest that says nothing against
    /// its distributor, where there are as many as are kept.
    /// </summary>
    public DistributorRecord Remember(byte[] address, string url)
    {
        DistributorRecord record = Find(address, url);
        if (record != null)
            return record;
        int light = FirstLight();
        if (Distributors.Count >= AgentLimits.RememberedDistributors && light >= 0)
            Distributors.RemoveAt(light);
        record = new DistributorRecord(address, url);
        Distributors.Add(record);
        return record;
    }

    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(5);
        writer.WriteUInt(FormatVersion);
        writer.WriteBytes(ReleaseId);
        writer.WriteUInt(StarvedSeconds);
        writer.WriteArray(Distributors.Count);
        for (int i = 0; i < Distributors.Count; i++)
        {
            DistributorRecord record = (DistributorRecord)Distributors[i];
            writer.WriteArray(6);
            writer.WriteBytes(record.Address);
            writer.WriteText(record.Url);
            writer.WriteUInt((record.Barred ? 1 : 0) + (record.Lapsed ? 2 : 0));
            writer.WriteUInt(record.Sessions);
            writer.WriteUInt(record.OpenCounter);
            writer.WriteUInt(record.OpenBoundUntil);
        }

        if (Session == null)
            writer.WriteArray(0);
        else
            Session.Write(writer);
        return writer.ToArray();
    }

    public static ReleaseState Parse(byte[] record)
    {
        CborReader reader = new CborReader(record);
        Record.Open(reader, 5, FormatVersion);
        ReleaseState state = new ReleaseState(reader.ReadBytes(32));
        state.StarvedSeconds = reader.ReadUInt();
        int count = reader.ReadArray(0, AgentLimits.RememberedDistributors);
        for (int i = 0; i < count; i++)
        {
            reader.ReadArray(6);
            byte[] address = reader.ReadBytes(20);
            DistributorRecord distributor = state.Remember(address, reader.ReadText(Limits.MaxUrlBytes));
            long flags = reader.ReadUInt();
            distributor.Barred = (flags & 1) != 0;
            distributor.Lapsed = (flags & 2) != 0;
            distributor.Sessions = reader.ReadUInt();
            distributor.OpenCounter = reader.ReadUInt();
            distributor.OpenBoundUntil = reader.ReadUInt();
        }

        state.Session = SessionState.ReadOptional(reader);
        reader.ReadEnd();
        return state;
    }

    private int FirstLight()
    {
        for (int i = 0; i < Distributors.Count; i++)
        {
            if (((DistributorRecord)Distributors[i]).IsLight)
                return i;
        }

        return -1;
    }
}
