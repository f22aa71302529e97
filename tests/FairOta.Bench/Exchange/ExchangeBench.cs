using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using FairOta.Bench.Plots;
using FairOta.Bench.Reports;

namespace FairOta.Bench.Exchange;

/// <summary>Exchanges by size, by n and by λ: tables, plots, and beside them the zk-SNARK that would take their
/// place.</summary>
internal static class ExchangeBench
{
    private const int Warming = 30, Rounds = 31, SnarkRounds = 5, OneMiB = 1 << 20;

    private static readonly Shape[] Sizes =
        [.. new[] { 1 << 16, 1 << 18, OneMiB, 1 << 22, 1 << 25 }.Select(Shape.Of)];

    private static readonly Shape[] Counts =
        [.. new[] { 4096, 2048, 1024, 512, 256, 128, 64 }.Select(size => new Shape(OneMiB, size, 32))];

    private static readonly Shape[] Samples =
        [.. new[] { 32, 40, 48, 56, 64 }.Select(samples => new Shape(OneMiB, 1024, samples))];

    /// <summary>Runs.</summary>
    /// <param name="snarkKiB">Largest payload of the peer, which takes turns with us, 2 to 64; 0 for no peer.</param>
    public static Report Run(int snarkKiB)
    {
        // Node inherits the core.
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
            Process.GetCurrentProcess().ProcessorAffinity = 1;
        bool withSnark = snarkKiB > 0;
        int[] payloads = [.. Enumerable.Range(0, 7).Select(i => 1024 << i).Where(b => b <= snarkKiB * 1024)];
        Shape[] small = [.. payloads.Select(Shape.Of)];
        Exchanges exchanges = new([.. Sizes, .. Counts, .. Samples, .. small]);
        Exchanges warming = new([Shape.Of(1 << 16)]);
        for (int i = 0; i < Warming; i++) warming.Round(counts: false);
        exchanges.Round(counts: false);

        List<SnarkFigures> sold = [];
        using (SnarkPeer? peer = withSnark ? new SnarkPeer() : null)
        {
            // The first of each size makes keys.
            foreach (Shape shape in small) peer!.Sell(shape.Image());
            for (int round = 0; round < Rounds; round++)
            {
                exchanges.Round(counts: true);
                if (peer is not null && round < SnarkRounds)
                    sold.AddRange(small.Select(shape => peer.Sell(shape.Image())));
            }
        }

        Report report = new();
        ExchangeTables tables = new(exchanges);
        ExchangePlots plots = new(report, exchanges);
        string when = Machine.DescribeNow();
        report.Add("exchange by size", when + "\n\n" + tables.Figures("image", s => Axis.Size(s.ImageBytes), Sizes));
        report.Add("exchange's aims", tables.Aims(Shape.Of(OneMiB)));
        report.Add("exchange's slips", ExchangeTables.Slips(Sizes));
        report.Add("exchange by n", tables.Figures("n, at 1 MiB", s => Axis.Number(s.SegmentCount), Counts));
        report.Add("exchange by samples", tables.Figures("λ, at 1 MiB", s => Axis.Number(s.Samples), Samples));
        report.Add("published exchanges", ExchangeTables.Published());
        plots.Figures("exchange-size", "An exchange by the size of the image, λ = 32",
            Axis.Bytes, s => s.ImageBytes, Sizes);
        plots.Figures("exchange-n", "An exchange of 1 MiB by the number of segments, λ = 32",
            new Axis("segments n", 2, Axis.Number), s => s.SegmentCount, Counts);
        plots.Figures("exchange-samples", "An exchange of 1 MiB by the number of samples, n = 1,025",
            new Axis("samples λ", Math.Sqrt(2), Axis.Number), s => s.Samples, Samples);
        plots.Slips();
        if (!withSnark) return report;

        SnarkFit fit = new(payloads, sold);
        report.Add("exchange beside a zk-SNARK", when + "\n\n" + tables.Snark(fit, small, Sizes));
        plots.Snark(fit, [.. small, .. Sizes]);
        return report;
    }
}
