using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Makes for every new board what is flashed into its internal storage, and the list of them.</summary>
internal sealed class FleetProvisionCommand : ToolCommand
{
    private const int MaxDevices = 10_000;
    private const string Prefix = "device-";
    private readonly Option<long> _count;
    private readonly Option<string> _out;
    private readonly ConfigurationOptions _configuration;

    public FleetProvisionCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "provision",
            "Make keys and configurations of boards, as files to flash, and their fleet list.")
    {
        _count = Has(Opt.Of(
            "--count", "number", "How many boards, 1 to 10000.", Opt.Number(1, MaxDevices), required: true));
        _out = Has(Opt.Of(
            "--out", "folder",
            "Where device-0 … and, when all are there, fleet.bin go. Private keys lie there in the clear.",
            Opt.AnyPath, required: true));
        _configuration = new ConfigurationOptions(this);
        Examples =
        [
            "fairota fleet provision --count 50 --out boards --domain acme.example --product sensor \\",
            "    --signer 02… --origin https://ota.acme.example --installed-version 1.0.0 --hardware 3",
        ];
    }

    /// <summary>The list comes last: where it is, everything is; where it is not, the same command goes on.</summary>
    protected override Task<int> RunAsync(Invocation call)
    {
        string folder = call.Require(_out);
        string list = Path.Combine(folder, "fleet.bin");
        if (File.Exists(list))
            throw new CliException(ExitCodes.Usage, $"{list} is there already; choose another folder.");
        byte[] configuration = Encode(_configuration.Get(call));
        Directory.CreateDirectory(folder);
        int count = (int)call.Require(_count);
        RefuseOthers(folder, count);
        var devices = new List<Address>();
        for (int i = 0; i < count; i++)
        {
            call.Cancellation.ThrowIfCancellationRequested();
            devices.Add(Provision(call, Path.Combine(folder, Prefix + i), configuration));
        }

        call.Progress("The keys lie unencrypted in the folders: flash them, and delete what is flashed.");
        return Task.FromResult(FleetFiles.Write(call, list, new FleetList(devices)));
    }

    private static byte[] Encode(AgentConfiguration board)
    {
        try
        {
            return DeviceConfiguration.Encode(board);
        }
        catch (ProtocolException e)
        {
            throw new CliException(ExitCodes.Usage, $"No device would read this configuration. {e.Message}");
        }
    }

    private static Address Provision(Invocation call, string folder, byte[] configuration)
    {
        if (!Directory.Exists(folder))
        {
            KeyPair drawn = KeyPair.Draw(KeyKind.Device, call.Terminal.Randomness);
            DeviceFolder.Make(folder, drawn.Secret, configuration);
            return drawn.Address;
        }

        if (!DeviceConfiguration.Encode(DeviceFolder.ReadConfiguration(folder)).AsSpan().SequenceEqual(configuration))
        {
            throw new CliException(
                ExitCodes.Usage, $"{folder} is there already, with another configuration; choose another folder.");
        }

        return DeviceFolder.ReadKey(folder).Address;
    }

    /// <summary>Boards beyond the count would be flashed and never be in the list.</summary>
    private static void RefuseOthers(string folder, int count)
    {
        foreach (string device in Directory.EnumerateDirectories(folder, Prefix + "*"))
        {
            string number = Path.GetFileName(device)[Prefix.Length..];
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index >= count)
                throw new CliException(ExitCodes.Usage, $"{device} is there already, and --count is only {count}.");
        }
    }
}
