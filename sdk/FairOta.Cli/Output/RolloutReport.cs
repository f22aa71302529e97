using System;
using System.Linq;
using System.Text.Json.Nodes;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Output;

/// <summary>How a staged roll-out is, for people and as JSON.</summary>
internal static class RolloutReport
{
    /// <summary>The whole of it.</summary>
    public static JsonObject Json(ReleaseFolder release, RolloutFolder rollout, RolloutStatus status) => new()
    {
        ["releaseId"] = release.Release.Id.ToString(),
        ["version"] = release.Release.Manifest.Version.ToString(),
        ["state"] = Word(status.Decision),
        ["sentence"] = status.Decision.Sentence,
        ["until"] = (status.Decision as RolloutDecision.Wait)?.Until,
        ["stoppedAt"] = status.Journal.Stop?.At,
        ["fundedTranche"] = status.Funded?.Tranche,
        ["transaction"] = status.Funded?.Transaction?.ToString(),
        ["waves"] = new JsonArray([.. rollout.Plan.Waves.Select((wave, i) => Json(wave, i, status))]),
        ["sources"] = status.Sources.Count,
        ["sourcesNotRead"] = status.Sources.Count(source => source.Problem is not null),
        ["note"] = status.Note,
    };

    /// <summary>The whole of it, a line for each wave.</summary>
    public static string[] Lines(ReleaseFolder release, RolloutFolder rollout, RolloutStatus status) =>
    [
        $"release  {release.Release.Id}",
        $"version  {release.Release.Manifest.Version}",
        .. rollout.Plan.Waves.Select((wave, i) => $"wave {i}   {wave.Name}: {Line(status.Seen.Waves[i])}"),
        $"state    {Word(status.Decision)}: {status.Decision.Sentence}{Until(status.Decision)}",
        .. status.Note is { } note ? (string[])[$"note     {note}"] : [],
    ];

    /// <summary>One word for what is due.</summary>
    public static string Word(RolloutDecision decision) => decision switch
    {
        RolloutDecision.Fund => "due",
        RolloutDecision.Wait => "waits",
        RolloutDecision.AskByHand => "asks",
        RolloutDecision.Stop => "stopped",
        RolloutDecision.Done => "done",
        _ => throw new ArgumentOutOfRangeException(nameof(decision)),
    };

    private static string Line(WaveProgress wave) => (wave.IsFunded ? "" : "not funded, ")
        + $"{wave.Devices} devices, {wave.Delivered} delivered, {wave.Installed} installed, {wave.Failed} failed, "
        + $"{wave.Refused} refused";

    private static string Until(RolloutDecision decision) => decision is RolloutDecision.Wait { Until: { } until }
        ? $" Until {DateTimeOffset.FromUnixTimeSeconds(until):yyyy-MM-dd HH:mm:ss} UTC."
        : "";

    private static JsonNode Json(RolloutWave wave, int i, RolloutStatus status)
    {
        WaveProgress progress = status.Seen.Waves[i];
        return new JsonObject
        {
            ["name"] = wave.Name,
            ["devices"] = progress.Devices,
            ["isFunded"] = progress.IsFunded,
            ["delivered"] = progress.Delivered,
            ["installed"] = progress.Installed,
            ["failed"] = progress.Failed,
            ["refused"] = progress.Refused,
            ["excused"] = status.Journal.Waves[i].Excused,
            ["passedAt"] = status.Journal.Waves[i].PassedAt,
        };
    }
}
