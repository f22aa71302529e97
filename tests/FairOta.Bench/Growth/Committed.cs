using System.Collections.Generic;
using System.IO;
using FairOta.Bench.Reports;

namespace FairOta.Bench.Growth;

/// <summary>Reports of what was measured elsewhere and is committed, with the folders they go to. Tests hold that they
/// are written anew with what they show.</summary>
internal static class Committed
{
    /// <summary>The device's costs by size.</summary>
    public static (Report Report, string Folder) Device() => (
        DeviceGrowth.Report(File.ReadAllText(Repository.At("tests", "FairOta.DeviceCost.Tests", "growth.json"))),
        Repository.At("tests", "FairOta.DeviceCost.Tests"));

    /// <summary>The gas of deliveries.</summary>
    public static (Report Report, string Folder) Contract() => (
        GasGrowth.Report(
            File.ReadAllText(Repository.At("contracts", "snapshots", "gas-growth.json")),
            File.ReadAllText(Repository.At("contracts", "snapshots", "gas.json"))),
        Repository.At("contracts"));

    /// <summary>The simulator's runs.</summary>
    public static (Report Report, string Folder) Fleet() =>
        (FleetRuns.Report(FleetRuns.Read(File.ReadAllText(FleetFile))), Repository.At("simulator"));

    /// <summary>Where runs of the simulator are kept.</summary>
    public static string FleetFile => Repository.At("tests", "FairOta.Bench", "fleet.json");

    /// <summary>All of them, by the word that asks for them.</summary>
    public static (string What, (Report Report, string Folder) Report)[] All() =>
        [("device", Device()), ("contract", Contract()), ("fleet", Fleet())];

    /// <summary>Adds runs of fleets of some sizes, in the place of older ones.</summary>
    public static void MeasureFleets(IEnumerable<int> sizes)
    {
        foreach (int devices in sizes)
        {
            FleetRun[] before = FleetRuns.Read(File.ReadAllText(FleetFile));
            File.WriteAllText(FleetFile, FleetRuns.Write([.. before, FleetRuns.Run(devices)]));
        }
    }
}
