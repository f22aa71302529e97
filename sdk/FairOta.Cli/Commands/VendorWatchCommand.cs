using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using Spectre.Console;

namespace FairOta.Cli.Commands;

/// <summary>Shows how far the delivery of releases is, by what the chain shows.</summary>
internal sealed class VendorWatchCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly Option<string[]> _release;
    private readonly Option<string?> _releases;
    private readonly Option<ReleaseId[]> _ids;
    private readonly Option<bool> _reports;
    private readonly Option<bool> _private;
    private readonly Option<bool> _once;
    private readonly Option<long> _poll;

    public VendorWatchCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "watch",
            "Show how far the delivery of releases is: by tranche, version and distributor, and what was paid.")
    {
        _release = Has(Opt.Many("--release", "folder", "A release's folder.", Opt.ExistingFolder));
        _releases = Has(Opt.Of<string?>(
            "--releases", "folder", "Folder of release folders; all of them are watched.", Opt.ExistingFolder));
        _ids = Has(Opt.Many(
            "--release-id", "id", "A release of which no folder is here; its devices are not known then.",
            ReleaseId.Parse));
        _reports = Has(Opt.Switch(
            "--reports", "Also ask distributors and origins what devices reported: installed, failed or refused."));
        _private = Has(Opt.Switch(
            "--allow-private-networks", "With --reports: ask servers in private networks as well; for development."));
        _once = Has(Opt.Switch("--once", "Show it once, instead of whenever it changes until all is delivered."));
        _poll = Has(Opt.Of("--poll-ms", "ms", "How often the chain is looked at.", Opt.Number(100, 3_600_000), 4000L));
        _chain = new ChainOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_release) is null or { Implicit: true } && result.GetResult(_releases) is null
                && result.GetResult(_ids) is null or { Implicit: true })
                result.AddError("One of --release, --releases and --release-id is required.");
        });
        Examples =
        [
            "fairota vendor watch --release releases/1.2.0 --rpc http://127.0.0.1:8545",
            "fairota vendor watch --releases releases --reports",
            "fairota vendor watch --releases releases --once --json",
            "fairota vendor watch --release-id 0x5a…",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        (IReadOnlyList<Watched> watched, bool isOneProduct) = Find(call);
        using Connection connection = await _chain.OpenEscrowAsync(call, account: null).ConfigureAwait(false);
        var watch = new Watch(
            connection, new EscrowFollower(connection.Escrow, connection.Network.DeploymentBlock), watched,
            isOneProduct, call.Terminal.Time);
        using StrangerHttp? http = call.Get(_reports) ? new StrangerHttp(call.Get(_private)) : null;
        if (http is not null) watch.Reports = new ReportCollector(http);
        call.Progress("Reading the chain …");
        if (call.Get(_once))
        {
            Show(call, await watch.LookAsync(call.Cancellation).ConfigureAwait(false));
            return ExitCodes.Done;
        }

        if (call.IsJson || !call.Terminal.IsScreen)
            return await FollowAsync(call, watch, report => Show(call, report)).ConfigureAwait(false);
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(call.Terminal.Out) });
        return await WatchScreen.FollowAsync(console, show => FollowAsync(call, watch, show)).ConfigureAwait(false);
    }

    /// <summary>Until all is over, or somebody ends it, which is how it ends. A node that does not answer is asked
    /// again.</summary>
    private async Task<int> FollowAsync(Invocation call, Watch watch, Action<WatchReport> show)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(call.Require(_poll)), call.Terminal.Time);
        string? shown = null;
        try
        {
            do
            {
                try
                {
                    WatchReport report = await watch.LookAsync(call.Cancellation).ConfigureAwait(false);
                    string content = report.ToJson().ToJsonString();
                    if (content != shown) show(report);
                    shown = content;
                    if (report.IsOver) return ExitCodes.Done;
                }
                catch (ChainException e) when (shown is not null)
                {
                    call.Progress($"The chain cannot be read just now: {e.Message}");
                }
            }
            while (await timer.WaitForNextTickAsync(call.Cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (shown is not null && call.Cancellation.IsCancellationRequested)
        {
            // Ctrl-C.
        }

        return ExitCodes.Done;
    }

    private static void Show(Invocation call, WatchReport report)
    {
        JsonObject json = report.ToJson();
        json["time"] = report.Now;
        call.Done(json, [.. report.Lines()]);
    }

    private (IReadOnlyList<Watched> Watched, bool IsOneProduct) Find(Invocation call)
    {
        string[] folders =
        [
            .. call.Require(_release).Concat(call.Get(_releases) is string all ? ReleaseCard.Folders(all) : [])
                .Distinct(),
        ];
        var watched = new List<Watched>();
        var products = new HashSet<ProductId>();
        foreach (string path in folders)
        {
            call.Progress($"Checking {path} …");
            using ReleaseFolder folder = ReleaseFolder.Load(path);
            Release release = folder.Release;
            products.Add(ProductId.FromBytes(release.Manifest.ProductId));
            watched.Add(new Watched(
                release.Id, release.Manifest.Version, new FleetIndex(release.Tranches), folder.Recall is not null)
            {
                Manifest = release.Manifest,
            });
        }

        watched.Sort((a, b) => b.Version!.CompareTo(a.Version!));
        watched.AddRange(call.Require(_ids).Where(id => watched.TrueForAll(each => each.Id != id)).Distinct()
            .Select(id => new Watched(id, null, null, false)));
        return watched.Count > 0
            ? (watched, products.Count == 1)
            : throw new CliException(ExitCodes.Usage, $"There is no release below {call.Get(_releases)}.");
    }

    /// <summary>Looks at the chain.</summary>
    private sealed class Watch(
        Connection connection, EscrowFollower follower, IReadOnlyList<Watched> watched, bool isOneProduct,
        TimeProvider time)
    {
        private const int MostTimes = 100;
        private readonly Dictionary<Address, TokenUnit> _units = new() { [default] = TokenUnit.Ether };

        public IReportCollector? Reports { get; set; }

        public async Task<WatchReport> LookAsync(CancellationToken cancellation)
        {
            EscrowView view = (await follower.RefreshAsync(cancellation).ConfigureAwait(false)).View;
            long now = time.GetUtcNow().ToUnixTimeSeconds();
            (Watched Release, ReleaseProgress? Progress)[] seen =
                [.. watched.Select(each => (each, ReleaseProgress.Of(view, each.Id, each.Fleets, now)))];
            foreach (ReleaseProgress progress in seen.Select(each => each.Progress).OfType<ReleaseProgress>())
                if (!_units.ContainsKey(progress.Token))
                    _units[progress.Token] = await connection.UnitOrNoneAsync(progress.Token, cancellation)
                        .ConfigureAwait(false);
            return new WatchReport(
                now, seen, isOneProduct ? VersionProgress.Of(view, Known()) : [],
                view.Distributors.Where(each => BaseUrl.IsValid(each.Value)).ToDictionary(),
                await TimesAsync(seen.Select(each => each.Progress), cancellation).ConfigureAwait(false), _units)
            {
                Outcomes = await OutcomesAsync(view, cancellation).ConfigureAwait(false),
            };
        }

        private async Task<Dictionary<ReleaseId, IReadOnlyList<OutcomeCount>>> OutcomesAsync(
            EscrowView view, CancellationToken cancellation)
        {
            var outcomes = new Dictionary<ReleaseId, IReadOnlyList<OutcomeCount>>();
            foreach (Watched each in watched)
            {
                if (Reports is null || each.Fleets is null || view.Find(each.Id) is not { } release) continue;
                CollectedReports collected = await Reports.CollectAsync(
                    each.Id, each.Fleets.Devices.ToHashSet(), ReportCollector.SourcesOf(view, each.Manifest!),
                    cancellation: cancellation).ConfigureAwait(false);
                outcomes[each.Id] = OutcomeCount.Of(collected.Outcomes, each.Fleets, release.Tranches.Count);
            }

            return outcomes;
        }

        private IEnumerable<(ReleaseId, Core.ImageVersion, FleetIndex)> Known() => watched
            .Where(each => each.Fleets is not null).Select(each => (each.Id, each.Version!, each.Fleets!));

        /// <summary>When the busiest distributors were last seen; asked anew each time, because a reorganisation gives
        /// a height another block.</summary>
        private async Task<Dictionary<long, long>> TimesAsync(
            IEnumerable<ReleaseProgress?> seen, CancellationToken cancellation)
        {
            var times = new Dictionary<long, long>();
            foreach (long block in seen.OfType<ReleaseProgress>().SelectMany(each => each.Distributors)
                .Take(MostTimes).Select(each => each.LastBlock).Distinct())
            {
                BlockHeader? header = await connection.Escrow.GetBlockAsync(BlockTag.At(block), cancellation)
                    .ConfigureAwait(false);
                if (header is not null) times[block] = header.Timestamp;
            }

            return times;
        }
    }
}
