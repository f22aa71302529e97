using System;
using System.Diagnostics;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Contracts.Tests;

/// <summary>What block explorers are given to verify the escrow with.</summary>
[TestClass]
public sealed class VerificationTests
{
    // The compiler's standard JSON on stdin, its output on stdout, and no way to any other file.
    private const string Compile =
        "const solc = require('solc'); const input = require('fs').readFileSync(0, 'utf8'); "
        + "process.stdout.write(JSON.stringify({ version: solc.version(), ...JSON.parse(solc.compile(input)) }));";

    [TestMethod]
    public async Task CompilerInput_CompiledAlone_GivesTheCodeThatIsDeployed()
    {
        using Process node = Process.Start(new ProcessStartInfo("node", ["-e", Compile])
        {
            WorkingDirectory = Forge.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = node.StandardOutput.ReadToEndAsync();
        Task<string> errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(EscrowDeployment.CompilerInput);
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.AreEqual(0, node.ExitCode, await errors);

        using JsonDocument compiled = JsonDocument.Parse(await output);
        string[] name = EscrowDeployment.ContractName.Split(':');
        JsonElement evm = compiled.RootElement.GetProperty("contracts")
            .GetProperty(name[0]).GetProperty(name[1]).GetProperty("evm");
        Assert.AreEqual(Hex(EscrowDeployment.CreationCode), Code("bytecode"));
        Assert.AreEqual(Hex(EscrowDeployment.RuntimeCode), Code("deployedBytecode"));
        string version = compiled.RootElement.GetProperty("version").GetString()!;
        Assert.StartsWith(EscrowDeployment.Compiler[1..], version);

        string? Code(string kind) => evm.GetProperty(kind).GetProperty("object").GetString();
    }

    [TestMethod]
    public void CompilerInput_OfTheEscrow_NamesNoFolderOfTheMachineItWasMadeOn() =>
        Assert.DoesNotContain(Forge.Folder, EscrowDeployment.CompilerInput);

    private static string Hex(ReadOnlyMemory<byte> code) => Convert.ToHexStringLower(code.Span);
}
