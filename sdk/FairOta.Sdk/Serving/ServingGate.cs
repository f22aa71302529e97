using System;
using System.Net;
using System.Threading;
using System.Threading.RateLimiting;
using System.Threading.Tasks;

namespace FairOta.Sdk.Serving;

/// <summary>Holds a node's callers to its <see cref="ServingLimits"/>: who may come in, who may have work done, and how
/// fast answers flow. Its memory does not depend on who calls.</summary>
/// <remarks>Thread-safe; one for a host.</remarks>
internal sealed class ServingGate : IDisposable
{
    private readonly ServingLimits _limits;
    private readonly TimeProvider _time;
    private readonly CallerBuckets _callers;
    private readonly ConcurrencyLimiter _work;
    private long _sent;

    /// <summary>A gate that nobody passed yet.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="time">Measures rates, and lets answers wait.</param>
    /// <param name="randomness">Draws the key by which callers are counted.</param>
    public ServingGate(ServingLimits limits, TimeProvider time, IRandomness randomness)
    {
        (_limits, _time, _callers) = (limits, time, new CallerBuckets(randomness.Draw(16)));
        _work = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = limits.WorkAtOnce,
            QueueLimit = limits.WorkQueued,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>The limits.</summary>
    public ServingLimits Limits => _limits;

    private long Now => (long)(_time.GetTimestamp() * ((double)TimeSpan.TicksPerSecond / _time.TimestampFrequency));

    /// <summary>Takes a request in, before anything of its body is read.</summary>
    /// <param name="caller">Who asks; null where the transport does not know.</param>
    /// <param name="pass">To be disposed when the answer has left; null where the caller is refused.</param>
    /// <param name="release">The release asked for, as it is named; null where none is.</param>
    /// <returns>The refusal (429, or 503 where too much is sent of the release or in all), or null.</returns>
    public Answer? Enter(IPAddress? caller, out Pass? pass, string? release = null)
    {
        pass = null;
        int place = _callers.PlaceOf(caller);
        int? releasePlace = release is null ? null : _callers.PlaceOf(release);
        long now = Now;
        if (CallerBuckets.TryTake(ref _callers.Requests(place), _limits.CallerRequests, now, 1) is > 0 and var wait)
            return Refused(Problems.CallerLimit, "This address asks too often.", wait);
        if (Delay(ref _callers.Bytes(place), _limits.CallerBytes, now) is > 0 and var flow)
            return Refused(Problems.CallerLimit, "This address asks for more bytes than it may.", flow);
        if (Delay(ref _sent, _limits.AllBytes, now) is > 0 and var all)
            return Refused(Problems.Busy, "More is asked for here than can be sent.", all);
        if (releasePlace is { } of && Delay(ref _callers.Releases(of), _limits.ReleaseBytes, now) is > 0 and var many)
            return Refused(Problems.Busy, "More of this release is asked for here than can be sent.", many);
        Pass entered = new(this, place, releasePlace);
        if (Interlocked.Increment(ref _callers.AtOnce(place)) <= _limits.RequestsAtOncePerCaller)
        {
            pass = entered;
            return null;
        }

        entered.Dispose();
        return Refused(Problems.CallerLimit, "This address asks too much at once.", TimeSpan.TicksPerSecond);
    }

    /// <summary>Does expensive work in its turn.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellation">Gives the place in the queue up.</param>
    /// <returns>The work's answer; 503 where too many wait already.</returns>
    public async ValueTask<Answer> WorkAsync(Func<Answer> work, CancellationToken cancellation)
    {
        using RateLimitLease lease = await _work.AcquireAsync(1, cancellation).ConfigureAwait(false);
        return lease.IsAcquired
            ? work()
            : Refused(Problems.Busy, "Too many wait here already.", 2 * TimeSpan.TicksPerSecond);
    }

    /// <inheritdoc/>
    public void Dispose() => _work.Dispose();

    /// <summary>How long a request has to stay away because more bytes than may flow in the longest delay wait to be
    /// sent already.</summary>
    private long Delay(ref long bucket, Rate rate, long now) =>
        RateRules.Wait(rate, Volatile.Read(ref bucket), now, 0) - _limits.LongestDelay.Ticks;

    private static Answer Refused(ProblemType problem, string sentence, long waitTicks) =>
        Answer.Refused(problem, sentence, 1 + waitTicks / TimeSpan.TicksPerSecond);

    /// <summary>One request that was taken in.</summary>
    public sealed class Pass : IDisposable
    {
        private readonly ServingGate _gate;
        private readonly int _place;
        private readonly int? _release;

        internal Pass(ServingGate gate, int place, int? release) => (_gate, _place, _release) = (gate, place, release);

        /// <summary>Waits until bytes may be sent.</summary>
        /// <param name="count">How many.</param>
        /// <param name="cancellation">Ends the waiting; the bytes stay counted.</param>
        public async ValueTask SendAsync(int count, CancellationToken cancellation)
        {
            long now = _gate.Now;
            ServingLimits limits = _gate._limits;
            long wait = Math.Max(
                CallerBuckets.Take(ref _gate._callers.Bytes(_place), limits.CallerBytes, now, count),
                CallerBuckets.Take(ref _gate._sent, limits.AllBytes, now, count));
            if (_release is { } of)
            {
                wait = Math.Max(
                    wait, CallerBuckets.Take(ref _gate._callers.Releases(of), limits.ReleaseBytes, now, count));
            }

            if (wait > 0)
                await Task.Delay(TimeSpan.FromTicks(wait), _gate._time, cancellation).ConfigureAwait(false);
        }

        /// <summary>The answer has left.</summary>
        public void Dispose() => Interlocked.Decrement(ref _gate._callers.AtOnce(_place));
    }
}
