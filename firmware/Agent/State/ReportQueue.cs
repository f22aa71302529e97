using System.Collections;
using FairOta.Core;

namespace FairOta.Agent;

/// <summary><see cref="PendingReport"/>s of the last releases, one each, the oldest first.</summary>
internal sealed class ReportQueue
{
    private const int FormatVersion = 1;

    private readonly ArrayList _reports = new ArrayList();

    public int Count => _reports.Count;

    /// <summary>The one that went the fewest rounds, so that none holds up another.</summary>
    public PendingReport Next
    {
        get
        {
            PendingReport next = At(0);
            for (int i = 1; i < Count; i++)
            {
                if (At(i).Rounds < next.Rounds)
                    next = At(i);
            }

            return next;
        }
    }

    /// <summary>Adds a report in place of one of the same release, and of the oldest if need be.</summary>
    public void Add(PendingReport report)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            if (Bytes.Equal(At(i).ReleaseId, report.ReleaseId))
                _reports.RemoveAt(i);
        }

        if (Count == AgentLimits.PendingReports)
            _reports.RemoveAt(0);
        _reports.Add(report);
    }

    public void Remove(PendingReport report) => _reports.Remove(report);

    /// <summary>The record; null where nothing is pending.</summary>
    public byte[] Encode()
    {
        if (Count == 0)
            return null;
        CborWriter writer = new CborWriter();
        writer.WriteArray(1 + Count);
        writer.WriteUInt(FormatVersion);
        for (int i = 0; i < Count; i++)
        {
            PendingReport report = At(i);
            writer.WriteArray(5);
            writer.WriteBytes(report.ReleaseId);
            writer.WriteUInt(report.Outcome);
            Record.WriteOptional(writer, report.Address);
            writer.WriteText(report.Url);
            writer.WriteUInt(report.Rounds);
        }

        return writer.ToArray();
    }

    /// <summary>What a record holds; nothing where there is none.</summary>
    /// <exception cref="ProtocolException">It is unreadable.</exception>
    public static ReportQueue Parse(byte[] record)
    {
        ReportQueue queue = new ReportQueue();
        if (record == null)
            return queue;
        CborReader reader = new CborReader(record);
        int count = reader.ReadArray(1, 1 + AgentLimits.PendingReports);
        if (reader.ReadUInt() != FormatVersion)
            throw new ProtocolException("A durable record of another format version.");
        while (--count > 0)
        {
            reader.ReadArray(5);
            byte[] releaseId = reader.ReadBytes(32);
            int outcome = (int)reader.ReadUInt(Outcome.Refused, "An outcome");
            byte[] address = Record.ReadOptional(reader, 20);
            PendingReport report =
                new PendingReport(releaseId, outcome, address, reader.ReadText(Limits.MaxUrlBytes));
            report.Rounds = (int)reader.ReadUInt(AgentLimits.ReportRounds, "A count of rounds");
            queue.Add(report);
        }

        reader.ReadEnd();
        return queue;
    }

    private PendingReport At(int index) => (PendingReport)_reports[index];
}
