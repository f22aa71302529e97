using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Distributor;

/// <summary>Looks at chain, books and disk, and has <see cref="HealthRules"/> judge. One for a host: whoever asks how
/// often, the books are written no more than every <see cref="ProbeEvery"/>.</summary>
internal sealed partial class DistributorHealthCheck(
    DistributorService service,
    EscrowFollower follower,
    DistributorOptions options,
    TimeProvider time,
    ILogger<DistributorHealthCheck> logger) : IHealthCheck
{
    /// <summary>A probe waits for the disk under the lock that every answer needs.</summary>
    public static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _probedAt;
    private bool _isWritable;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        HealthFacts facts = new(
            service.FollowedAt == 0 ? null : now - service.FollowedAt,
            service.Chain.Head is { } head ? now - head.Timestamp : null,
            options.PollInterval.TotalSeconds,
            AreBooksWritable(),
            new DriveInfo(Path.GetFullPath(options.DataDirectory)).AvailableFreeSpace);
        (HealthStatus status, IReadOnlyList<string> reasons) = HealthRules.Judge(facts);
        Dictionary<string, object> data = new()
        {
            ["freeBytes"] = facts.FreeBytes,
            ["releases"] = service.CountReleases(),
        };
        if (facts.FollowedSecondsAgo is { } ago) data["chainFollowedSecondsAgo"] = ago;
        if (facts.HeadAgeSeconds is { } age) data["newestBlockAgeSeconds"] = age;
        if (follower.Lag is { } lag) data["blocksBehind"] = lag.Blocks;
        string? description = reasons.Count == 0 ? null : string.Join(' ', reasons);
        return Task.FromResult(new HealthCheckResult(status, description, null, data));
    }

    private bool AreBooksWritable()
    {
        lock (_gate)
        {
            if (_probedAt is { } before && time.GetElapsedTime(before) < ProbeEvery) return _isWritable;
            _isWritable = CanWrite();
            _probedAt = time.GetTimestamp();
            return _isWritable;
        }
    }

    private bool CanWrite()
    {
        try
        {
            service.ProbeBooks();
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The answer says no more than that; what the disk or the database said is for the operator's log.
            LogBooks(e);
            return false;
        }
    }

    [LoggerMessage(30, LogLevel.Error, "The books cannot be written")]
    private partial void LogBooks(Exception reason);
}
