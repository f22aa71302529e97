using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Makes keys for new devices and the list of them.</summary>
internal sealed class FleetCreateCommand : ToolCommand
{
    private const int MaxDevices = 1000;
    private readonly Option<long> _devices;
    private readonly Option<string> _out;
    private readonly PassphraseOptions _passphrase;

    public FleetCreateCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "create", "Make device keys and their fleet list, for virtual devices and gateways.")
    {
        _devices = Has(Opt.Of("--devices", "count", "How many, 1 to 1000.", Opt.Number(1, MaxDevices), required: true));
        _out = Has(Opt.Of("--out", "folder", "Where fleet.bin and device-0.json … go.", Opt.AnyPath, "fleet"));
        _passphrase = new PassphraseOptions(this);
        Examples = ["fairota fleet create --devices 3 --out fleet"];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        string folder = call.Require(_out);
        string list = Path.Combine(folder, "fleet.bin");
        if (File.Exists(list))
            throw new CliException(ExitCodes.Usage, $"{list} is there already; choose another folder.");
        string passphrase = _passphrase.GetNew(call);
        Directory.CreateDirectory(folder);
        var devices = new List<Address>();
        for (int i = 0; i < call.Require(_devices); i++)
        {
            call.Cancellation.ThrowIfCancellationRequested();
            KeyPair key = KeyPair.Draw(KeyKind.Device, call.Terminal.Randomness);
            KeyFiles.Write(call, Path.Combine(folder, $"device-{i}.json"), key, passphrase);
            devices.Add(key.Address);
        }

        return Task.FromResult(FleetFiles.Write(call, list, new FleetList(devices)));
    }
}

/// <summary>Fleet lists on disk.</summary>
internal static class FleetFiles
{
    public static FleetList Read(string path)
    {
        if (new FileInfo(path).Length > (long)FleetList.MaxDevices * Address.Size)
            throw new CliException(ExitCodes.Usage, $"{path} is longer than the longest fleet list.");
        try
        {
            return FleetList.Parse(File.ReadAllBytes(path));
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCodes.Usage, $"{path}: {e.Message}");
        }
    }

    public static void RefuseExisting(string path)
    {
        if (File.Exists(path))
            throw new CliException(ExitCodes.Usage, $"{path} is there already; choose another name.");
    }

    public static void Save(string path, FleetList fleet)
    {
        RefuseExisting(path);
        WholeFile.Write(path, fleet.ToBytes());
    }

    public static int Write(Invocation call, string path, FleetList fleet)
    {
        Save(path, fleet);
        Hash32 root = new FleetTree(fleet).Root;
        return call.Done(
            new JsonObject
            {
                ["devices"] = fleet.Count,
                ["fleetRoot"] = root.ToString(),
                ["file"] = path,
                ["addresses"] = fleet.Count > 1000 ? null : new JsonArray(
                    [.. fleet.Devices.ToArray().Select(device => (JsonNode)device.ToString())]),
            },
            $"devices  {fleet.Count}",
            $"root     {root}",
            $"file     {path}");
    }
}
