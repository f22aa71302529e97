using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;

namespace FairOta.Sdk.Dashboard;

/// <summary>Deliveries and money over time, in <see cref="DashboardLimits.Points"/> spans of equal length; the last one
/// is under way. A delivery belongs to the span in which its receipt came, whenever it was paid.</summary>
/// <param name="From">When the first span begins, in Unix seconds.</param>
/// <param name="Seconds">Length of a span.</param>
/// <param name="Paid">Deliveries that were paid.</param>
/// <param name="Waiting">Deliveries that may still be paid.</param>
/// <param name="Unpaid">Deliveries that nobody pays any more.</param>
/// <param name="Earned">What those that were paid earned in ETH, in wei.</param>
/// <param name="Fees">What transactions cost that ended in the span, in wei.</param>
internal sealed record Series(
    long From, long Seconds, IReadOnlyList<long> Paid, IReadOnlyList<long> Waiting, IReadOnlyList<long> Unpaid,
    IReadOnlyList<string> Earned, IReadOnlyList<string> Fees)
{
    private const int Points = DashboardLimits.Points;

    /// <summary>The hour from which the books have to tell hours apart for every series that ends now: the one before
    /// the first of them, so that all that came before counts in none.</summary>
    public static long SinceHour(long now) => First(now, Times.Day) * (Times.Day / Times.Hour) - 1;

    /// <summary>The series of a distributor. Pure.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="seconds">Length of a span: whole hours.</param>
    public static Series Of(DistributorFacts facts, long seconds)
    {
        long first = First(facts.Now, seconds);
        long[] paid = new long[Points], waiting = new long[Points], unpaid = new long[Points];
        BigInteger[] earned = new BigInteger[Points], fees = new BigInteger[Points];
        foreach (SessionCount each in facts.Sessions.Where(s => s.Standing >= Standing.Received))
        {
            long at = each.Hour * Times.Hour / seconds - first;
            if (at < 0 || at >= Points) continue;
            if (each.Standing == Standing.Paid)
            {
                paid[at] += each.Count;
                earned[at] += each.Count * MoneyPanel.EtherFor(facts, each.Release);
            }
            else if (WaitingPanel.IsWaiting(each)) waiting[at] += each.Count;
            else unpaid[at] += each.Count;
        }

        foreach (SettledTransaction each in facts.Ledger.Settled)
        {
            long at = each.SettledAt / seconds - first;
            if (at >= 0 && at < Points) fees[at] += each.Fee;
        }

        return new Series(
            first * seconds, seconds, paid, waiting, unpaid, [.. earned.Select(Snapshot.Text)],
            [.. fees.Select(Snapshot.Text)]);
    }

    private static long First(long now, long seconds) => now / seconds - (Points - 1);
}
