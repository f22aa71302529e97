using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Sdk.Distributor;

/// <summary>Books in memory, for simulations and tests: the same contract as <see cref="SqliteBooks"/>, and as
/// durable as the object.</summary>
internal sealed class MemoryBooks : IDistributorBooks
{
    private readonly BooksGate _gate = new();
    private readonly Dictionary<SessionId, Session> _sessions = [];
    private readonly Dictionary<(ReleaseId, Address), List<SessionId>> _ofDevice = [];
    private readonly Dictionary<Address, HashSet<SessionId>> _unpaid = [];
    private readonly Dictionary<Address, int> _paidOfVendor = [];
    private readonly Dictionary<ReleaseId, int> _paidOfRelease = [];
    private readonly HashSet<SessionId> _claimable = [];
    private readonly HashSet<SessionId> _open = [];
    private readonly Dictionary<ReleaseId, int> _ofRelease = [];
    private readonly Dictionary<(ReleaseId Release, Address), ImmutableSortedSet<int>> _repaired = [];
    private readonly HashSet<ReleaseId> _forgotten = [];
    private readonly Dictionary<ReleaseId, Earning> _earned = [];
    private readonly List<Tally> _ended = [];

    /// <inheritdoc/>
    public EpochMark Mark { get; private set; }

    /// <summary>The same books once more, as a backup has them.</summary>
    public MemoryBooks Copy()
    {
        MemoryBooks copy = new() { Mark = Mark };
        foreach (Session session in _sessions.Values) copy.Put(session);
        copy.Mark = Mark; // putting sessions counted their answers
        foreach (var (delivery, indices) in _repaired) copy._repaired[delivery] = indices;
        copy._forgotten.UnionWith(_forgotten);
        foreach (Earning earning in _earned.Values) copy._earned[earning.Release] = earning;
        copy._ended.AddRange(_ended);
        return copy;
    }

    /// <inheritdoc/>
    public IDisposable Enter() => _gate.Enter();

    /// <inheritdoc/>
    public void Begin(EpochMark mark) => Mark = mark;

    /// <inheritdoc/>
    public Session? Find(SessionId id) => _sessions.GetValueOrDefault(id);

    /// <inheritdoc/>
    public IReadOnlyList<Session> OfDevice(ReleaseId release, Address device) =>
        _ofDevice.TryGetValue((release, device), out var ids) ? [.. ids.Select(id => _sessions[id])] : [];

    /// <inheritdoc/>
    public IReadOnlyList<Session> Claimable() =>
        [.. _claimable.Select(id => _sessions[id]).OrderBy(s => s.ReceivedAt).ThenBy(s => s.Id.Value)];

    /// <inheritdoc/>
    public int CountClaimable() => _claimable.Count;

    /// <inheritdoc/>
    public Credit CreditOf(ReleaseId release, Address vendor, long now)
    {
        List<Session> unpaid = [.. _unpaid.GetValueOrDefault(vendor, [])
            .Select(id => _sessions[id])
            .Where(s => now <= s.Challenge!.ValidUntil + Times.CreditTail)];
        return new Credit(
            unpaid.Count(s => s.Release == release),
            _paidOfRelease.GetValueOrDefault(release),
            unpaid.Count,
            _paidOfVendor.GetValueOrDefault(vendor));
    }

