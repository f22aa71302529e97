using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FairOta.Sdk.Vendor;

/// <summary>A roll-out's journal as <c>journal.json</c>.</summary>
internal static class RolloutJournalFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 16;

    /// <summary>Its name.</summary>
    public const string Name = "journal.json";

    private const string Format = "fairota-rollout-journal/1";

    /// <summary>The file, UTF-8.</summary>
    public static byte[] Write(RolloutJournal journal) => StrictJson.Write(new JsonObject
    {
        ["format"] = Format,
        ["releaseId"] = journal.Release.ToString(),
        ["approved"] = journal.Approved,
        ["waves"] = new JsonArray([.. journal.Waves.Select(note => (JsonNode)new JsonObject
        {
            ["passedAt"] = note.PassedAt,
            ["excused"] = note.Excused,
        })]),
        ["stoppedAt"] = journal.Stop?.At,
        ["stopReason"] = journal.Stop?.Reason,
    });

    /// <summary>Reads the file.</summary>
    /// <exception cref="RolloutException">It is no journal of a roll-out of that many waves.</exception>
    public static RolloutJournal Read(ReadOnlyMemory<byte> utf8, int waves) => StrictJson.Read(Name, utf8, root =>
    {
        StrictJson.Demand(root, "format", "releaseId", "approved", "waves", "stoppedAt", "stopReason");
        StrictJson.DemandFormat(root, Format);
        long? stoppedAt = StrictJson.NumberOrNull(root, "stoppedAt");
        var journal = new RolloutJournal(
            ReleaseId.Parse(StrictJson.Text(root, "releaseId")),
            StrictJson.Count(root, "approved"),
            [.. StrictJson.List(root, "waves").Select(Note)],
            stoppedAt is { } at ? new RolloutStop(at, StrictJson.Text(root, "stopReason")) : null);
        return journal.Waves.Length == waves && journal.Approved >= 1 && journal.Approved <= waves
            ? journal
            : throw new FormatException($"it is not of a roll-out of {waves} waves.");
    });

    private static WaveNote Note(JsonElement json)
    {
        StrictJson.Demand(json, "passedAt", "excused");
        return new WaveNote(StrictJson.NumberOrNull(json, "passedAt"), StrictJson.Count(json, "excused"));
    }
}
