using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Cli.Commands;

/// <summary>Says where the escrow is, without asking anybody.</summary>
internal sealed class EscrowAddressCommand : ToolCommand
{
    public EscrowAddressCommand(Terminal terminal, GlobalOptions global)
        : base(
            terminal, global, "address",
            "Show the escrow's address, the same on every chain, and the hash of its code. Needs no node.") =>
        Examples = ["fairota escrow address", "fairota escrow address --json"];

    protected override Task<int> RunAsync(Invocation call) => Task.FromResult(call.Done(
        new JsonObject
        {
            ["escrow"] = EscrowDeployment.Address.ToString(),
            ["codeHash"] = EscrowDeployment.CodeHash.ToString(),
            ["proxy"] = DeploymentProxy.Address.ToString(),
            ["salt"] = EscrowDeployment.Salt.ToString(),
        },
        $"escrow  {EscrowDeployment.Address}",
        $"code    {EscrowDeployment.CodeHash}",
        $"proxy   {DeploymentProxy.Address}, salt {EscrowDeployment.Salt}"));
}

/// <summary>Gives block explorers what they verify the escrow's source with.</summary>
internal sealed class EscrowVerificationCommand : ToolCommand
{
    private readonly Option<string?> _out;

    public EscrowVerificationCommand(Terminal terminal, GlobalOptions global)
        : base(
            terminal, global, "verification",
            "Write what the escrow was compiled from, as solc's standard JSON input, for Etherscan, Sourcify etc.")
    {
        _out = Has(Opt.Of<string?>("--out", "file", "The file to write; the output by default.", Opt.AnyFile));
        Examples =
        [
            "fairota escrow verification --out escrow.input.json",
            "fairota escrow verification | solc --standard-json",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        string input = EscrowDeployment.CompilerInput;
        string? path = call.Get(_out);
        if (path is not null) await File.WriteAllTextAsync(path, input, call.Cancellation).ConfigureAwait(false);
        var json = new JsonObject
        {
            ["contract"] = EscrowDeployment.ContractName,
            ["compiler"] = EscrowDeployment.Compiler,
            ["escrow"] = EscrowDeployment.Address.ToString(),
            ["file"] = path,
        };
        if (path is null) json["input"] = JsonNode.Parse(input);
        string[] lines =
        [
            $"contract   {EscrowDeployment.ContractName}",
            $"compiler   {EscrowDeployment.Compiler}",
            $"address    {EscrowDeployment.Address}",
            "arguments  none; standard JSON input",
        ];
        if (path is not null) return call.Done(json, [.. lines, $"file       {path}"]);

        // The output is the input alone, so that it can be piped.
        foreach (string line in lines) call.Progress(line);
        return call.Done(json, input.TrimEnd());
    }
}
