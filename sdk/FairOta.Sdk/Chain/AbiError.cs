using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Chain;

/// <summary>An error that a contract can revert with: its name and its parameters, of elementary types.</summary>
internal sealed record AbiError(string Name, IReadOnlyList<(string Type, string Name)> Parameters)
{
    private static readonly AbiError Message = new("Error", [("string", "message")]);
    private static readonly AbiError Panic = new("Panic", [("uint256", "code")]);

    /// <summary>The first 4 bytes of keccak256 over name and types.</summary>
    public uint Selector => AbiSignature.Selector($"{Name}({string.Join(',', Parameters.Select(p => p.Type))})");

    /// <summary>Reads an entry of an ABI in JSON. Parameters without a name are called by position.</summary>
    public static AbiError Parse(JsonElement entry) => new(
        entry.GetProperty("name").GetString()!,
        [.. entry.GetProperty("inputs").EnumerateArray().Select((input, position) => (
            input.GetProperty("type").GetString()!,
            input.GetProperty("name").GetString() is { Length: > 0 } name
                ? name : position.ToString(CultureInfo.InvariantCulture)))]);

    /// <summary>Says what a revert's bytes mean: the error's name and its arguments as text. Never throws.</summary>
    public static (string Name, IReadOnlyDictionary<string, string> Arguments) Explain(
        byte[] data, IReadOnlyDictionary<uint, AbiError> known)
    {
        if (data.Length < sizeof(uint)) return Unknown(data);
        uint selector = BinaryPrimitives.ReadUInt32BigEndian(data);
        AbiError? error = known.GetValueOrDefault(selector)
            ?? (selector == Message.Selector ? Message : selector == Panic.Selector ? Panic : null);
        if (error is null) return Unknown(data);
        try
        {
            var reader = new AbiReader(data.AsMemory(sizeof(uint)));
            return (error.Name, error.Parameters.ToDictionary(p => p.Name, p => Read(reader, p.Type)));
        }
        catch (AbiException)
        {
            return Unknown(data);
        }
    }

    private static (string, IReadOnlyDictionary<string, string>) Unknown(byte[] data) =>
        ("unknown", new Dictionary<string, string> { ["data"] = Quantity.Format(data) });

    private static string Read(AbiReader reader, string type) => type switch
    {
        "address" => reader.Address().ToString(),
        "bool" => reader.Bool() ? "true" : "false",
        "bytes32" => reader.Bytes32().ToString(),
        "string" => reader.Text(),
        _ when type.StartsWith("uint", StringComparison.Ordinal) && !type.EndsWith(']') =>
            reader.UInt256().ToString(CultureInfo.InvariantCulture),
        _ => throw new AbiException($"The ABI type {type} is not read here."),
    };
}

/// <summary>Hashes of signatures such as <c>transfer(address,uint256)</c>.</summary>
internal static class AbiSignature
{
    /// <summary>A function's or error's first 4 bytes, big-endian.</summary>
    public static uint Selector(string signature) => BinaryPrimitives.ReadUInt32BigEndian(Topic(signature).ToBytes());

    /// <summary>An event's topic 0.</summary>
    public static Hash32 Topic(string signature) =>
        Hash32.FromBytes(Keccak256.Hash(Encoding.ASCII.GetBytes(signature)));
}
