using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
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
    private const int SandboxDevices = 5;
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
            Description = "Devices of the fleet, which nobody runs. 5 to 1000.",
            DefaultValueFactory = _ => SandboxDevices,
        };
        devices.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && (!int.TryParse(result.Tokens[0].Value, out int count)
                    || count is < SandboxDevices or > RunOptions.MaxDevices))
                result.AddError($"--devices is a number from {SandboxDevices} to {RunOptions.MaxDevices}.");
        });
        Command command = new("sandbox", "Serves a network for a device or distributor of your own, until interrupted.")
        {
            json, devices,
        };
        command.SetAction((parsed, cancellation) => SimulatorCommand.GuardAsync(
            () => ServeAsync(read(parsed), parsed.GetValue(devices), parsed.GetValue(json), cancellation)));
        return command;
    }

    private static async Task<int> ServeAsync(
        SandboxOptions options, int devices, bool json, CancellationToken cancellation)
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
            Folder = folder.Folder,
        };
        LocalNetwork network = await LocalNetwork
            .StartAsync(wanted, what => Console.Error.WriteLine(what + " …"), cancellation).ConfigureAwait(false);
        await using (network.ConfigureAwait(false))
        {
            byte[] distributorKey = await FundDistributorAsync(network, cancellation).ConfigureAwait(false);
            SandboxFacts facts = SandboxFacts.Of(network, distributorKey);
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

    /// <summary>The line that a sandbox prints; its names are kept stable.</summary>
    private sealed record SandboxFacts(
        string RpcUrl,
        long ChainId,
        string Escrow,
        IReadOnlyList<DistributorFacts> Distributors,
        string OriginUrl,
        string ProductId,
        string ManifestPublicKey,
        string ReleaseId,
        IReadOnlyList<DeviceFacts> Devices,
        string FundedDistributorKey)
    {
        public static SandboxFacts Of(LocalNetwork network, byte[] distributorKey) => new(
            network.Chain.Url.ToString().TrimEnd('/'),
            network.Escrow.Identity.ChainId,
            network.Escrow.Identity.Escrow.ToString(),
            [.. network.Distributors.Select(d => new DistributorFacts(d.Account.ToString(), d.Url))],
            network.OriginUrl,
            Hex(network.Release.Manifest.ProductId),
            Hex(network.Release.Signer),
            network.Release.Id.ToString(),
            [.. network.DeviceKeys.Select((key, index) => new DeviceFacts(
                index, Hex(key), new FairOta.Sdk.Chain.PrivateKeyAccount(key).Address.ToString()))],
            Hex(distributorKey));

        public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

        public string ToText() => JsonSerializer.Serialize(
            this, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true });

        private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);
    }

    private sealed record DistributorFacts(string Address, string Url);

    private sealed record DeviceFacts(int Index, string Key, string Address);
}
