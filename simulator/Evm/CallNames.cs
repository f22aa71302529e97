using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Evm;

/// <summary>Tells the contract's calls by their data.</summary>
internal static class CallNames
{
    private static readonly Dictionary<uint, string> Names = new()
    {
        [AbiSignature.Selector(EscrowAbi.Functions.CreateRelease)] = nameof(CreateRelease),
        [AbiSignature.Selector(EscrowAbi.Functions.AddTranche)] = nameof(AddTranche),
        [AbiSignature.Selector(EscrowAbi.Functions.Reserve)] = nameof(Reserve),
        [AbiSignature.Selector(EscrowAbi.Functions.Reveal)] = nameof(Reveal),
        [AbiSignature.Selector(EscrowAbi.Functions.Expire)] = nameof(Expire),
        [AbiSignature.Selector(EscrowAbi.Functions.Claim)] = nameof(Claim),
        [AbiSignature.Selector(EscrowAbi.Functions.Reclaim)] = nameof(Reclaim),
        [AbiSignature.Selector(EscrowAbi.Functions.Announce)] = nameof(Announce),
    };

    /// <summary>The call's name; <c>transfer</c> where it is none.</summary>
    public static string Of(ReadOnlySpan<byte> data) =>
        data.Length >= sizeof(uint) && Names.TryGetValue(BinaryPrimitives.ReadUInt32BigEndian(data), out string? name)
            ? name : "transfer";
}