    /// <inheritdoc/>
    public OpenSessions CountOpen(ReleaseId release, long now)
    {
        List<Session> open = [.. _open.Select(id => _sessions[id]).Where(s => now <= s.EndsAt)];
        return new OpenSessions(open.Count(s => s.Release == release), open.Count);
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public bool TryWrite(
        IReadOnlyList<Session> sessions, Durability durability, IReadOnlyList<Earning>? earned = null)
    {
        if (!sessions.All(IsNext)) return false;
        foreach (Session session in sessions) Put(session);
        foreach (Earning earning in earned ?? []) _earned[earning.Release] = earning;
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Earning> Earned() => [.. _earned.Values.OrderBy(e => e.Release.Value)];

    /// <inheritdoc/>
    public IReadOnlyList<Tally> Tallies() => [.. TalliesOf(_sessions.Values)
        .Concat(_ended)
        .GroupBy(t => (t.Release, t.Standing, t.LostTo))
        .Select(g => g.First() with { Deliveries = g.Sum(t => t.Deliveries) })
        .OrderBy(t => t.Release.Value).ThenBy(t => t.Standing)];

    /// <inheritdoc/>
    public ImmutableSortedSet<int> Repaired(ReleaseId release, Address device) =>
        _repaired.GetValueOrDefault((release, device), []);

    /// <inheritdoc/>
    public bool TryWrite(ReleaseId release, Address device, ImmutableSortedSet<int> repaired)
    {
        if (HasForgotten(release)) return false;
        _repaired[(release, device)] = repaired;
        return true;
    }

    /// <inheritdoc/>
    public bool HasDuties(ReleaseId release, long now) => _sessions.Values.Any(s => s.Release == release
        && (s.Standing is Standing.Received or Standing.Reserving or Standing.Reserved
            || s.Standing == Standing.Answered && s.Challenge!.ValidUntil >= now - Times.CreditTail
            || (s.KeyOut || s.Standing == Standing.Paid) && s.ReceivedAt >= now - Times.RepairDuty));

    /// <inheritdoc/>
    public long? LastOpened(ReleaseId release) =>
        _sessions.Values.Where(s => s.Release == release).Max(s => (long?)s.OpenedAt);

    /// <inheritdoc/>
    public IReadOnlyList<ReleaseId> Releases() =>
        [.. _ofRelease.Keys.Union(_repaired.Keys.Select(delivery => delivery.Release))];

    /// <inheritdoc/>
    public bool HasForgotten(ReleaseId release) => _forgotten.Contains(release);

    /// <inheritdoc/>
    public void Forget(ReleaseId release)
    {
        if (!_forgotten.Add(release)) return;
        _ended.AddRange(TalliesOf(_sessions.Values.Where(s => s.Release == release)));
        foreach (Session session in _sessions.Values.Where(s => s.Release == release).ToList())
        {
            Count(session, -1);
            _sessions.Remove(session.Id);
            _ofDevice.Remove((release, session.Device));
        }

        _ofRelease.Remove(release);

        foreach (var delivery in _repaired.Keys.Where(d => d.Release == release).ToList()) _repaired.Remove(delivery);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SessionCount> Count(long now, long sinceHour) =>
    [
        .. _sessions.Values
            .Where(s => s.Standing >= Standing.Received
                || s.Standing == Standing.Answered && s.Challenge!.ValidUntil >= now
                || s.Challenge is null && !s.Ended && s.EndsAt >= now)
            .GroupBy(s => (
                s.Release, s.Place.Tranche, s.Standing,
                Hour: s.Standing >= Standing.Received ? long.Max(s.ReceivedAt / Times.Hour, sinceHour) : 0))
            .OrderBy(g => g.Key.Release.Value).ThenBy(g => g.Key.Tranche).ThenBy(g => g.Key.Standing)
            .ThenBy(g => g.Key.Hour)
            .Select(g => new SessionCount(
                g.Key.Release, g.Key.Tranche, g.Key.Standing, g.Key.Hour, g.Min(s => s.ReceivedAt), g.Count())),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static IEnumerable<Tally> TalliesOf(IEnumerable<Session> sessions) => sessions
        .Where(s => s.Standing >= Standing.Received)
        .GroupBy(s => (s.Release, s.Standing, s.LostTo))
        .Select(g => new Tally(g.Key.Release, g.Key.Standing, g.Key.LostTo, g.Count()))
        .ToList();

    private bool IsNext(Session session)
    {
        Session? held = Find(session.Id);
        return !HasForgotten(session.Release)
            && session.Revision == (held?.Revision ?? 0) + 1
            && (held?.Challenge is not { } answered
                || session.Challenge?.Request.AsSpan().SequenceEqual(answered.Request) == true);
    }

    private void Put(Session session)
    {
        Session? held = Find(session.Id);
        if (held is null)
        {
            Bucket(_ofDevice, (session.Release, session.Device)).Add(session.Id);
            _ofRelease[session.Release] = _ofRelease.GetValueOrDefault(session.Release) + 1;
        }
        else
        {
            Count(held, -1);
        }

        if (held?.Challenge is null && session.Challenge is not null) Mark = Mark with { Answered = Mark.Answered + 1 };
        _sessions[session.Id] = session;
        Count(session, +1);
    }

    /// <summary>Adds a session to, or takes it from, the indexes that its standing puts it into.</summary>
    private void Count(Session session, int change)
    {
        bool paid = session.Standing == Standing.Paid;
        Include(Bucket(_unpaid, session.Vendor), session.Id, change > 0 && session.Challenge is not null && !paid
            && session.Standing != Standing.Reserved);
        Include(_open, session.Id, change > 0 && session.Challenge is null && !session.Ended);
        Include(_claimable, session.Id, change > 0
            && session.Standing is (Standing.Received or Standing.Reserving or Standing.Reserved));
        if (!paid) return;
        _paidOfRelease[session.Release] = _paidOfRelease.GetValueOrDefault(session.Release) + change;
        _paidOfVendor[session.Vendor] = _paidOfVendor.GetValueOrDefault(session.Vendor) + change;
    }

    private static void Include(HashSet<SessionId> set, SessionId id, bool include)
    {
        if (include) set.Add(id);
        else set.Remove(id);
    }

    private static TBucket Bucket<TKey, TBucket>(Dictionary<TKey, TBucket> buckets, TKey key)
        where TKey : notnull
        where TBucket : new()
    {
        if (!buckets.TryGetValue(key, out TBucket? bucket)) buckets[key] = bucket = new TBucket();
        return bucket;
    }
}
