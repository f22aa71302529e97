using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;

namespace FairOta.Sdk.Conformance;

/// <summary>All checks, in the order in which they build upon each other, and how they are run.</summary>
internal static class ConformanceSuite
{
    /// <summary>The checks.</summary>
    public static ImmutableArray<ConformanceCheck> All { get; } =
    [
        .. ReadChecks.All,
        .. RefusalChecks.All,
        .. OpenChecks.All,
        .. SegmentChecks.All,
        .. ChallengeChecks.All,
        .. ReceiptChecks.All,
        .. RepairChecks.All,
        .. AnswerChecks.All,
    ];

    /// <summary>Asks everything. Whatever the server does, each check ends in a result; when time is over, those that
    /// are left are not asked about.</summary>
    /// <param name="inquiry">A new one.</param>
    /// <param name="timeUp">Whether the time of the run is over.</param>
    /// <param name="told">Told of every result.</param>
    /// <param name="stop">Ends the run altogether.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<IReadOnlyList<ConformanceResult>> RunAsync(
        Inquiry inquiry, Func<bool> timeUp, Action<ConformanceResult> told, CancellationToken stop)
    {
        List<ConformanceResult> results = [];
        foreach (ConformanceCheck check in All)
        {
            stop.ThrowIfCancellationRequested();
            ConformanceResult result = timeUp()
                ? new(check, Conformance.NotAsked, "The time of this run is over: allow more with --within.")
                : await RunAsync(check, inquiry, stop).ConfigureAwait(false);
            results.Add(result);
            told(result);
        }

        return results;
    }

    private static async Task<ConformanceResult> RunAsync(
        ConformanceCheck check, Inquiry inquiry, CancellationToken stop)
    {
        try
        {
            await check.AskAsync(inquiry).ConfigureAwait(false);
            return new(check, Conformance.Passed);
        }
        catch (NotAskedException e)
        {
            return new(check, Conformance.NotAsked, e.Message);
        }
        catch (Exception e) when (e is NonconformityException or ProtocolException)
        {
            return new(check, Conformance.Failed, e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or InvalidDataException)
        {
            return new(check, Conformance.Failed, "There is no answer that could be read: " + e.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new(check, Conformance.Failed, "There was no answer before the time of this run was over.");
        }
    }
}
