using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Parts a fleet into waves and writes the plan.</summary>
internal sealed class VendorRolloutPlanCommand : ToolCommand
{
    private readonly Option<string?> _fleet;
    private readonly Option<(string Name, string File)[]> _groups;
    private readonly Option<long> _canary;
    private readonly Option<Share[]> _percent;
    private readonly Option<Share> _advanceAt;
    private readonly Option<long> _leastReports;
    private readonly Option<long> _soak;
    private readonly Option<StopAt> _stopAt;
    private readonly Option<StopAt> _canaryStopAt;
    private readonly Option<long> _leastReportsToStop;
    private readonly Option<bool> _byHand;
    private readonly Option<Hash32?> _seed;
    private readonly Option<string> _out;

    public VendorRolloutPlanCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "plan", "Part a fleet into waves, and say when the next one is due and what stops it.")
    {
        _fleet = Has(Opt.Of<string?>(
            "--fleet", "file", "Fleet list of all devices. Without it the groups are all there are.",
            Opt.ExistingFile));
        _groups = Has(Opt.Many(
            "--group", "name=file", "A wave of devices by name, before the canary; each is in the fleet, and in one "
            + "group only.", Group));
        _canary = Has(Opt.Of(
            "--canary", "count", "Devices of the canary, drawn from those in no group.",
            Opt.Number(1, FleetList.MaxDevices), 0L));
        _percent = Has(Opt.Of(
            "--percent", "list", "Further waves: how much of the devices in no group has its wave after each, as "
            + "10,50,100. 100 by default, which is one wave with all the rest.", Percents, [new Share(Share.Whole)]));
        _advanceAt = Has(Opt.Of(
            "--advance-at", "share", "The next wave is due once this share of a wave's devices reported success.",
            Share.Parse, new Share(9500)));
        _leastReports = Has(Opt.Of(
            "--least-reports", "count", "… and so many of them reported, or all.",
            Opt.Number(1, FleetList.MaxDevices), 1L));
        _soak = Has(Opt.Of(
            "--soak", "time", "… and that has been so for this long, as 30m, 24h or 7d; 90d at most.", Duration.Seconds,
            24L * 3600));
        _stopAt = Has(Opt.Of(
            "--stop-at", "failures", "Failures in one wave that stop all: a number, a share, or both, as 5, 2% or "
            + "2%,5; 2% by default.", StopAt.Parse, StopAt.Parse("2%")));
        _canaryStopAt = Has(Opt.Of(
            "--canary-stop-at", "failures", "The same for the first wave; the very first failure by default.",
            StopAt.Parse, StopAt.Parse("1")));
        _leastReportsToStop = Has(Opt.Of(
            "--least-reports-to-stop", "count", "Reports before the share of failures among them counts: one of one "
            + "says little. A share of the whole wave counts at once.", Opt.Number(1, FleetList.MaxDevices), 20L));
        _byHand = Has(Opt.Switch("--by-hand", "Fund every further wave only after 'rollout advance'."));
        _seed = Has(Opt.Of<Hash32?>(
            "--seed", "hex", "32 bytes that decide who is in which wave, of an earlier plan; drawn by default.",
            text => Hash32.Parse(text)));
        _out = Has(Opt.Of("--out", "folder", "Where the plan goes.", Opt.AnyPath, required: true));
        Examples =
        [
            "fairota vendor rollout plan --fleet fleet.bin --canary 10 --percent 10,50,100 --out plan",
            "fairota vendor rollout plan --fleet fleet.bin --group lab=lab.bin --percent 5,100 \\",
            "    --advance-at 98% --least-reports 50 --soak 48h --stop-at 1%,20 --by-hand --out plan",
        ];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        if (call.Get(_fleet) is null && call.Require(_groups).Length == 0)
            throw new CliException(ExitCodes.Usage, "Somebody has to get it: pass --fleet, or at least one --group.");
        Hash32 seed = call.Get(_seed) ?? Hash32.FromBytes(call.Terminal.Randomness.Draw(Hash32.Size));
        var plan = new RolloutPlan(
            [
                .. Split(call, seed).Waves()
                    .Select((wave, i) => new RolloutWave(wave.Name, wave.Devices, Rules(call, i))),
            ],
            call.Get(_byHand),
            seed);
        string path = call.Require(_out);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        RolloutFolder.Create(path, plan);
        return Task.FromResult(call.Done(
            new JsonObject
            {
                ["plan"] = path,
                ["devices"] = plan.DeviceCount,
                ["byHand"] = plan.IsByHand,
                ["seed"] = seed.ToString(),
                ["waves"] = new JsonArray([.. plan.Waves.Select(Json)]),
            },
            [
                .. plan.Waves
                    .Select((wave, i) => $"wave {i}   {wave.Name}, {wave.Devices.Count} devices: {Words(wave)}"),
                plan.IsByHand ? "next     by hand, with 'fairota vendor rollout advance'" : "next     by itself",
                $"seed     {seed}",
                $"folder   {path}",
            ]));
    }

    private RolloutSplit Split(Invocation call, Hash32 seed)
    {
        string? fleet = call.Get(_fleet);
        FleetList? devices = fleet is null ? null : FleetFiles.Read(fleet);
        ImmutableArray<(string, FleetList)> groups =
            [.. call.Require(_groups).Select(group => (group.Name, FleetFiles.Read(group.File)))];
        int grouped = groups.Sum(group => group.Item2.Count);
        return new RolloutSplit
        {
            Fleet = devices,
            Groups = groups,
            Canary = (int)call.Get(_canary),
            // Where canary and groups are the whole fleet, there is no rest to speak of.
            Shares = devices is null || grouped + call.Get(_canary) >= devices.Count ? [] : [.. call.Require(_percent)],
            Seed = seed,
        };
    }

    private WaveRules Rules(Invocation call, int wave)
    {
        StopAt stop = call.Require(wave == 0 ? _canaryStopAt : _stopAt);
        return new WaveRules
        {
            AdvanceAt = call.Get(_advanceAt),
            LeastReports = (int)call.Get(_leastReports),
            SoakSeconds = call.Get(_soak),
            StopAtFailures = stop.Failures,
            StopAtShare = stop.Share,
            LeastReportsToStop = (int)call.Get(_leastReportsToStop),
        };
    }

    private static JsonNode Json(RolloutWave wave) => new JsonObject
    {
        ["name"] = wave.Name,
        ["devices"] = wave.Devices.Count,
        ["advanceAt"] = wave.Rules.AdvanceAt.ToString(),
        ["soakSeconds"] = wave.Rules.SoakSeconds,
        ["stopAtFailures"] = wave.Rules.StopAtFailures,
        ["stopAtShare"] = wave.Rules.StopAtShare?.ToString(),
    };

    private static string Words(RolloutWave wave)
    {
        WaveRules rules = wave.Rules;
        IEnumerable<string?> stops =
            [rules.StopAtFailures is { } failures ? $"{failures} failures" : null, rules.StopAtShare?.ToString()];
        return $"passes at {rules.AdvanceAt} for {Duration.Format(rules.SoakSeconds)}, stops at "
            + string.Join(" or ", stops.Where(stop => stop is not null));
    }

    private static (string Name, string File) Group(string text)
    {
        int equals = text.IndexOf('=');
        string name = equals < 0 ? "" : text[..equals];
        return RolloutPlan.IsName(name)
            ? (name, Opt.ExistingFile(text[(equals + 1)..]))
            : throw new FormatException("a name and a fleet list are expected, as lab=lab.bin.");
    }

    private static Share[] Percents(string text) =>
        [.. text.Split(',').Select(part => Share.Parse(part.EndsWith('%') ? part : part + "%"))];
}
