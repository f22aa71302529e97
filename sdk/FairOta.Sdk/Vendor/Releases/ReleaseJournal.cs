using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FairOta.Sdk.Vendor;

/// <summary>What <c>release.json</c> holds: the release's name and terms, and how far the funding of each tranche
/// is.</summary>
/// <param name="Release">The release.</param>
/// <param name="Signer">The manifest key, 33 bytes.</param>
/// <param name="Terms">What the vendor promises on chain.</param>
/// <param name="Tranches">The tranches in order.</param>
internal sealed record ReleaseJournal(
    ReleaseId Release, byte[] Signer, FundingTerms Terms, ImmutableList<TrancheFunding> Tranches)
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private const string Format = "fairota-release/1";
    private const int MaxDigits = 39;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The journal of a release of which nothing is funded.</summary>
    public static ReleaseJournal Of(Release release) =>
        new(release.Id, release.Signer, release.Terms, [.. release.Tranches.Select(TrancheFunding.Of)]);

    /// <summary>Reads the file.</summary>
    /// <exception cref="ReleaseException">It is no such file.</exception>
    public static ReleaseJournal Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 8 });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException)
        {
            throw new ReleaseException("release.json is damaged, or of another version of this tool.", e);
        }
    }

    /// <summary>The file, UTF-8.</summary>
    public byte[] ToJson()
    {
        var json = new JsonObject
        {
            ["format"] = Format,
            ["releaseId"] = Release.ToString(),
            ["signer"] = Convert.ToHexStringLower(Signer),
            ["token"] = Terms.Token.IsZero ? null : Terms.Token.ToString(),
            ["reward"] = Terms.Reward.ToString(CultureInfo.InvariantCulture),
            ["claimDeadline"] = Terms.ClaimDeadline,
            ["url"] = Terms.Url,
            ["tranches"] = new JsonArray([.. Tranches.Select(tranche => (JsonNode)tranche.ToJson())]),
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(json, Indented), (byte)'\n'];
    }

    private static ReleaseJournal Read(JsonElement root)
    {
        if (Text(root, "format") != Format) throw new FormatException();
        string reward = Text(root, "reward");
        if (reward.Length > MaxDigits) throw new FormatException();
        byte[] signer = Convert.FromHexString(Text(root, "signer"));
        if (signer.Length != 33) throw new FormatException();
        return new ReleaseJournal(
            ReleaseId.Parse(Text(root, "releaseId")),
            signer,
            new FundingTerms(
                BigInteger.Parse(reward, NumberStyles.None, CultureInfo.InvariantCulture),
                root.GetProperty("claimDeadline").GetInt64(),
                Text(root, "url"))
            {
                Token = Token(root),
            },
            [.. root.GetProperty("tranches").EnumerateArray().Select(TrancheFunding.Parse)]);
    }

    /// <summary>Folders of before there were tokens name none.</summary>
    private static Address Token(JsonElement root)
    {
        bool isNamed = root.TryGetProperty("token", out JsonElement token) && token.ValueKind != JsonValueKind.Null;
        if (!isNamed) return default;
        var address = Address.Parse(token.GetString()!);
        return address.IsZero ? throw new FormatException() : address;
    }

    private static string Text(JsonElement from, string name) =>
        from.GetProperty(name).GetString() ?? throw new FormatException();
}
