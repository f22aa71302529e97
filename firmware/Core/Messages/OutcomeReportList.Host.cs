namespace FairOta.Core;

/// <summary>
/// Reports of a release in the order in which a server took them: answer to
/// <c>GET /v1/releases/{releaseId}/reports?after=</c>, at most 256.
/// </summary>
public sealed class OutcomeReportList
{
    /// <summary>
    /// The cursor to ask from next time. One below the cursor asked from says that the server lost some reports and
    /// wants to be read from 0.
    /// </summary>
    public long Next { get; set; }

    /// <summary>What the server took from the cursor on. Nobody has verified the signatures: the reader does.</summary>
    public OutcomeReport[] Reports { get; set; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static OutcomeReportList Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        reader.ReadArray(2);
        OutcomeReportList list = new OutcomeReportList();
        list.Next = reader.ReadUInt();
        list.Reports = OutcomeReport.Read(reader, Limits.MaxReportsPerAnswer);
        reader.ReadEnd();
        return list;
    }

    /// <summary>The body.</summary>
    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(2);
        writer.WriteUInt(Next);
        OutcomeReport.Write(writer, Reports);
        return writer.ToArray();
    }
}
