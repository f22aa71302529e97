using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Core;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Packs an application for devices whose firmware stays: payload format 2.</summary>
internal sealed class VendorAssembliesCommand : ToolCommand
{
    private readonly Option<string[]> _assemblies;
    private readonly Option<string> _entry;
    private readonly Option<string> _out;

    public VendorAssembliesCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "assemblies", "Pack nanoFramework assemblies into one image.")
    {
        _assemblies = Has(Opt.Many(
            "--assembly", "file", "A .pe file of at most 16 KiB, each after those it refers to.",
            Opt.ExistingFile, true));
        _entry = Has(Opt.Of(
            "--entry", "type", "Full name of the type in the last assembly whose static Main starts the application.",
            text => text, true));
        _out = Has(Opt.Of("--out", "file", "The image to write; never replaces one.", Opt.AnyPath, required: true));
        Examples =
        [
            "fairota vendor assemblies --assembly Library.pe --assembly App.pe --entry App.Program --out app.set",
        ];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        string path = call.Require(_out);
        if (File.Exists(path))
            throw new CliException(ExitCodes.Usage, $"{path} is there already; move it away or choose another name.");
        byte[] set = AssemblySetBuilder.Build(call.Require(_entry), [.. call.Require(_assemblies).Select(Read)]);
        WholeFile.Write(path, set);
        return Task.FromResult(call.Done(
            new JsonObject { ["file"] = path, ["bytes"] = set.Length, ["payloadFormat"] = PayloadFormat.AssemblySet },
            $"file   {path}",
            $"bytes  {set.Length} of {Limits.MaxAssemblySetBytes}",
            $"release it with payload format {PayloadFormat.AssemblySet}"));
    }

    // One byte more than is allowed is enough to be refused.
    private static KeyValuePair<string, byte[]> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] content = new byte[Limits.MaxAssemblyBytes + 1];
        int count = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return new(Path.GetFileNameWithoutExtension(path), content[..count]);
    }
}
