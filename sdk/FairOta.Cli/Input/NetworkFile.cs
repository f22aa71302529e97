using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using FairOta.Sdk;

namespace FairOta.Cli;

/// <summary>Which escrow on which chain: what <c>escrow deploy</c> writes and the other commands read.
/// Public.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Escrow">The contract.</param>
/// <param name="DeploymentBlock">The block that created it.</param>
internal sealed record NetworkFile(long ChainId, Address Escrow, long DeploymentBlock)
{
    /// <summary>Where commands look for it and write it.</summary>
    public const string Usual = "network.json";

    private const string Format = "fairota-network/1";
    private const int MaxBytes = 4096;

    public JsonObject ToJson() => new()
    {
        ["format"] = Format,
        ["chainId"] = ChainId,
        ["escrow"] = Escrow.ToString(),
        ["deploymentBlock"] = DeploymentBlock,
    };

    public static NetworkFile Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes) throw new FormatException();
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetString() != Format) throw new FormatException();
            long block = root.GetProperty("deploymentBlock").GetInt64();
            if (block < 0) throw new FormatException();
            return new NetworkFile(
                root.GetProperty("chainId").GetInt64(),
                Address.Parse(root.GetProperty("escrow").GetString() ?? ""),
                block);
        }
        catch (FileNotFoundException)
        {
            throw new CliException(
                ExitCodes.Usage, $"There is no {path}: make it with 'fairota escrow deploy', or pass --network.");
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException
            or KeyNotFoundException)
        {
            throw new CliException(ExitCodes.Usage, $"{path} is no network file; 'fairota escrow deploy' writes one.");
        }
    }
}
