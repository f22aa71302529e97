using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Shows what an image is; changes nothing.</summary>
internal sealed class VendorInspectCommand : ToolCommand
{
    private const int ShownBytes = 32;
    private readonly Argument<string> _image;
    private readonly McuBootOptions _bootloader;

    public VendorInspectCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "inspect", "Show what an image is, and whether a device could start it.")
    {
        _image = new Argument<string>("image") { Description = "The firmware image." };
        Add(_image);
        _bootloader = new McuBootOptions(this);
        Examples =
        [
            "fairota vendor inspect app.set",
            "fairota vendor inspect app.signed.bin",
            "fairota vendor inspect app.signed.bin --boot-key boot.pem --slot-size 1048576 --json",
        ];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        string path = call.Require(_image);
        if (!System.IO.File.Exists(path)) throw new CliException(ExitCodes.Usage, $"There is no file {path}.");
        byte[] bytes = ImageFile.Read(path);
        McuBootBootloader? bootloader = _bootloader.Get(call);
        return Task.FromResult(
            bootloader is not null || McuBootImage.IsLike(bytes) ? ShowMcuBoot(call, path, bytes, bootloader)
            : AssemblySetRelease.IsLike(bytes) ? ShowAssemblies(call, path, bytes)
            : ShowOpaque(call, path, bytes));
    }

    private static int ShowOpaque(Invocation call, string path, byte[] bytes)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return call.Done(
            new JsonObject { ["file"] = path, ["format"] = "opaque", ["bytes"] = bytes.Length, ["fileSha256"] = hash },
            "format   opaque: no image for MCUboot, no set of assemblies",
            $"bytes    {bytes.Length}",
            $"sha-256  {hash}  of the file");
    }

    private static int ShowAssemblies(Invocation call, string path, byte[] bytes)
    {
        AssemblyIndex index;
        try
        {
            index = AssemblySetRelease.Read(bytes);
        }
        catch (ReleaseException e)
        {
            throw new CliException(ExitCodes.Refused, $"{path}: {e.Message}");
        }

        int[] all = [.. Enumerable.Range(0, index.Count)];
        string hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return call.Done(
            new JsonObject
            {
                ["file"] = path,
                ["format"] = "assemblies",
                ["bytes"] = bytes.Length,
                ["fileSha256"] = hash,
                ["entry"] = index.EntryType,
                ["assemblies"] = new JsonArray([.. all.Select(i => (JsonNode)new JsonObject
                {
                    ["name"] = index.Name(i),
                    ["bytes"] = index.Length(i),
                })]),
            },
            [
                "format   a set of nanoFramework assemblies",
                $"entry    {index.EntryType}, in the last assembly",
                $"bytes    {bytes.Length} of {Limits.MaxAssemblySetBytes}, the index {index.Position(0)} of them",
                $"sha-256  {hash}  of the file",
                .. all.Select(i => $"assembly {index.Name(i)}, {index.Length(i)} bytes"),
            ]);
    }

    private static int ShowMcuBoot(Invocation call, string path, byte[] bytes, McuBootBootloader? bootloader)
    {
        try
        {
            McuBootImage image = McuBootImage.Parse(bytes);
            string? refusal = bootloader is null ? null : Refusal(bootloader, image);
            call.Done(Describe(path, bytes, image, bootloader, refusal), Lines(bytes, image, bootloader, refusal));
            return refusal is null ? ExitCodes.Done : ExitCodes.Refused;
        }
        catch (ProtocolException e)
        {
            throw new CliException(ExitCodes.Refused, $"{path}: {e.Message}");
        }
    }

    private static string? Refusal(McuBootBootloader bootloader, McuBootImage image)
    {
        try
        {
            bootloader.Check(image);
            return null;
        }
        catch (ProtocolException e)
        {
            return e.Message;
        }
    }

    private static JsonObject Describe(
        string path, byte[] bytes, McuBootImage image, McuBootBootloader? bootloader, string? refusal) => new()
        {
            ["file"] = path,
            ["format"] = "mcuboot",
            ["bytes"] = bytes.Length,
            ["fileSha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            ["version"] = image.Header.Version.ToString(),
            ["securityCounter"] = image.SecurityCounter,
            ["headerBytes"] = image.Header.HeaderBytes,
            ["payloadBytes"] = image.Header.PayloadBytes,
            ["protectedBytes"] = image.Header.ProtectedBytes,
            ["loadAddress"] = image.Header.LoadAddress,
            ["flags"] = image.Header.Flags,
            ["digest"] = Convert.ToHexStringLower(image.Digest),
            ["entries"] = new JsonArray([.. image.Entries.Select(entry => (JsonNode)new JsonObject
            {
                ["type"] = entry.Type,
                ["name"] = NameOf(entry.Type),
                ["protected"] = entry.IsProtected,
                ["value"] = Convert.ToHexStringLower(entry.Value),
            })]),
            ["boots"] = bootloader is null ? null : refusal is null,
            ["refusal"] = refusal,
        };

    private static string[] Lines(
        byte[] bytes, McuBootImage image, McuBootBootloader? bootloader, string? refusal) =>
    [
        "format   an image for MCUboot",
        $"version  {image.Header.Version}",
        $"counter  {image.SecurityCounter?.ToString() ?? "none"}",
        $"bytes    {bytes.Length}: header {image.Header.HeaderBytes}, payload {image.Header.PayloadBytes}, entries "
            + $"{bytes.Length - image.Header.HeaderBytes - image.Header.PayloadBytes}",
        $"flags    0x{image.Header.Flags:x}",
        $"digest   {Convert.ToHexStringLower(image.Digest)}  of header, payload and protected entries",
        $"sha-256  {Convert.ToHexStringLower(SHA256.HashData(bytes))}  of the file",
        .. image.Entries.Select(Line),
        bootloader is null ? "signer   not checked: pass --boot-key"
            : refusal is null ? "signer   a key of the bootloader: it boots this"
            : "refused  " + refusal,
    ];

    private static string Line(McuBootEntry entry)
    {
        string value = Convert.ToHexStringLower(entry.Value.AsSpan(0, Math.Min(entry.Value.Length, ShownBytes)));
        return $"entry    0x{entry.Type:x4} {NameOf(entry.Type)}{(entry.IsProtected ? ", protected" : "")}: {value}"
            + (entry.Value.Length > ShownBytes ? $"… ({entry.Value.Length} bytes)" : "");
    }

    private static readonly Dictionary<int, string> Names = new()
    {
        [McuBootEntryType.KeyHash] = "key hash",
        [McuBootEntryType.PublicKey] = "public key",
        [McuBootEntryType.Sha256] = "sha-256",
        [0x11] = "sha-384",
        [0x12] = "sha-512",
        [0x20] = "rsa-2048 signature",
        [McuBootEntryType.EcdsaSignature] = "ecdsa signature",
        [0x23] = "rsa-3072 signature",
        [0x24] = "ed25519 signature",
        [0x40] = "dependency",
        [McuBootEntryType.SecurityCounter] = "security counter",
        [0x60] = "boot record",
        [0x74] = "vendor id",
        [0x75] = "class id",
    };

    private static string NameOf(int type) => Names.GetValueOrDefault(type, "other");
}
