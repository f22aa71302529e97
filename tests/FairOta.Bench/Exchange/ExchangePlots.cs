using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FairOta.Bench.Plots;
using FairOta.Bench.Reports;

namespace FairOta.Bench.Exchange;

/// <summary>The bench's plots.</summary>
internal sealed class ExchangePlots(Report report, Exchanges exchanges)
{
    private static readonly (string Name, Func<Figures, double> Of)[] Steps =
    [
        ("distributor, all of it", f => f.Distributor),
        ("its offer", f => f.Offer),
        ("its sealing", f => f.Seal),
        ("its answer", f => f.Answer),
        ("device, digest at download", f => f.Download),
        ("device, check", f => f.Check),
        ("device, opening", f => f.Open),
    ];

    /// <summary>What exchanges took, by step.</summary>
    public void Figures(string name, string title, Axis axis, Func<Shape, double> x, IReadOnlyList<Shape> shapes) =>
        report.AddPlot(name, new LogPlot(title, axis, Axis.Milliseconds).Draw(
        [
            .. Steps.Select(step => new Series(
                step.Name,
                [.. shapes.Select(s => (x(s), step.Of(exchanges.Of(s)))).OrderBy(p => p.Item1)])),
        ]));

    /// <summary>How likely bad segments slip through, by their share.</summary>
    public void Slips()
    {
        double[] shares = [.. Enumerable.Range(0, 33).Select(i => 0.005 * Math.Pow(100, i / 32.0))];
        LogPlot plot = new(
            "Bad segments that slip through, n = 1,025",
            new Axis("bad share of the segments", 10, v => v.ToString("P0", CultureInfo.InvariantCulture)),
            new Axis("probability of being paid", 100, v => v.ToString("0E+0", CultureInfo.InvariantCulture)));
        report.AddPlot("exchange-slip", plot.Draw(
        [
            .. new[] { 32, 40, 48, 64 }.Select(samples => new Series(
                $"λ = {samples}", [.. shares.Select(share => (share, Slip.Exact(1025, samples, share)))])),
        ]));
    }

    /// <summary>The zk-SNARK beside ours.</summary>
    public void Snark(SnarkFit fit, IReadOnlyList<Shape> shapes)
    {
        Series Ours(string name, Func<Figures, double> of) =>
            new(name, [.. shapes.Select(s => ((double)s.ImageBytes, of(exchanges.Of(s))))]);
        Series Measured(string name, Func<SnarkFigures, double> of) =>
            new(name, [.. fit.Measured.Select(m => ((double)m.Bytes, of(m)))]);
        Series Fitted(string name, Func<SnarkFigures, double> of) =>
            new(name, [.. shapes.Select(s => ((double)s.ImageBytes, of(fit.At(s.ImageBytes))))], true);
        LogPlot plot = new("An exchange beside a zk-SNARK of the same sale", Axis.Bytes, Axis.Milliseconds);
        report.AddPlot("exchange-snark", plot.Draw(
        [
            Ours("distributor", f => f.Distributor),
            Ours("device, check", f => f.Check),
            Measured("Groth16, proving", f => f.ProveMs),
            Measured("Groth16, verifying", f => f.VerifyMs),
            Fitted("proving, by the fit", f => f.ProveMs),
            Fitted("verifying, by the fit", f => f.VerifyMs),
        ]));
    }
}
