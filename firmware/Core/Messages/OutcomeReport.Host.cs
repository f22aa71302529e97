namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class OutcomeReport
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static OutcomeReport Parse(byte[] body)
    {
        CborReader reader = new CborReader(body);
        OutcomeReport report = Read(reader);
        reader.ReadEnd();
        return report;
    }

    /// <summary>Reads several in a row, as <see cref="Write(CborWriter, OutcomeReport[])"/> wrote them.</summary>
    internal static OutcomeReport[] Read(CborReader reader, int maxCount)
    {
        OutcomeReport[] reports = new OutcomeReport[reader.ReadArray(0, maxCount)];
        for (int i = 0; i < reports.Length; i++)
            reports[i] = Read(reader);
        return reports;
    }

    /// <summary>Writes an array of reports.</summary>
    internal static void Write(CborWriter writer, OutcomeReport[] reports)
    {
        writer.WriteArray(reports.Length);
        for (int i = 0; i < reports.Length; i++)
            reports[i].Write(writer);
    }

    private static OutcomeReport Read(CborReader reader)
    {
        reader.ReadArray(3);
        OutcomeReport report = new OutcomeReport();
        report.Device = reader.ReadBytes(20);
        report.Outcome = (int)reader.ReadUInt(Core.Outcome.Refused, "A report's outcome");
        if (report.Outcome < Core.Outcome.Installed)
            throw new ProtocolException("A report's outcome is none that there is.");
        report.Signature = reader.ReadBytes(64);
        return report;
    }
}
