using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Run;

namespace FairOta.Simulator.Network;

/// <summary>What a sandbox says of its network: enough for a device or a distributor that runs elsewhere. The names are
/// kept stable. Hex with 0x.</summary>
/// <param name="RpcUrl">JSON-RPC of the chain.</param>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Escrow">The contract.</param>
/// <param name="DeploymentBlock">The block that created it.</param>
/// <param name="Distributors">Who serves.</param>
/// <param name="OriginUrl">Base URL of the vendor's origin.</param>
/// <param name="ProductId">32 bytes.</param>
/// <param name="ManifestPublicKey">33 bytes, compressed.</param>
/// <param name="ReleaseId">32 bytes.</param>
/// <param name="DeviceSeed">Seed from which all device keys follow.</param>
/// <param name="DeviceCount">Devices of the fleet.</param>
/// <param name="Devices">Each device's key, where there are not too many.</param>
/// <param name="FundedDistributorKey">Key of an account with money, for one more distributor.</param>
internal sealed record NetworkFacts(
    string RpcUrl,
    long ChainId,
    string Escrow,
    long DeploymentBlock,
    IReadOnlyList<DistributorFacts> Distributors,
    string OriginUrl,
    string ProductId,
    string ManifestPublicKey,
    string ReleaseId,
    ulong DeviceSeed,
    int DeviceCount,
    IReadOnlyList<DeviceFacts> Devices,
    string FundedDistributorKey)
{
    /// <summary>Most devices that are listed one by one.</summary>
    public const int MaxListed = 1000;

    private const int MaxFileBytes = 1 << 20;

    /// <summary>The facts of a network that runs.</summary>
    public static NetworkFacts Of(LocalNetwork network, byte[] distributorKey) => new(
        network.Chain.Url.ToString().TrimEnd('/'),
        network.Escrow.Identity.ChainId,
        network.Escrow.Identity.Escrow.ToString(),
        network.DeploymentBlock,
        [.. network.Distributors.Select(d => new DistributorFacts(d.Account.ToString(), d.Url))],
        network.OriginUrl,
        Hex(network.Release.Manifest.ProductId),
        Hex(network.Release.Signer),
        network.Release.Id.ToString(),
        network.Seed.Value,
        network.DeviceKeys.Length,
        network.DeviceKeys.Length > MaxListed ? [] : [.. network.DeviceKeys.Select((key, index) => new DeviceFacts(
            index, Hex(key), new PrivateKeyAccount(key).Address.ToString()))],
        Hex(distributorKey));

    /// <summary>Reads what a sandbox printed.</summary>
    /// <exception cref="IOException">The file cannot be read, or is not that.</exception>
    public static NetworkFacts Read(FileInfo file)
    {
        if (file.Length > MaxFileBytes) throw new IOException($"{file.Name} has more than {MaxFileBytes} bytes.");
        try
        {
            NetworkFacts? facts = JsonSerializer.Deserialize<NetworkFacts>(
                File.ReadAllBytes(file.FullName),
                new JsonSerializerOptions(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true });
            return facts is { DeviceCount: > 0 and <= SandboxLimits.MaxDevices }
                ? facts : throw new JsonException("it has no devices");
        }
        catch (JsonException e)
        {
            throw new IOException($"{file.Name} is not what a sandbox prints: {e.Message}", e);
        }
    }

    /// <summary>A device's private key.</summary>
    /// <param name="index">Its place in the fleet, from 0.</param>
    public byte[] KeyOf(int index) => new Seed(DeviceSeed).PrivateKey($"device/{index}");

    /// <summary>One line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>For people.</summary>
    public string ToText() => JsonSerializer.Serialize(
        this, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true });

    /// <summary>Says what the network is, and no key.</summary>
    public override string ToString() => $"network of {DeviceCount} devices, release {ReleaseId}";

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);
}

/// <summary>A distributor of a sandbox.</summary>
internal sealed record DistributorFacts(string Address, string Url);

/// <summary>A device of a sandbox.</summary>
internal sealed record DeviceFacts(int Index, string Key, string Address)
{
    /// <summary>Its place, without its key.</summary>
    public override string ToString() => $"device {Index}";
}

/// <summary>How large a sandbox can be.</summary>
internal static class SandboxLimits
{
    /// <summary>Least devices.</summary>
    public const int MinDevices = 5;

    /// <summary>Most devices.</summary>
    public const int MaxDevices = 100_000;
}
