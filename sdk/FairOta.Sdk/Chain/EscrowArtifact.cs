using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace FairOta.Sdk.Chain;

/// <summary>The compiled escrow that the SDK carries: creation code and ABI.</summary>
internal sealed class EscrowArtifact
{
    private const string Resource = "FairOta.Contracts.FairOtaEscrow.json";
    private static readonly Lazy<EscrowArtifact> Loaded = new(Load);

    private EscrowArtifact(JsonElement artifact)
    {
        Bytecode = artifact.Data("bytecode");
        Abi = [.. artifact.GetProperty("abi").EnumerateArray().Select(entry => entry.Clone())];
        Errors = Abi
            .Where(entry => entry.GetProperty("type").GetString() == "error")
            .Select(AbiError.Parse)
            .ToDictionary(error => error.Selector);
    }

    public static EscrowArtifact Instance => Loaded.Value;

    /// <summary>Creation code; the constructor takes nothing.</summary>
    public byte[] Bytecode { get; }

    /// <summary>The ABI's entries.</summary>
    public IReadOnlyList<JsonElement> Abi { get; }

    /// <summary>The custom errors by selector.</summary>
    public IReadOnlyDictionary<uint, AbiError> Errors { get; }

    private static EscrowArtifact Load()
    {
        using Stream stream = typeof(EscrowArtifact).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"This build of FairOta.Sdk carries no {Resource}.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return new EscrowArtifact(document.RootElement);
    }
}
