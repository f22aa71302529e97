using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using FairOta.Bench.Reports;

namespace FairOta.Bench;

/// <summary>One thing that all peers do to the same inputs. A peer that cannot is null.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Peers">What each peer does; it gives what all have to agree on.</param>
internal sealed record Row(string Name, params Func<byte[]>?[] Peers);

/// <summary>
/// Rows by peers, measured by turns in one run, so that what else the machine does hits all alike: the median of the
/// rounds, in microseconds of this process's processor time, and how often the first peer's each other one takes.
/// </summary>
/// <param name="peers">The peers' names; the first is ours.</param>
internal sealed class Table(params string[] peers)
{
    private const int Rounds = 51;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(3), Warming = TimeSpan.FromMilliseconds(250);

    /// <summary>Checks that all peers agree, and measures.</summary>
    /// <returns>Markdown.</returns>
    /// <exception cref="InvalidOperationException">Two peers give different results.</exception>
    public string Measure(IEnumerable<Row> rows) => Markdown.Table(
        ["µs", .. peers, .. peers.Skip(1).Select(peer => $"{peer} / {peers[0]}")],
        rows.Select(row =>
        {
            double?[] times = Measure(row);
            return (string[])
            [
                row.Name,
                .. times.Select(time => Text(time, time < 100 ? "F1" : "F0")),
                .. times.Skip(1).Select(time => Text(time / times[0], "F2")),
            ];
        }));

    private static double?[] Measure(Row row)
    {
        byte[] expected = row.Peers[0]!();
        int[] counts = new int[row.Peers.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            if (row.Peers[i] is not { } peer) continue;
            if (!peer().AsSpan().SequenceEqual(expected))
                throw new InvalidOperationException($"{row.Name}: peer {i} gives another result.");
            // Long enough for the compiler to be done with it.
            Count(peer, Warming);
            counts[i] = Enumerable.Range(0, 5).Max(_ => Count(peer, Slice));
        }

        List<double>[] samples = [.. row.Peers.Select(_ => new List<double>())];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < counts.Length; i++)
            {
                if (row.Peers[i] is { } peer) samples[i].Add(Time(peer, counts[i]) / counts[i]);
            }
        }

        return [.. samples.Select(s => s.Count == 0 ? (double?)null : s.Order().ElementAt(s.Count / 2))];
    }

    private static int Count(Func<byte[]> peer, TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            peer();
            count++;
        }

        return count;
    }

    private static double Time(Func<byte[]> peer, int count)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < count; i++) peer();
        return (Environment.CpuUsage.TotalTime - start).TotalMicroseconds;
    }

    private static string Text(double? value, string format) =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "—";
}
