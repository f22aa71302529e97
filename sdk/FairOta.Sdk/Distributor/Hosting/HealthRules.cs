using System.Collections.Generic;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor's health is judged by.</summary>
/// <param name="FollowedSecondsAgo">Seconds since the chain was last followed; null for never.</param>
/// <param name="HeadAgeSeconds">Age of the newest block seen, in seconds; null without one.</param>
/// <param name="PollSeconds">How often the chain is looked at, in seconds.</param>
/// <param name="AreBooksWritable">Whether the books take writes and sync them.</param>
/// <param name="FreeBytes">Free bytes on the disk of books and releases.</param>
internal sealed record HealthFacts(
    long? FollowedSecondsAgo, long? HeadAgeSeconds, double PollSeconds, bool AreBooksWritable, long FreeBytes);

/// <summary>Whether a distributor is fit to be sent devices. Pure.</summary>
internal static class HealthRules
{
    /// <summary>Below this many free bytes nothing more is promised.</summary>
    public const long LeastFreeBytes = 64L << 20;

    /// <summary>Below this many an operator had better look.</summary>
    public const long ScarceFreeBytes = 1L << 30;

    private const long LateSeconds = 60;
    private const long LostSeconds = 600;

    /// <summary>The status, and every reason why it is no better, as sentences that name no secret.</summary>
    public static (HealthStatus Status, IReadOnlyList<string> Reasons) Judge(HealthFacts facts)
    {
        List<string> reasons = [];
        HealthStatus status = HealthStatus.Healthy;
        void Say(HealthStatus to, string reason)
        {
            if (to < status) status = to;
            reasons.Add(reason);
        }

        if (facts.FollowedSecondsAgo is not { } ago) Say(HealthStatus.Unhealthy, "The chain is not known yet.");
        else if (ago > LostSeconds + 3 * facts.PollSeconds)
            Say(HealthStatus.Unhealthy, $"The chain was last followed {ago} s ago.");
        else if (ago > LateSeconds + 3 * facts.PollSeconds)
            Say(HealthStatus.Degraded, $"The chain was last followed {ago} s ago.");
        if (!facts.AreBooksWritable) Say(HealthStatus.Unhealthy, "The books cannot be written.");
        if (facts.FreeBytes < LeastFreeBytes)
            Say(HealthStatus.Unhealthy, $"The disk has {facts.FreeBytes >> 20} MiB left.");
        else if (facts.FreeBytes < ScarceFreeBytes)
            Say(HealthStatus.Degraded, $"The disk has {facts.FreeBytes >> 20} MiB left.");
        return (status, reasons);
    }
}
