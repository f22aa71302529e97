using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace FairOta.Sdk.Vendor;

/// <summary>Up to where reports were read at each source, in one file, so that the next process asks only for what is
/// new. Saved only once what was read is durable in an <see cref="OutcomeBook"/>, and good for a book that has as much,
/// and for the devices alone that were asked about: reports of others were passed over.</summary>
/// <remarks>Nothing depends on the file but how much is read: without it, all is read again to the same
/// result.</remarks>
internal sealed class ReportCursors
{
    /// <summary>Largest file that is read, in bytes: 1,000 sources and more.</summary>
    public const int MaxBytes = 1 << 18;

    private const string Format = "fairota-report-cursors/1";
    private readonly string _path;
    private readonly Hash32 _devices;

    private ReportCursors(string path, Hash32 devices) => (_path, _devices) = (path, devices);

    /// <summary>Cursors by base URL, each not below 0.</summary>
    public IReadOnlyDictionary<string, long> All { get; private set; } = new Dictionary<string, long>();

    /// <summary>Why the file counts for nothing, for people; null where it counts or is not there.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the file; one that is not there, damaged, or of other devices is as none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="devices">A digest of the devices that are asked about.</param>
    /// <param name="entries">How much the book has.</param>
    public static ReportCursors Open(string path, Hash32 devices, long entries)
    {
        var cursors = new ReportCursors(path, devices);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) return cursors;
            if (file.Length > MaxBytes) throw new InvalidDataException($"it is larger than {MaxBytes} bytes.");
            cursors.All = Read(Path.GetFileName(path), File.ReadAllBytes(path), devices, entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException
            or RolloutException)
        {
            cursors.Problem = $"Reports are read from the beginning: {e.Message}";
        }

        return cursors;
    }

    /// <summary>Replaces them; durable when it returns.</summary>
    /// <param name="cursors">By base URL.</param>
    /// <param name="entries">How much the book has, with everything that was read before them.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(IReadOnlyDictionary<string, long> cursors, long entries)
    {
        bool isSame = cursors.Count == All.Count && cursors.All(each => All.GetValueOrDefault(each.Key) == each.Value);
        if (isSame && Problem is null) return;
        byte[] written = StrictJson.Write(new JsonObject
        {
            ["format"] = Format,
            ["devices"] = _devices.ToString(),
            ["entries"] = entries,
            ["sources"] = new JsonArray([.. cursors.Select(each => (JsonNode)new JsonObject
            {
                ["url"] = each.Key,
                ["after"] = each.Value,
            })]),
        });
        if (written.Length > MaxBytes) return;
        Durable.Write(_path, written);
        (All, Problem) = (cursors, null);
    }

    private static Dictionary<string, long> Read(string name, byte[] utf8, Hash32 devices, long entries) =>
        StrictJson.Read(name, utf8, root =>
        {
            StrictJson.Demand(root, "format", "devices", "entries", "sources");
            StrictJson.DemandFormat(root, Format);
            var read = new Dictionary<string, long>();
            if (StrictJson.Text(root, "devices") != devices.ToString()) return read;
            if (StrictJson.Number(root, "entries") > entries)
                throw new FormatException("what was read up to there is no longer kept.");
            foreach (var source in StrictJson.List(root, "sources"))
            {
                StrictJson.Demand(source, "url", "after");
                long after = StrictJson.Number(source, "after");
                if (after < 0) throw new FormatException("a cursor is not below 0.");
                read.Add(StrictJson.Text(source, "url"), after);
            }

            return read;
        });
}
