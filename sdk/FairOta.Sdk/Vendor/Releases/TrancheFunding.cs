using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Vendor;

/// <summary>How far the funding of a tranche is, as far as this folder knows.</summary>
internal enum FundingState
{
    /// <summary>Nothing was sent.</summary>
    Planned,

    /// <summary>A transaction is about to be sent, or was; its hash is not known.</summary>
    Intended,

    /// <summary>A transaction was sent; its hash is known.</summary>
    Sent,

    /// <summary>The chain has shown it.</summary>
    Funded,
}

/// <summary>One tranche in the journal.</summary>
/// <param name="FleetRoot">Root of its fleet tree.</param>
/// <param name="FleetSize">Its number of devices.</param>
/// <param name="State">How far its funding is.</param>
/// <param name="Transaction">The transaction, where its hash is known.</param>
internal sealed record TrancheFunding(Hash32 FleetRoot, uint FleetSize, FundingState State, Hash32? Transaction)
{
    /// <summary>Whether nothing else of the account was waiting when it was sent. Then its transaction is the account's
    /// first that is not in a block yet, so that whatever is sent once nothing waits takes its number, or finds it in a
    /// block.</summary>
    public bool IsAlone { get; init; }

    /// <summary>A tranche for which nothing was sent.</summary>
    public static TrancheFunding Of(FleetList fleet) =>
        new(new FleetTree(fleet).Root, (uint)fleet.Count, FundingState.Planned, null);

    internal static TrancheFunding Parse(JsonElement json)
    {
        string? state = json.GetProperty("state").GetString();
        JsonElement transaction = json.GetProperty("transaction");
        return new TrancheFunding(
            Hash32.Parse(json.GetProperty("fleetRoot").GetString()!),
            json.GetProperty("fleetSize").GetUInt32(),
            Enum.GetValues<FundingState>().Cast<FundingState?>().FirstOrDefault(each => Name(each!.Value) == state)
                ?? throw new FormatException(),
            transaction.ValueKind == JsonValueKind.Null ? null : Hash32.Parse(transaction.GetString()!))
        {
            IsAlone = json.TryGetProperty("alone", out JsonElement alone) && alone.GetBoolean(),
        };
    }

    internal JsonObject ToJson() => new()
    {
        ["fleetRoot"] = FleetRoot.ToString(),
        ["fleetSize"] = FleetSize,
        ["state"] = Name(State),
        ["transaction"] = Transaction?.ToString(),
        ["alone"] = IsAlone,
    };

    private static string Name(FundingState state) => state.ToString().ToLowerInvariant();
}
