using System.IO;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FairOta.Sdk.Dashboard;

/// <summary>Gathers a distributor's facts, beside whoever writes its books: nothing waits for it, and it writes
/// nothing. Not thread-safe.</summary>
internal sealed class DistributorProbe(
    DistributorService service,
    EscrowFollower follower,
    HoldingSet holdings,
    ReleaseKeeper keeper,
    CallCounter calls,
    TrafficTally traffic,
    IDistributorState state,
    DistributorOptions options)
{
    private readonly ReportTally _reports = new(service.Reports.Store);

    /// <summary>Looks.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <exception cref="IOException">Books or disk cannot be read.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The books cannot be read.</exception>
    /// <exception cref="BooksUnavailableException">They are out of reach.</exception>
    public DistributorFacts Look(long now)
    {
        ChainState chain = service.Chain;
        long free = new DriveInfo(Path.GetFullPath(options.DataDirectory)).AvailableFreeSpace;
        _reports.Read();
        BooksLook books = state.Look(now, Series.SinceHour(now));
        return new DistributorFacts
        {
            Now = now,
            Identity = options.Escrow!.Identity,
            PublicUrl = options.PublicUrl,
            Chain = chain,
            FollowedAt = service.FollowedAt,
            Lag = follower.Lag,
            Health = HealthOf(chain, now, free),
            Holdings = holdings.All,
            Work = keeper.Work,
            Sessions = books.Sessions,
            Ledger = books.Ledger,
            Calls = calls.Counts,
            Reports = _reports.Count(),
            Traffic = traffic,
            BooksBytes = books.Bytes,
            FreeBytes = free,
        };
    }

    /// <summary>Whether the books can be written is /healthz/ready's to try: a look changes nothing.</summary>
    private HealthPanel HealthOf(ChainState chain, long now, long free)
    {
        (HealthStatus status, var reasons) = HealthRules.Judge(new HealthFacts(
            service.FollowedAt == 0 ? null : now - service.FollowedAt,
            chain.Head is { } head ? now - head.Timestamp : null,
            options.PollInterval.TotalSeconds,
            AreBooksWritable: true,
            free));
        return new HealthPanel(status.ToString(), reasons);
    }
}
