using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace FairOta.Simulator.Report;

/// <summary>The report of a fleet from those of its shards. A shard counts what its own devices did and caused, so
/// everything counted adds up; of what passed on the side of the others (time, memory) the most is taken.</summary>
public static class FleetReports
{
    /// <summary>Joins the reports of all shards of a fleet, in any order.</summary>
    /// <exception cref="ReportException">They are of different runs, overlap, or leave devices out; says
    /// which.</exception>
    public static FleetReport Join(IReadOnlyList<FleetReport> shards)
    {
        if (shards.Count == 0) throw new ReportException("There is no report to join.");
        FleetReport[] parts = [.. shards.OrderBy(shard => shard.Devices.First)];
        RequireOneRun(parts);
        RequireWhole(parts);
        if (parts.Length == 1) return parts[0];
        return parts[0] with
        {
            Replay = string.Join('\n', parts.Select(part => part.Replay).Distinct()),
            Devices = new DeviceRange(0, parts[0].Devices.Fleet, parts[0].Devices.Fleet),
            Releases = Pool(parts, part => part.Releases, release => release.Id, Add),
            Rollout = RolloutCurves.Add([.. parts.Select(part => part.Rollout)]),
            Phases = Pool(parts, part => part.Phases, phase => phase.Phase,
                (one, other) => one with { Times = one.Times.Join(other.Times) }),
            Traffic = Pool(parts, part => part.Traffic, traffic => traffic.Endpoint, Add),
            Distributors = Pool(parts, part => part.Distributors, distributor => distributor.Address, Add),
            Calls = Pool(parts, part => part.Calls, call => call.Call, Add),
            Failures = Commonest(parts, part => part.Failures),
            Faults = Commonest(parts, part => part.Faults),
            Invariants = Pool(parts, part => part.Invariants, invariant => invariant.Name, Add),
            Hardware = HardwareMean.Of([.. parts.Select(part => (part.Hardware, part.Devices.Count))]),
            TraceHash = Hash(parts),
            UsefulBytes = parts.Sum(part => part.UsefulBytes),
            Events = parts.Sum(part => part.Events),
            VirtualMs = parts.Max(part => part.VirtualMs),
            WallMs = parts.Max(part => part.WallMs),
            PeakBytes = parts.Max(part => part.PeakBytes),
            Unmet = [.. parts.SelectMany(part => part.Unmet.Select(unmet => Of(part, unmet)))],
        };
    }

    private static void RequireOneRun(FleetReport[] parts)
    {
        foreach (FleetReport part in parts)
        {
            FleetReport first = parts[0];
            Require("scenario", first.Scenario, part.Scenario);
            Require("seed", first.Seed, part.Seed);
            Require("commit", first.Commit, part.Commit);
            Require("chain", first.Chain, part.Chain);
            Require("fleet", first.Devices.Fleet, part.Devices.Fleet);
            Require("number of drawn values", first.Drawn.Length, part.Drawn.Length);
            foreach (var (one, other) in first.Drawn.Zip(part.Drawn))
            {
                Require("name of a drawn value", one.Name, other.Name);
                Require(one.Name, one.Value, other.Value);
            }
            Require("expectations", string.Join("; ", first.Expected), string.Join("; ", part.Expected));
            Require("number of releases", first.Releases.Length, part.Releases.Length);
            foreach (var (one, other) in first.Releases.Zip(part.Releases))
            {
                Require("release", one.Id, other.Id);
                Require("shape of a release", Shape(one), Shape(other));
            }
        }
    }

    private static FleetRelease Shape(FleetRelease release) =>
        release with { LockedWei = 0, PaidWei = 0, ReclaimedWei = 0 };

    private static void Require<T>(string what, T first, T other)
    {
        if (!EqualityComparer<T>.Default.Equals(first, other))
            throw new ReportException($"The reports are not of one run: their {what} is {first} and {other}.");
    }

    private static void RequireWhole(FleetReport[] parts)
    {
        int next = 0;
        foreach (DeviceRange devices in parts.Select(part => part.Devices))
        {
            if (devices.First < next)
                throw new ReportException($"Device {devices.First} is in two of the reports.");
            if (devices.First > next)
                throw new ReportException($"Devices {next} to {devices.First - 1} are in none of the reports.");
            next += devices.Count;
        }

        int fleet = parts[0].Devices.Fleet;
        if (next < fleet) throw new ReportException($"Devices {next} to {fleet - 1} are in none of the reports.");
    }

    /// <summary>What is of the same key added up, in the order in which the keys came first.</summary>
    private static ImmutableArray<T> Pool<T, TKey>(
        IEnumerable<FleetReport> parts, Func<FleetReport, ImmutableArray<T>> list, Func<T, TKey> key,
        Func<T, T, T> add) =>
        [.. parts.SelectMany(part => list(part)).GroupBy(key).Select(same => same.Aggregate(add))];

    private static ImmutableArray<FailureCount> Commonest(
        IEnumerable<FleetReport> parts, Func<FleetReport, ImmutableArray<FailureCount>> list) =>
    [
        .. Pool(parts, list, each => each.Cause, (one, other) => one with { Count = one.Count + other.Count })
            .OrderByDescending(each => each.Count),
    ];

    private static FleetRelease Add(FleetRelease one, FleetRelease other) => one with
    {
        LockedWei = one.LockedWei + other.LockedWei,
        PaidWei = one.PaidWei + other.PaidWei,
        ReclaimedWei = one.ReclaimedWei + other.ReclaimedWei,
    };

    private static EndpointTraffic Add(EndpointTraffic one, EndpointTraffic other) => new(
        one.Endpoint, one.Requests + other.Requests, one.Lost + other.Lost, one.Refused + other.Refused,
        one.BytesUp + other.BytesUp, one.BytesDown + other.BytesDown);

    private static FleetDistributor Add(FleetDistributor one, FleetDistributor other)
    {
        Require($"behaviour of distributor {one.Address}", one.Behaviour, other.Behaviour);
        return one with
        {
            Sessions = one.Sessions + other.Sessions,
            Paid = one.Paid + other.Paid,
            LostToOthers = one.LostToOthers + other.LostToOthers,
            EarnedWei = one.EarnedWei + other.EarnedWei,
            FeesWei = one.FeesWei + other.FeesWei,
            BytesServed = one.BytesServed + other.BytesServed,
            Restarts = one.Restarts + other.Restarts,
        };
    }

    private static CallCost Add(CallCost one, CallCost other) => new(
        one.Call, one.Mined + other.Mined, one.Reverted + other.Reverted, one.Deliveries + other.Deliveries,
        one.Gas + other.Gas, one.FeesWei + other.FeesWei);

    private static InvariantResult Add(InvariantResult one, InvariantResult other)
    {
        Require($"meaning of {one.Name}", one.Meaning, other.Meaning);
        return one with
        {
            Checks = one.Checks + other.Checks,
            Seen = [.. one.Seen.Concat(other.Seen).GroupBy(each => each.What)
                .Select(same => new SeenCount(same.Key, same.Sum(each => each.Count)))],
            Violations = [.. one.Violations.Concat(other.Violations).OrderBy(violation => violation.AtMs)],
        };
    }

    private static string Of(FleetReport part, string unmet) =>
        $"devices {part.Devices.First} to {part.Devices.First + part.Devices.Count - 1}: {unmet}";

    /// <summary>The hash over those of the shards, in the order of their devices.</summary>
    private static string Hash(FleetReport[] parts) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(part => part.TraceHash)))));
}
