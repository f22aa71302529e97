using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Takes a release back: signs the notice, keeps it with the release, and carries it to whoever may hold the
/// release. Repeated, it carries the same notice again.</summary>
internal sealed class VendorRecallCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly Option<string> _release;
    private readonly Option<string?> _manifestKey;
    private readonly Option<string?> _account;
    private readonly PassphraseOptions _passphrase;
    private readonly Option<string[]> _post;
    private readonly Option<bool> _private;
    private readonly Option<bool> _yes;

    public VendorRecallCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "recall",
            "Take a release back: distributors that learn of it open no more sessions. What devices are owed, and what "
            + "distributors earned, stays.")
    {
        _release = Has(Opt.Of("--release", "folder", "The release's folder.", Opt.ExistingFolder, true));
        _manifestKey = Has(Opt.Of<string?>(
            "--manifest-key", "file",
            "Key file that signed the release; not needed again once the folder holds the notice.", Opt.ExistingFile));
        _account = Has(Opt.Of<string?>(
            "--account", "file", "Key file of the vendor account, in place of the manifest key: counts also with "
            + "servers that were given the release under a stranger's signature.", Opt.ExistingFile));
        _passphrase = new PassphraseOptions(this);
        _post = Has(Opt.Many(
            "--post", "url", "Base URL of another server to tell, beside the release's origins and every distributor "
            + "that announced itself.", Opt.Url));
        _private = Has(Opt.Switch(
            "--allow-private-networks", "Also tell distributors in private networks; for development."));
        _yes = Has(Opt.Switch("--yes", "Agree beforehand: a recall cannot be taken back."));
        _chain = new ChainOptions(this);
        Examples =
        [
            "fairota vendor recall --release releases/1.2.0 --manifest-key keys/manifest.json \\",
            "    --rpc http://127.0.0.1:8545",
            "fairota vendor recall --release releases/1.2.0 --account keys/account.json",
            "fairota vendor recall --release releases/1.2.0 --post https://d1.example --yes --json",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        using ReleaseFolder folder = ReleaseFolder.Load(call.Require(_release));
        Release release = folder.Release;
        byte[]? carried = folder.Recall;
        if (carried is null || call.Get(_account) is not null)
        {
            KeyPair key = ReadKey(call, release);
            call.Confirm(
                _yes,
                $"Recall version {release.Manifest.Version}, release {release.Id}, for good? Nobody will be asked to "
                + "deliver it any more, and what it locked comes back only a day after its claim deadline.");
            long now = call.Terminal.Time.GetUtcNow().ToUnixTimeSeconds();
            carried = RecallNotice.Sign(release.Id, now, key);
            if (folder.Recall is null) folder.TakeBack(carried);
        }

        RecallNotice notice = RecallNotice.Parse(carried);
        (EscrowView view, string? chainProblem) = await ReadChainAsync(call).ConfigureAwait(false);
        IReadOnlyList<RecallTarget> targets = RecallCourier.Targets(
            release.Id, [.. release.Manifest.Origins, .. call.Require(_post)], view);
        IReadOnlyList<RecallAnswer> answers = await CarryAsync(call, carried, targets).ConfigureAwait(false);
        int took = answers.Count(answer => answer.IsTaken);
        call.Done(
            new JsonObject
            {
                ["releaseId"] = release.Id.ToString(),
                ["version"] = release.Manifest.Version.ToString(),
                ["issuedAt"] = notice.IssuedAt,
                ["notice"] = Path.Combine(folder.FolderPath, ReleaseFolder.RecallName),
                ["asked"] = answers.Count,
                ["took"] = took,
                ["chainProblem"] = chainProblem,
                ["servers"] = new JsonArray([.. answers.Select(answer => (JsonNode)new JsonObject
                {
                    ["account"] = answer.Target.Account?.ToString(),
                    ["url"] = answer.Target.Url,
                    ["took"] = answer.IsTaken,
                    ["status"] = answer.Status,
                    ["problem"] = answer.Problem,
                })]),
            },
            [
                $"release  {release.Id}",
                $"version  {release.Manifest.Version}, recalled at {Moment.Of(notice.IssuedAt)}",
                $"notice   {Path.Combine(folder.FolderPath, ReleaseFolder.RecallName)}",
                .. answers.Select(answer => $"  {Word(answer)}"),
                chainProblem is null ? $"took it  {took} of {answers.Count}; repeat this to tell the others"
                    : $"took it  {took} of {answers.Count}, without those on the chain: {chainProblem}",
            ]);
        return chainProblem is not null ? ExitCodes.Network : took > 0 ? ExitCodes.Done : ExitCodes.Refused;
    }

    private static string Word(RecallAnswer answer) => answer.Target.Url + (answer.Target.Account is { } account
        ? $" ({account})" : "") + ": " + (answer.IsTaken ? "took it"
        : answer.IsNotHeld ? "does not hold the release"
        : answer.Status is int status ? $"refused it with {status}" : answer.Problem);

    private KeyPair ReadKey(Invocation call, Release release)
    {
        if (call.Get(_account) is { } account)
        {
            KeyPair vendor = _passphrase.Read(call, account, KeyKind.Account);
            return vendor.Address == Address.FromBytes(release.Manifest.VendorAccount)
                ? vendor
                : throw new CliException(ExitCodes.Usage, $"{account} is not the account that funds this release.");
        }

        string path = call.Get(_manifestKey) ?? throw new CliException(
            ExitCodes.Usage,
            "The release is not recalled yet: --manifest-key is needed, the key that signed it, or --account.");
        KeyPair key = _passphrase.Read(call, path, KeyKind.Manifest);
        return key.CompressedPublicKey.AsSpan().SequenceEqual(release.Signer)
            ? key
            : throw new CliException(
                ExitCodes.Usage,
                $"{path} is another key than the one that signed this release, "
                + $"{Convert.ToHexStringLower(release.Signer)}.");
    }

    /// <summary>Where the chain cannot be asked, those that the vendor named are told all the same.</summary>
    private async Task<(EscrowView View, string? Problem)> ReadChainAsync(Invocation call)
    {
        try
        {
            using Connection connection = await _chain.OpenEscrowAsync(call, account: null).ConfigureAwait(false);
            call.Progress("Looking for distributors …");
            var follower = new EscrowFollower(connection.Escrow, connection.Network.DeploymentBlock);
            return ((await follower.RefreshAsync(call.Cancellation).ConfigureAwait(false)).View, null);
        }
        catch (Exception e) when (e is ChainException or HttpRequestException or CliException)
        {
            return (EscrowView.Empty, e.Message);
        }
    }

    private async Task<IReadOnlyList<RecallAnswer>> CarryAsync(
        Invocation call, byte[] notice, IReadOnlyList<RecallTarget> targets)
    {
        using var own = new StrangerHttp(allowPrivateNetworks: true);
        using var strangers = new StrangerHttp(call.Get(_private));
        call.Progress($"Telling {targets.Count} servers …");
        var courier = new RecallCourier(own, strangers, call.Terminal.Time);
        var pace = new ProgressPace(call);
        int done = 0;
        return await courier.CarryAsync(
            notice, targets, _ => pace.Tell($"  {++done} of {targets.Count} answered or were given up"),
            call.Cancellation).ConfigureAwait(false);
    }
}
