using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Simulator.Network;
using FairOta.Simulator.Run;

namespace FairOta.Simulator.Commands;

/// <summary>What a sandbox is asked for.</summary>
public sealed record SandboxOptions(ulong Seed, Uri? Rpc, FileInfo? KeyFile, DirectoryInfo? Folder);

/// <summary>
/// <c>sandbox</c>: the network of a run without its devices, for somebody who develops a device or a distributor. It
/// prints one line and serves until interrupted.
/// </summary>
public static class SandboxCommand
{
    private const int SandboxDistributors = 3;
    private const int ImageBytes = 256 * 1024;

    /// <summary>The command.</summary>
    /// <param name="read">Reads the options that it shares with a run.</param>
    public static Command Create(Func<ParseResult, SandboxOptions> read)
    {
        Option<bool> json =
            new("--json") { Description = "Prints the line as JSON; nothing else goes to standard output." };
        Option<int> devices = new("--devices")
        {
            Description = "Devices of the fleet, which nobody runs. "
                + $"{SandboxLimits.MinDevices} to {SandboxLimits.MaxDevices}.",
            DefaultValueFactory = _ => SandboxLimits.MinDevices,
        };
        devices.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && (!int.TryParse(result.Tokens[0].Value, out int count)
                    || count is < SandboxLimits.MinDevices or > SandboxLimits.MaxDevices))
                result.AddError(
                    $"--devices is a number from {SandboxLimits.MinDevices} to {SandboxLimits.MaxDevices}.");
        });
        Option<IPAddress> listen = new("--listen")
        {
            Description =
                "Address of this machine that everything listens on, for devices on others (default: loopback).",
            DefaultValueFactory = _ => IPAddress.Loopback,
            CustomParser = ParseAddress,
        };
        Option<FileInfo?> file = new("--network") { Description = "Writes the line as JSON to this file as well." };
        Command command = new("sandbox", "Serves a network for a device or distributor of your own, until interrupted.")
        {
            json, devices, listen, file,
        };
        command.SetAction((parsed, cancellation) => SimulatorCommand.GuardAsync(
            () => ServeAsync(
                read(parsed), parsed.GetValue(devices), parsed.GetValue(listen)!, parsed.GetValue(file),
                parsed.GetValue(json), cancellation)));
        return command;
    }

    private static async Task<int> ServeAsync(
        SandboxOptions options, int devices, IPAddress listen, FileInfo? file, bool json,
        CancellationToken cancellation)
    {
        using WorkFolder folder = new(options.Folder);
        NetworkOptions wanted = new()
        {
            Seed = options.Seed,
            Image = new Seed(options.Seed).Stream("image", ImageBytes),
            Devices = devices,
            Distributors = SandboxDistributors,
            Rpc = options.Rpc,
            KeyFile = options.KeyFile,
            Listen = listen,
            Folder = folder.Folder,
        };
        LocalNetwork network = await LocalNetwork
            .StartAsync(wanted, what => Console.Error.WriteLine(what + " …"), cancellation).ConfigureAwait(false);
        await using (network.ConfigureAwait(false))
        {
            byte[] distributorKey = await FundDistributorAsync(network, cancellation).ConfigureAwait(false);
            NetworkFacts facts = NetworkFacts.Of(network, distributorKey);
            if (file is not null) await WriteAsync(file, facts, cancellation).ConfigureAwait(false);
            Console.WriteLine(json ? facts.ToJson() : facts.ToText());
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return ExitCodes.Success;
    }

    private static async Task<byte[]> FundDistributorAsync(LocalNetwork network, CancellationToken cancellation)
    {
        byte[] key = network.Seed.PrivateKey("sandbox/distributor");
        Address account = new FairOta.Sdk.Chain.PrivateKeyAccount(key).Address;
        await network.Chain.FundAsync(account, System.Numerics.BigInteger.Pow(10, 18), cancellation)
            .ConfigureAwait(false);
        return key;
    }

    /// <summary>The file is there whole or not at all, for those who wait for it.</summary>
    private static async Task WriteAsync(FileInfo file, NetworkFacts facts, CancellationToken cancellation)
    {
        string whole = file.FullName + ".part";
        await File.WriteAllTextAsync(whole, facts.ToJson(), cancellation).ConfigureAwait(false);
        File.Move(whole, file.FullName, overwrite: true);
    }

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (IPAddress.TryParse(text, out IPAddress? address) && !address.Equals(IPAddress.Any)
            && !address.Equals(IPAddress.IPv6Any)) return address;
        result.AddError($"{text} is no address at which others could reach this machine.");
        return null;
    }
}
