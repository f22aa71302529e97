using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace FairOta.Sdk.Chain;

/// <summary>The compiled escrow that the SDK carries: its code, its ABI, and what it was compiled from.</summary>
internal sealed class EscrowArtifact
{
    private const string Resource = "FairOta.Contracts.FairOtaEscrow.json";
    private const string InputResource = "FairOta.Contracts.FairOtaEscrow.input.json";
    private static readonly Lazy<EscrowArtifact> Loaded = new(Load);

    private EscrowArtifact(JsonElement artifact)
    {
        Bytecode = artifact.Data("bytecode");
        RuntimeCode = artifact.Data("deployedBytecode");
        Contract = artifact.GetProperty("contract").GetString()!;
        Compiler = artifact.GetProperty("compiler").GetString()!;
        Abi = [.. artifact.GetProperty("abi").EnumerateArray().Select(entry => entry.Clone())];
        Errors = Abi
            .Where(entry => entry.GetProperty("type").GetString() == "error")
            .Select(AbiError.Parse)
            .ToDictionary(error => error.Selector);
    }

    public static EscrowArtifact Instance => Loaded.Value;

    /// <summary>Creation code; the constructor takes nothing.</summary>
    public byte[] Bytecode { get; }

    /// <summary>The code that is on a chain once it is deployed.</summary>
    public byte[] RuntimeCode { get; }

    /// <summary>Source and name, with a colon between.</summary>
    public string Contract { get; }

    /// <summary>The compiler's version.</summary>
    public string Compiler { get; }

    /// <summary>The ABI's entries.</summary>
    public IReadOnlyList<JsonElement> Abi { get; }

    /// <summary>The custom errors by selector.</summary>
    public IReadOnlyDictionary<uint, AbiError> Errors { get; }

    /// <summary>The compiler's standard JSON input. Not kept: it is long and rarely asked for.</summary>
    public static string ReadInput()
    {
        using StreamReader reader = new(Open(InputResource));
        return reader.ReadToEnd();
    }

    private static EscrowArtifact Load()
    {
        using Stream stream = Open(Resource);
        using JsonDocument document = JsonDocument.Parse(stream);
        return new EscrowArtifact(document.RootElement);
    }

    private static Stream Open(string resource) =>
        typeof(EscrowArtifact).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"This build of FairOta.Sdk carries no {resource}.");
}
