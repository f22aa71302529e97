using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Takes back what nobody earned.</summary>
internal sealed class VendorReclaimCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly Option<string[]> _release;
    private readonly Option<string?> _releases;
    private readonly Option<bool> _dryRun;
    private readonly Option<string?> _account;
    private readonly PassphraseOptions _passphrase;
    private readonly OutboxFileOption _outbox;
    private readonly Option<bool> _yes;

    public VendorReclaimCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "reclaim",
            "Take back what is left of releases, from a day after their claim deadlines.")
    {
        _release = Has(Opt.Many("--release", "folder", "A release's folder.", Opt.ExistingFolder));
        _releases = Has(Opt.Of<string?>(
            "--releases", "folder", "Folder of release folders; all that can be is taken back.", Opt.ExistingFolder));
        _dryRun = Has(Opt.Switch("--dry-run", "Say what can be taken back and when; nothing is sent."));
        _account = Has(Opt.Of<string?>(
            "--account", "file", "Key file of the vendor's account, which pays the fees; not needed for a dry run.",
            Opt.ExistingFile));
        _passphrase = new PassphraseOptions(this);
        _outbox = new OutboxFileOption(this);
        _yes = Has(Opt.Yes());
        _chain = new ChainOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_release) is null or { Implicit: true } && result.GetResult(_releases) is null)
                result.AddError("--release or --releases is required.");
            if (result.GetResult(_account) is null && result.GetResult(_dryRun) is null or { Implicit: true })
                result.AddError("Option '--account' is required, but for a --dry-run.");
        });
        Examples =
        [
            "fairota vendor reclaim --releases releases --dry-run --rpc http://127.0.0.1:8545",
            "fairota vendor reclaim --release releases/1.2.0 --account keys/account.json",
            "fairota vendor reclaim --releases releases --account keys/account.json --yes --json",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        IReadOnlyList<ReleaseCard> cards = Find(call);
        KeyPair? account = call.Get(_account) is string path && !call.Get(_dryRun)
            ? _passphrase.Read(call, path, KeyKind.Account)
            : null;
        using Connection connection = await _chain.OpenEscrowAsync(call, account).ConfigureAwait(false);
        using AccountOutbox? outbox = account is null
            ? null
            : _outbox.Of(call, connection, call.Get(_account)!);
        // What an interrupted try sent is not sent again.
        if (outbox is not null) await outbox.SettleAsync(call.Cancellation).ConfigureAwait(false);
        call.Progress("Reading the chain …");
        var follower = new EscrowFollower((IEscrow?)outbox ?? connection.Escrow, connection.Network.DeploymentBlock);
        ChainState state = await follower.RefreshAsync(call.Cancellation).ConfigureAwait(false);
        var found = new List<Entry>();
        foreach (ReleaseCard card in cards)
        {
            ReclaimOutlook outlook =
                ReclaimOutlook.Of(state.View.Find(card.Journal.Release), state.Head?.Timestamp ?? 0);
            found.Add(new Entry(card, outlook, await connection
                .UnitOrNoneAsync(card.Journal.Terms.Token, call.Cancellation).ConfigureAwait(false)));
        }

        if (outbox is not null) await ReclaimAsync(call, connection, outbox, found).ConfigureAwait(false);
        long now = call.Terminal.Time.GetUtcNow().ToUnixTimeSeconds();
        return call.Done(
            new JsonObject
            {
                ["dryRun"] = call.Get(_dryRun),
                ["releases"] = new JsonArray([.. found.Select(entry => (JsonNode)entry.ToJson())]),
            },
            [.. found.Select(entry => entry.Line(now))]);
    }

    private IReadOnlyList<ReleaseCard> Find(Invocation call)
    {
        var cards = new List<ReleaseCard>();
        foreach (string path in call.Require(_release))
        {
            cards.AddRange(ReleaseCard.Below(path, e => throw e));
            if (cards.Count == 0) throw new CliException(ExitCodes.Usage, $"{path} is no release's folder.");
        }

        if (call.Get(_releases) is string all) cards.AddRange(ReleaseCard.Below(all, e => call.Warn(e.Message)));
        return cards.Count > 0
            ? [.. cards.DistinctBy(card => card.Journal.Release)]
            : throw new CliException(ExitCodes.Usage, $"There is no release below {call.Get(_releases)}.");
    }

    /// <summary>One after the other: what fails leaves the rest to the next time.</summary>
    private async Task ReclaimAsync(
        Invocation call, Connection connection, AccountOutbox outbox, List<Entry> found)
    {
        Address account = outbox.Identity.Account!.Value;
        Entry[] ready = [.. found.Where(entry => entry.Outlook.State == ReclaimState.Ready)];
        if (ready.FirstOrDefault(entry => entry.Vendor != account) is { } strange)
        {
            throw new CliException(
                ExitCodes.Usage, $"{strange.Card.FolderPath} is a release of the account {strange.Vendor}, not of "
                + $"{account}.");
        }

        if (ready.Length == 0) throw new CliException(ExitCodes.Refused, Nothing(call, found));
        string[] sums =
        [
            .. ready.GroupBy(entry => entry.Unit).Select(group => group.Key.Format(
                group.Aggregate(BigInteger.Zero, (sum, entry) => sum + entry.Outlook.Amount))),
        ];
        call.Confirm(
            _yes, $"Take back {string.Join(" and ", sums)} of {ready.Length} releases to {account}, for "
            + $"{ready.Length} fees?");
        Publisher publisher = FundingOptions.Publisher(connection, outbox);
        foreach (Entry entry in ready)
        {
            call.Progress($"Taking back version {entry.Card.Manifest.Version} …");
            (entry.Reclaimed, entry.Result) = await publisher
                .ReclaimAsync(entry.Card.Manifest, call.Cancellation).ConfigureAwait(false);
        }
    }

    private static string Nothing(Invocation call, List<Entry> found)
    {
        long[] later =
            [.. found.Where(entry => entry.Outlook.State == ReclaimState.TooEarly).Select(entry => entry.Outlook.From)];
        return later.Length == 0
            ? "Nothing is left to take back."
            : "Nothing can be taken back before "
                + $"{Moment.Of(later.Min(), call.Terminal.Time.GetUtcNow().ToUnixTimeSeconds())}.";
    }

    private sealed class Entry(ReleaseCard card, ReclaimOutlook outlook, TokenUnit unit)
    {
        public ReleaseCard Card => card;

        public ReclaimOutlook Outlook => outlook;

        public TokenUnit Unit => unit;

        public BigInteger? Reclaimed { get; set; }

        public EscrowResult? Result { get; set; }

        public Address Vendor => Address.FromBytes(card.Manifest.VendorAccount);

        public JsonObject ToJson() => new()
        {
            ["releaseId"] = card.Journal.Release.ToString(),
            ["version"] = card.Manifest.Version.ToString(),
            ["folder"] = card.FolderPath,
            ["token"] = FundingOptions.TokenOf(unit),
            ["symbol"] = unit.Symbol,
            ["state"] = outlook.State switch
            {
                _ when Reclaimed is not null => "reclaimed",
                ReclaimState.NotOnChain => "notOnChain",
                ReclaimState.TooEarly => "tooEarly",
                ReclaimState.NothingLeft => "nothingLeft",
                _ => "ready",
            },
            ["left"] = Digits(Reclaimed is null ? outlook.Amount : outlook.Amount - Reclaimed.Value),
            ["from"] = outlook.From == 0 ? null : outlook.From,
            ["reclaimed"] = Reclaimed is { } amount ? Digits(amount) : null,
            ["transaction"] = Result?.Transaction.ToString(),
            ["gasUsed"] = Result?.GasUsed,
        };

        public string Line(long now) => $"{card.Manifest.Version}, {card.FolderPath}: " + outlook.State switch
        {
            _ when Reclaimed is { } amount => $"reclaimed {unit.Format(amount)}",
            ReclaimState.NotOnChain => "not on the chain",
            ReclaimState.TooEarly => $"{unit.Format(outlook.Amount)} are left; from {Moment.Of(outlook.From, now)}",
            ReclaimState.NothingLeft => "nothing is left",
            _ => $"{unit.Format(outlook.Amount)} can be taken back",
        };

        private static string Digits(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
