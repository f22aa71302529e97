using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace FairOta.Sdk.Distributor;

/// <summary>How much a write must withstand before it returns.</summary>
internal enum Durability
{
    /// <summary>A crash of the process. Enough for counters whose last moments may be lost in a power cut.</summary>
    Process = 0,

    /// <summary>A power cut. For everything that an answer or a transaction relies on.</summary>
    PowerCut = 1,
}

/// <summary>The distributor's books: sessions, and the mark that tells whether they are older than the answers
/// given.</summary>
/// <remarks>Whoever reads, decides and writes does so within one <see cref="Enter"/>: nobody else writes meanwhile, in
/// no process. What is out of reach for now throws <see cref="BooksUnavailableException"/>.</remarks>
internal interface IDistributorBooks : IDisposable
{
    /// <summary>Waits until nobody else is within, and keeps everybody else out until what is returned is disposed.
    /// What was written within is written once that returned. Reentrant; to be left on the same thread.</summary>
    IDisposable Enter();

    /// <summary>0 where no other process writes into these books. Else the number of the connection to them: what was
    /// written under another number, and not yet synced, may be lost, and the epoch may be another.</summary>
    long Term => 0;

    /// <summary>The epoch and the number of challenges ever answered, as the books know them.</summary>
    EpochMark Mark { get; }

    /// <summary>Begins an epoch: its mark replaces the one there was.</summary>
    void Begin(EpochMark mark);

    /// <summary>The session, or null.</summary>
    Session? Find(SessionId id);

    /// <summary>All sessions of a device for a release, the oldest first.</summary>
    IReadOnlyList<Session> OfDevice(ReleaseId release, Address device);

    /// <summary>Sessions with a receipt that are neither paid, lost nor lapsed, the oldest receipt first.</summary>
    IReadOnlyList<Session> Claimable();

    /// <summary>How many sessions <see cref="Claimable"/> gives, without reading them.</summary>
    int CountClaimable();

    /// <summary>Where a release and its vendor stand.</summary>
    Credit CreditOf(ReleaseId release, Address vendor, long now);

    /// <summary>Sessions that take a challenge: neither answered nor ended, and <paramref name="now"/> not after their
    /// end.</summary>
    /// <param name="release">The release whose own sessions are counted beside those of all.</param>
    /// <param name="now">Unix seconds.</param>
    OpenSessions CountOpen(ReleaseId release, long now);

    /// <summary>Makes all that was written before withstand a power cut: one for many writes of
    /// <see cref="Durability.Process"/>. Also shows whether the books can be written at all.</summary>
    void Sync();

    /// <summary>Writes all of the sessions or none. Each must be one revision on from what the books hold (1 for a
    /// new one), none may replace or remove a challenge that was answered, and none may be of a forgotten release. A
    /// session that gains a challenge counts the mark on.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="durability">What the write must withstand.</param>
    /// <param name="earned">Earnings that change with them, each in place of its release's; null for none.</param>
    /// <returns>False if somebody else wrote in between or the release is forgotten; nothing is written
    /// then.</returns>
    bool TryWrite(
        IReadOnlyList<Session> sessions, Durability durability, IReadOnlyList<Earning>? earned = null);

    /// <summary>What was earned, by release; of forgotten releases too.</summary>
    IReadOnlyList<Earning> Earned();

    /// <summary>How many deliveries stand in which way, those of forgotten releases included.</summary>
    IReadOnlyList<Tally> Tallies();

    /// <summary>Counts the sessions that are kept: those that have a receipt, and of the others those that take a
    /// challenge or a receipt still. It goes over all of them.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="sinceHour">The first <see cref="SessionCount.Hour"/> that is told apart: receipts that came before
    /// count in it.</param>
    /// <returns>The counts, by release, tranche, standing and hour.</returns>
    IReadOnlyList<SessionCount> Count(long now, long sinceHour);

    /// <summary>Indices of the segments that a device of a release had repaired here.</summary>
    ImmutableSortedSet<int> Repaired(ReleaseId release, Address device);

    /// <summary>Writes them, from 1 to 65,535, in place of those before, so that they withstand a crash of the
    /// process: the last moments may be lost in a power cut.</summary>
    /// <returns>False if the release is forgotten; nothing is written then.</returns>
    bool TryWrite(ReleaseId release, Address device, ImmutableSortedSet<int> repaired);

    /// <summary>Whether something is owed for a release: a challenge of it was answered that may still be paid
    /// (neither lost nor lapsed, and its validUntil less than 24 h ago unless the receipt is here), or its receipt
    /// is less than a week old and it was paid or its key is out, so that the device may need repair.</summary>
    /// <remarks>A vendor chooses the claim deadline as late as it likes: were a delivery owed repair until then, it
    /// would keep its release's room for good.</remarks>
    /// <param name="release">The release.</param>
    /// <param name="now">Unix seconds.</param>
    bool HasDuties(ReleaseId release, long now);

    /// <summary>When the newest session of a release was opened, in Unix seconds; null where none is kept.</summary>
    long? LastOpened(ReleaseId release);

    /// <summary>The releases of which sessions or repairs are kept, in no order.</summary>
    IReadOnlyList<ReleaseId> Releases();

    /// <summary>Whether the release was ever forgotten.</summary>
    bool HasForgotten(ReleaseId release);

    /// <summary>Drops all sessions and repairs of a release: for one whose time for repair is past, or for which
    /// nobody came for long. The release itself is remembered as forgotten: what was answered is no longer known, so
    /// nothing of it is ever answered again. What was earned and how its deliveries ended stays counted.</summary>
    void Forget(ReleaseId release);
}
