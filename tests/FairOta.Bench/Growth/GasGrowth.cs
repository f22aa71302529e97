using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using FairOta.Bench.Plots;
using FairOta.Bench.Reports;

namespace FairOta.Bench.Growth;

/// <summary>What a transaction cost, as the gas tests measured it.</summary>
/// <param name="Call">claim, reserve, reveal, or a plain transfer.</param>
/// <param name="Words">Of the bitmap: fresh or touched. Of a transfer's receiver: whether it held anything.</param>
/// <param name="Fleet">Devices of the fleet.</param>
/// <param name="Batch">Deliveries in it.</param>
/// <param name="Gas">All of its gas.</param>
internal sealed record GasRow(string Call, string Words, int Fleet, int Batch, long Gas);

/// <summary>The gas of a delivery over the batch and over the fleet: tables and plots.</summary>
internal static class GasGrowth
{
    private const string Fresh = "fresh", Touched = "touched", Claim = "claim", Both = "reserve + reveal";

    private static readonly JsonSerializerOptions Names = new() { PropertyNameCaseInsensitive = true };

    private static readonly Axis Gas = new("gas of a delivery", 10, Axis.Number, 1, 2, 5);

    /// <summary>Reads what was measured: the growth, and of the snapshot of all calls the peer's.</summary>
    public static Report Report(string growth, string snapshot)
    {
        GasRow[] all = JsonSerializer.Deserialize<GasRow[]>(growth, Names)!;
        using JsonDocument calls = JsonDocument.Parse(snapshot);
        long peer = calls.RootElement.GetProperty("merkle-distributor, packed").GetProperty("gas").GetInt64();
        long ether = all.Single(r => r.Call == "ether transfer").Gas;
        long token = all.Single(r => r is { Call: "token transfer", Words: Touched }).Gas;
        int largest = all.Max(r => r.Fleet);
        double Of(string call, string words, int fleet, int batch) => call == Both
            ? Of("reserve", words, fleet, batch) + Of("reveal", words, fleet, batch)
            : all.Single(r => r == new GasRow(call, words, fleet, batch, r.Gas)).Gas;

        Report report = new();
        int[] batches = [.. all.Where(r => r.Fleet == largest && r.Call == Claim).Select(r => r.Batch).Distinct()];
        report.Add("gas by batch", ByBatch(batches, (call, words, batch) => Of(call, words, largest, batch)));
        Series Flat(string name, long gas) => new(name, [(batches[0], gas), (batches[^1], gas)], true);
        report.AddPlot("gas-batch", new LogPlot(
            "Gas of a delivery by the batch, 2^20 devices", new Axis("deliveries of a batch", 10, Axis.Number, 1, 2, 5),
            Gas).Draw(
            [
                .. Variants.Select(v => new Series(
                    $"{v.Call}, {v.Words}",
                    [.. batches.Select(b => ((double)b, Of(v.Call, v.Words, largest, b) / b))])),
                Flat("transfer of ether", ether),
                Flat("transfer of a token", token),
                Flat("merkle-distributor, packed", peer),
            ]));

        int[] fleets = [.. all.Where(r => r.Call == Claim).Select(r => r.Fleet).Distinct().Order()];
        Func<string, int, int, double?> touched = (call, fleet, batch) =>
            all.Any(r => r == new GasRow(Claim, Touched, fleet, batch, r.Gas))
                ? Of(call, Touched, fleet, batch) / batch
                : null;
        report.Add("gas by fleet", ByFleet(fleets, touched));
        report.AddPlot("gas-fleet", new LogPlot(
            "Gas of a delivery by the fleet, touched words",
            new Axis("devices of the fleet", 16, Axis.Number), Gas).Draw(
            [
                .. FleetVariants.Select(v => new Series(
                    $"{v.Call} of {v.Batch}",
                    [.. fleets.Where(f => touched(v.Call, f, v.Batch) is not null)
                        .Select(f => ((double)f, touched(v.Call, f, v.Batch)!.Value))])),
            ]));
        return report;
    }

    private static (string Call, string Words)[] Variants =>
        [(Claim, Fresh), (Claim, Touched), (Both, Fresh), (Both, Touched)];

    private static (string Call, int Batch)[] FleetVariants => [(Claim, 1), (Both, 1), (Claim, 100), (Both, 100)];

    private static string ByBatch(int[] batches, Func<string, string, int, double> gas) => Markdown.Table(
        ["deliveries of a batch", .. Variants.Select(v => $"{v.Call}, {v.Words}")],
        batches.Select(b => (string[])
            [Axis.Number(b), .. Variants.Select(v => Axis.Number(gas(v.Call, v.Words, b) / b))])
        .Append(["fit of the whole batch of b", .. Variants.Select(v =>
        {
            Line fit = Line.Through([.. batches.Select(b => ((double)b, gas(v.Call, v.Words, b)))]);
            return $"{Axis.Number(fit.Start)} + {Axis.Number(fit.Slope)}·b";
        })]));

    private static string ByFleet(int[] fleets, Func<string, int, int, double?> gas) => Markdown.Table(
        ["devices of the fleet", .. FleetVariants.Select(v => $"{v.Call}, each of {v.Batch}")],
        fleets.Select(f => (string[])
        [
            string.Create(CultureInfo.InvariantCulture, $"2^{Math.Log2(f):0}"),
            .. FleetVariants.Select(v => gas(v.Call, f, v.Batch) is { } value ? Axis.Number(value) : "—"),
        ]));
}
