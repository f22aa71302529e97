using System.Collections.Generic;
using System.Linq;

namespace FairOta.Sdk.Distributor;

/// <summary>Keeps count of the sessions that take a challenge as they open, are answered and run out, because each Open
/// asks how many there are. Not thread-safe.</summary>
internal sealed class OpenTally
{
    /// <summary>Requests reach the books a little out of order; only a clock that was set back further makes those
    /// count again that had run out.</summary>
    private const long TolerableSeconds = Times.Hour;

    private readonly Dictionary<ReleaseId, int> _ofRelease = [];
    private long? _at;

    /// <summary>Counts sessions by release: those that end from the first of two times on and before the second; null
    /// for all later ones.</summary>
    public delegate IEnumerable<(ReleaseId Release, int Count)> Query(long from, long? before);

    /// <summary>How many there are.</summary>
    /// <param name="release">The release whose own sessions are counted beside those of all.</param>
    /// <param name="now">Unix seconds; little before the last time asked about, it is taken for that.</param>
    /// <param name="query">Counts in the books what ran out since, and the first time all.</param>
    public OpenSessions At(ReleaseId release, long now, Query query)
    {
        if (_at is not { } at || now < at - TolerableSeconds)
        {
            _ofRelease.Clear();
            foreach ((ReleaseId id, int count) in query(now, null)) _ofRelease[id] = count;
            _at = now;
        }
        else if (now > at)
        {
            foreach ((ReleaseId id, int count) in query(at, now)) Add(id, -count);
            _at = now;
        }

        return new OpenSessions(_ofRelease.GetValueOrDefault(release), _ofRelease.Values.Sum());
    }

    /// <summary>A session was written.</summary>
    /// <param name="release">Its release.</param>
    /// <param name="endsAt">The last moment at which it takes a challenge.</param>
    /// <param name="change">1 where it takes one now and did not, -1 where it did and does not, else 0.</param>
    public void Written(ReleaseId release, long endsAt, int change)
    {
        if (endsAt >= _at) Add(release, change);
    }

    /// <summary>All sessions of a release were dropped.</summary>
    public void Forget(ReleaseId release) => _ofRelease.Remove(release);

    private void Add(ReleaseId release, int change)
    {
        int count = _ofRelease.GetValueOrDefault(release) + change;
        if (count == 0) _ofRelease.Remove(release);
        else _ofRelease[release] = count;
    }
}
