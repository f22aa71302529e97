using System.Collections.Generic;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Dashboard;

/// <summary>What the dashboard shows at one moment. Amounts are decimal text in wei or a token's smallest unit, because
/// numbers of JSON are not exact; times are Unix seconds.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Distributor">The host's distributor; null where it has none.</param>
/// <param name="Origin">The host's origin; null where it has none.</param>
internal sealed record Snapshot(long At, DistributorPanel? Distributor, OriginPanel? Origin)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>An amount as JSON has it.</summary>
    public static string Text(BigInteger amount) => amount.ToString(CultureInfo.InvariantCulture);

    /// <summary>UTF-8.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}

/// <summary>How well the chain is followed.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Escrow">The contract.</param>
/// <param name="Head">Height of the newest block that was followed; null before the first.</param>
/// <param name="HeadAt">Its time.</param>
/// <param name="FollowedAt">When the chain was last followed; null for never.</param>
/// <param name="BlocksBehind">Blocks from there to the newest that the node shows; null where nothing is known.</param>
internal sealed record ChainPanel(
    long ChainId, string Escrow, long? Head, long? HeadAt, long? FollowedAt, long? BlocksBehind)
{
    public static ChainPanel Of(EscrowIdentity identity, BlockHeader? head, long followedAt, ChainLag? lag) => new(
        identity.ChainId, identity.Escrow.ToString(), head?.Number, head?.Timestamp,
        followedAt == 0 ? null : followedAt, lag?.Blocks);
}

/// <summary>So many of something that has a name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">How many.</param>
internal sealed record NamedCount(string Name, long Count);

/// <summary>What a node answered since it started.</summary>
/// <param name="Since">When it started.</param>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Bytes">Bytes of their bodies.</param>
/// <param name="Refusals">Those that were refused, by endpoint and status, the most first.</param>
internal sealed record TrafficPanel(long Since, long Requests, long Bytes, IReadOnlyList<AnswerCount> Refusals);

/// <summary>What devices reported: each counts once, and several outcomes of one as the worst.</summary>
/// <param name="Installed">Run the image.</param>
/// <param name="Failed">Went back to the image before.</param>
/// <param name="Refused">Could not install it.</param>
internal sealed record OutcomePanel(long Installed, long Failed, long Refused);
