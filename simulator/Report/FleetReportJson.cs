using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace FairOta.Simulator.Report;

/// <summary>Reports as JSON: <c>{"format": 1, "reports": […]}</c>, one for each scenario. Names are those of
/// <see cref="FleetReport"/> in camelCase, amounts in wei are decimal strings. It is read strictly: what is missing,
/// unknown or there twice is refused.</summary>
public static class FleetReportJson
{
    /// <summary>The only format there is. It grows with every change that older readers would misunderstand.</summary>
    public const int Format = 1;

    /// <summary>The longest file that is read, in bytes.</summary>
    public const long MaxBytes = 64 << 20;

    private const int MaxDepth = 16;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        MaxDepth = MaxDepth,
        WriteIndented = true,
        Converters = { new WeiConverter() },
    };

    private static readonly JsonDocumentOptions Strict =
        new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The reports as JSON in UTF-8.</summary>
    public static byte[] ToBytes(ImmutableArray<FleetReport> reports) =>
        JsonSerializer.SerializeToUtf8Bytes(new Sheet(Format, reports), Options);

    /// <summary>The reports that JSON holds.</summary>
    /// <exception cref="ReportException">It is too long, no JSON, of another format, or a report in it is not
    /// sound.</exception>
    public static ImmutableArray<FleetReport> FromBytes(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes) throw TooLong();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            // Told apart before the rest is looked at: of another format nothing else is known.
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("format", out JsonElement format)
                || format.ValueKind != JsonValueKind.Number
                || !format.TryGetInt32(out int number))
                throw new ReportException("It is no fleet report: it does not say its format.");
            if (number != Format)
                throw new ReportException($"It is a fleet report of format {number}; this program knows {Format}.");
            if (HoldsNull(document.RootElement)) throw new ReportException("It holds null, which no report does.");
            ImmutableArray<FleetReport> reports = document.RootElement.Deserialize<Sheet>(Options)!.Reports;
            foreach (FleetReport report in reports) FleetReportRules.Require(report);
            return reports.IsEmpty ? throw new ReportException("It holds no report.") : reports;
        }
        catch (JsonException e)
        {
            throw new ReportException($"It is no fleet report: {e.Message}", e);
        }
    }

    /// <summary>Writes the reports, replacing the file.</summary>
    public static void Write(FileInfo file, ImmutableArray<FleetReport> reports)
    {
        file.Directory?.Create();
        File.WriteAllBytes(file.FullName, ToBytes(reports));
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ReportException">As of <see cref="FromBytes"/>, with the file's name.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImmutableArray<FleetReport> Read(FileInfo file)
    {
        try
        {
            return file.Exists && file.Length > MaxBytes
                ? throw TooLong()
                : FromBytes(File.ReadAllBytes(file.FullName));
        }
        catch (ReportException e)
        {
            throw new ReportException($"{file.Name}: {e.Message}", e);
        }
    }

    /// <summary>The reader itself refuses null for a member, but not in a list.</summary>
    private static bool HoldsNull(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => json.EnumerateArray().Any(HoldsNull),
        JsonValueKind.Object => json.EnumerateObject().Any(member => HoldsNull(member.Value)),
        _ => false,
    };

    private static ReportException TooLong() => new($"It is longer than {MaxBytes >> 20} MiB.");

    private sealed record Sheet(int Format, ImmutableArray<FleetReport> Reports);
}
