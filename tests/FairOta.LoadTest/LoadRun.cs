using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.LoadTest;

/// <summary>Honest devices, phase by phase beside other abuse, against one distributor. Each phase has the same number
/// of sessions; the first has no abuse, and the others are told as parts of it.</summary>
internal sealed class LoadRun(LoadOptions options, LoadRelease release, Uri distributor, HttpClient control)
{
    private readonly Figures _figures = new();
    private int _done;

    public async Task RunAsync()
    {
        Abuse abuse = new(release, distributor, options.AbuseRate);
        IReadOnlyList<Phase> phases = Phase.Of(options.Abuse);
        Table(
            "beside", "sessions", "per second", "heap MiB", "resident MiB", "books MiB", "CPU s", "collections 0/1/2",
            "threads");
        List<(Phase Phase, double PerSecond, long Refusals)> results = [];
        foreach (Phase phase in phases)
        {
            using CancellationTokenSource stop = new();
            Task[] abusers = Start(abuse, phase, stop.Token);
            long refusals = _figures.Refusals;
            int count = options.Sessions / phases.Count;
            Stopwatch clock = Stopwatch.StartNew();
            await ExchangeAsync(phase, count);
            results.Add((phase, count / clock.Elapsed.TotalSeconds, _figures.Refusals - refusals));
            await stop.CancelAsync();
            await Task.WhenAll(abusers);
        }

        Table("step", "requests", "p50 ms", "p99 ms", "most ms");
        foreach (string row in _figures.Rows()) Console.WriteLine(row);
        Table("beside", "sessions per second", "of those beside none", "answers to come again later");
        foreach (var (phase, perSecond, refusals) in results)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"| {phase.Name} | {perSecond:F1} | {perSecond / results[0].PerSecond:P0} | {refusals} |"));
        }

        if (phases.Count == 1) return;
        Table("abuse", "answer", "how often");
        foreach (string row in abuse.Rows()) Console.WriteLine(row);
    }

    private Task[] Start(Abuse abuse, Phase phase, CancellationToken stop) =>
    [
        .. phase.Kinds.SelectMany((kind, k) => Enumerable.Range(0, options.Abusers).Select(i => Task.Run(
            () => abuse.RunAsync(kind, new([127, (byte)(100 + k), (byte)(i >> 8), (byte)i]), stop),
            CancellationToken.None))),
    ];

    private async Task ExchangeAsync(Phase phase, int count)
    {
        for (int end = _done + count; _done < end;)
        {
            int upTo = Math.Min(end, _done + options.Every), next = _done - 1;
            Stopwatch clock = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, options.Devices).Select(worker => Task.Run(async () =>
            {
                using LoadDevice device = new(
                    release, distributor, new IPAddress([127, 1, (byte)(worker >> 8), (byte)worker]), _figures);
                for (int i; (i = Interlocked.Increment(ref next)) < upTo;) await device.ExchangeAsync(i);
            })));
            double perSecond = (upTo - _done) / clock.Elapsed.TotalSeconds;
            _done = upTo;
            await TellAsync(phase, perSecond);
        }
    }

    private async Task TellAsync(Phase phase, double perSecond)
    {
        Look look = (await control.GetFromJsonAsync<Look>("/figures"))!;
        string memory = FormattableString.Invariant(
            $"{MiB(look.HeapBytes):F1} | {MiB(look.ResidentBytes):F0} | {MiB(look.BooksBytes):F1}");
        string work = FormattableString.Invariant(
            $"{look.ProcessorSeconds:F0} | {look.Gen0}/{look.Gen1}/{look.Gen2} | {look.Threads}");
        Console.WriteLine(FormattableString.Invariant(
            $"| {phase.Name} | {_done} | {perSecond:F1} | {memory} | {work} |"));
    }

    private static void Table(params string[] columns)
    {
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", columns)} |");
        Console.WriteLine("|" + string.Concat(columns.Select(_ => "---|")));
    }

    private static double MiB(long bytes) => bytes / 1048576.0;
}

/// <summary>What stands beside the honest devices for a while.</summary>
/// <param name="Name">As tables name it.</param>
/// <param name="Kinds">Kinds of abuse, all at once.</param>
internal sealed record Phase(string Name, IReadOnlyList<string> Kinds)
{
    /// <exception cref="FormatException">No abuse is called so.</exception>
    public static IReadOnlyList<Phase> Of(string abuse)
    {
        Phase none = new("none", []), all = new("all", Abuse.Kinds);
        return abuse switch
        {
            "none" => [none],
            "all" => [none, all],
            "each" => [none, .. Abuse.Kinds.Select(kind => new Phase(kind, [kind])), all],
            _ when Abuse.Kinds.Contains(abuse) => [none, new(abuse, [abuse])],
            _ => throw new FormatException($"No abuse is called {abuse}: {string.Join(", ", Abuse.Kinds)}, all, each."),
        };
    }
}
