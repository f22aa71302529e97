using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FairOta.Bench.Plots;
using FairOta.Bench.Reports;

namespace FairOta.Bench.Exchange;

/// <summary>The bench's tables, as Markdown.</summary>
internal sealed class ExchangeTables(Exchanges exchanges)
{
    private static readonly double[] Shares = [0.01, 0.05, 0.25];

    /// <summary>What exchanges took.</summary>
    /// <param name="name">What the shapes differ by.</param>
    /// <param name="value">How that is written.</param>
    /// <param name="shapes">The rows.</param>
    public string Figures(string name, Func<Shape, string> value, IEnumerable<Shape> shapes) => Markdown.Table(
            [
                name, "n", "segment", "offer", "sealing", "digest", "answer", "**distributor**", "digest at download",
                "**check**", "**opening**", "wire", "of the image", "allocated by distributor", "by device",
            ],
            shapes.Select(s => (s, exchanges.Of(s))).Select(r => (string[])
            [
                value(r.s),
                r.s.SegmentCount.ToString(CultureInfo.InvariantCulture),
                $"{r.s.SegmentSize} B",
                Ms(r.Item2.Offer),
                Ms(r.Item2.Seal),
                Ms(r.Item2.Digest),
                Ms(r.Item2.Answer),
                Ms(r.Item2.Distributor),
                Ms(r.Item2.Download),
                Ms(r.Item2.Check),
                Ms(r.Item2.Open),
                Axis.Size(r.Item2.WireBytes),
                Ratio(r.Item2.WireBytes, r.s.ImageBytes),
                Axis.Size(r.Item2.DistributorBytes),
                Axis.Size(r.Item2.DeviceBytes),
            ]));

    /// <summary>What is aimed at, beside what a shape took.</summary>
    public string Aims(Shape shape)
    {
        Figures f = exchanges.Of(shape);
        return Markdown.Table(
            [$"aim at {Axis.Size(shape.ImageBytes)}", "at most", "measured"],
            [
                ["distributor", "15 ms", $"{Ms(f.Distributor)} ms"],
                ["check", "5 ms", $"{Ms(f.Check)} ms"],
                ["opening", "40 ms", $"{Ms(f.Open)} ms"],
                ["wire", "1.03×", Ratio(f.WireBytes, shape.ImageBytes)],
            ]);
    }

    /// <summary>How likely bad segments slip through.</summary>
    public static string Slips(IEnumerable<Shape> shapes) => Markdown.Table(
            ["bad share", .. Shares.Select(s => s.ToString("P0", CultureInfo.InvariantCulture))],
            shapes.DistinctBy(s => s.SegmentCount)
                .Select(s => (string[])
                [
                    $"n = {s.SegmentCount}",
                    .. Shares.Select(share => Share(Slip.Exact(s.SegmentCount, s.Samples, share))),
                ])
                .Append(["(1-ε)^32", .. Shares.Select(share => Share(Slip.Bound(32, share)))]));

    /// <summary>The zk-SNARK, measured and extrapolated, beside ours.</summary>
    public string Snark(SnarkFit fit, IEnumerable<Shape> measured, IEnumerable<Shape> extrapolated) =>
        $"Fit: {fit.Formula}.\n\n" + Markdown.Table(
            [
                "image", "constraints", "proving", "by the fit", "verifying", "by the fit", "wire", "our distributor",
                "our check", "proving / ours", "verifying / ours",
            ],
            [
                .. measured.Zip(fit.Measured).Select(m => Beside(m.First, m.Second, fit)),
                .. extrapolated.Select(s => Beside(s, null, fit)),
            ]);

    /// <summary>What others published.</summary>
    public static string Published() => Markdown.Table(
        ["published, not measured here", "seller", "buyer's check", "wire", "trusted setup", "source"],
        Exchange.Published.All.Select(p => (string[])[p.System, p.Prepare, p.Check, p.Wire, p.Setup, p.Source]));

    private string[] Beside(Shape shape, SnarkFigures? measured, SnarkFit fit)
    {
        Figures ours = exchanges.Of(shape);
        SnarkFigures fitted = fit.At(shape.ImageBytes), best = measured ?? fitted;
        return
        [
            Axis.Size(shape.ImageBytes),
            Axis.Number(best.Constraints),
            measured is null ? "—" : Axis.Time(measured.ProveMs),
            Axis.Time(fitted.ProveMs),
            measured is null ? "—" : Axis.Time(measured.VerifyMs),
            Axis.Time(fitted.VerifyMs),
            Ratio(best.WireBytes, shape.ImageBytes),
            Axis.Time(ours.Distributor),
            Axis.Time(ours.Check),
            Axis.Number(best.ProveMs / ours.Distributor),
            Axis.Number(best.VerifyMs / ours.Check),
        ];
    }

    private static string Ms(double ms) =>
        ms.ToString(ms < 10 ? "F2" : ms < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static string Ratio(long bytes, long image) =>
        ((double)bytes / image).ToString("F3", CultureInfo.InvariantCulture) + "×";

    private static string Share(double probability) => probability.ToString("0.##E+0", CultureInfo.InvariantCulture);
}
