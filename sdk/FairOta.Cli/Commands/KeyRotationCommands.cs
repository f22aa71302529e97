using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Shows which manifest keys devices trust after which release.</summary>
internal sealed class VendorKeysTrustCommand : ToolCommand
{
    private readonly Option<string> _releases;

    public VendorKeysTrustCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "trust", "Show which manifest keys devices trust after which release.")
    {
        _releases = Has(Opt.Of("--releases", "folder", "Folder of all release folders.", Opt.ExistingFolder, true));
        Examples = ["fairota vendor keys trust --releases releases"];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        IReadOnlyList<ReleaseCard> cards =
            ReleaseCard.Below(call.Require(_releases), e => call.Warn(e.Message));
        if (cards.Count == 0)
            throw new CliException(ExitCodes.Usage, $"There is no release below {call.Require(_releases)}.");
        var products = cards.GroupBy(card => card.Product).ToArray();
        return Task.FromResult(call.Done(
            new JsonObject { ["products"] = new JsonArray([.. products.Select(each => (JsonNode)Json(each))]) },
            [.. products.SelectMany(Lines)]));
    }

    private static JsonObject Json(IGrouping<ProductId, ReleaseCard> product)
    {
        ManifestTrust trust = ManifestTrust.Of(product, product.Key);
        return new JsonObject
        {
            ["productId"] = product.Key.ToString(),
            ["trusted"] = Keys(trust.Keys),
            ["since"] = trust.Since?.Manifest.Version.ToString(),
            ["before"] = Keys(trust.Before),
            ["releases"] = new JsonArray([.. product.Select(card => (JsonNode)new JsonObject
            {
                ["version"] = card.Manifest.Version.ToString(),
                ["folder"] = card.FolderPath,
                ["signer"] = Convert.ToHexStringLower(card.Journal.Signer),
                ["names"] = Keys(card.Manifest.ManifestKeys),
                ["sent"] = card.IsSent,
                ["recalled"] = card.IsRecalled,
            })]),
        };
    }

    private static IEnumerable<string> Lines(IGrouping<ProductId, ReleaseCard> product)
    {
        yield return $"product {product.Key}";
        foreach (ReleaseCard card in product)
        {
            byte[][]? names = card.Manifest.ManifestKeys;
            yield return $"  {card.Manifest.Version}, signed by {Convert.ToHexStringLower(card.Journal.Signer)}"
                + (card.IsSent ? "" : ", not sent yet")
                + (names is null ? "" : $", from then on devices trust {Words(names)}");
        }

        ManifestTrust trust = ManifestTrust.Of(product, product.Key);
        yield return trust.Keys is null
            ? "  devices trust the keys that they were made with"
            : $"  devices that have seen {trust.Since!.Manifest.Version} trust {Words(trust.Keys)}; the others still "
                + $"look for releases of {Words(trust.Before)}, so keep serving that release";
    }

    private static string Words(IEnumerable<byte[]> keys) =>
        string.Join(", ", keys.Select(Convert.ToHexStringLower).Distinct());

    private static JsonArray? Keys(IEnumerable<byte[]>? keys) => keys is null ? null
        : new JsonArray([.. keys.Select(Convert.ToHexStringLower).Distinct().Select(key => (JsonNode)key)]);
}

/// <summary>Prepares the change to another manifest key.</summary>
internal sealed class VendorRotateKeyCommand : ToolCommand
{
    private readonly Option<string> _current;
    private readonly Option<string> _new;
    private readonly Option<string?> _releases;
    private readonly PassphraseOptions _passphrase;

    public VendorRotateKeyCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "rotate-key",
            "Prepare the change to another manifest key: make or check it, and say how devices come to trust it.")
    {
        _current = Has(Opt.Of("--manifest-key", "file", "Key file that devices trust now.", Opt.ExistingFile, true));
        _new = Has(Opt.Of(
            "--new-key", "file", "Key file of the next key; made where it is not there.", Opt.AnyFile, required: true));
        _releases = Has(Opt.Of<string?>(
            "--releases", "folder", "Folder of all release folders, to see that the key is not retired.",
            Opt.ExistingFolder));
        _passphrase = new PassphraseOptions(this);
        Examples =
        [
            "fairota vendor rotate-key --manifest-key keys/manifest.json --new-key keys/manifest-2.json \\",
            "    --releases releases",
        ];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        string currentPath = call.Require(_current), newPath = call.Require(_new);
        KeyPair current = _passphrase.Read(call, currentPath, KeyKind.Manifest);
        RefuseRetired(call, current);
        bool isMade = !File.Exists(newPath);
        KeyPair next;
        if (isMade)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(newPath)!);
            next = KeyPair.Draw(KeyKind.Manifest, call.Terminal.Randomness);
            KeyFiles.Write(call, newPath, next, _passphrase.GetNew(call));
        }
        else
        {
            next = _passphrase.Read(call, newPath, KeyKind.Manifest);
        }

        if (next.Address == current.Address)
            throw new CliException(ExitCodes.Usage, "The new key is the one that devices trust now.");
        return Task.FromResult(call.Done(
            new JsonObject
            {
                ["current"] = Convert.ToHexStringLower(current.CompressedPublicKey),
                ["new"] = Convert.ToHexStringLower(next.CompressedPublicKey),
                ["newKeyFile"] = newPath,
                ["made"] = isMade,
            },
            $"now  {Convert.ToHexStringLower(current.CompressedPublicKey)}  {currentPath}",
            $"new  {Convert.ToHexStringLower(next.CompressedPublicKey)}  {newPath}{(isMade ? ", made" : "")}",
            "Back up the new key file first. Then:",
            "1  Sign the next release with the key of now, and let it name the new one:",
            $"   fairota vendor release --manifest-key {currentPath} --trust-key {newPath} …",
            "   From that release on devices trust the new key, and the old one no more.",
            "2  Sign what comes after it with the new key:",
            $"   fairota vendor release --manifest-key {newPath} …",
            "3  Go on serving the release that names the new key, and keep the old key safe, until every device has "
                + "seen that release:",
            "   a device that slept learns of the new key from it alone ('fairota vendor watch' shows how many it "
                + "reached)."));
    }

    private void RefuseRetired(Invocation call, KeyPair current)
    {
        if (call.Get(_releases) is not string folder) return;
        IReadOnlyList<ReleaseCard> cards = ReleaseCard.Below(folder, e => call.Warn(e.Message));
        foreach (ProductId product in cards.Select(card => card.Product).Distinct())
        {
            ManifestTrust trust = ManifestTrust.Of(cards, product);
            bool wasUsed = cards.Any(card => card.Product == product
                && card.Journal.Signer.AsSpan().SequenceEqual(current.CompressedPublicKey));
            bool isTrusted = trust.Keys is null
                || trust.Keys.Any(key => key.AsSpan().SequenceEqual(current.CompressedPublicKey));
            if (wasUsed && !isTrusted)
            {
                throw new CliException(
                    ExitCodes.Refused,
                    $"{call.Require(_current)} is retired: devices of product {product} that have seen version "
                    + $"{trust.Since!.Manifest.Version} do not trust it any more.");
            }
        }
    }
}
