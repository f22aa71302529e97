using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor does besides answering: it follows the chain, claims, and drops what is past. One step
/// at a time; whoever drives it decides when.</summary>
/// <remarks>Bringing releases is <see cref="ReleaseKeeper"/>'s, apart from this: a slow origin must hold up no
/// claim.</remarks>
/// <param name="service">The distributor.</param>
/// <param name="escrow">The escrow, calling as the distributor's account.</param>
/// <param name="turn">Whether it is this process that claims, and by which outbox; disposed with the loop.</param>
/// <param name="follower">Follows the escrow.</param>
/// <param name="dropped">Told of each release that is past; null for nobody.</param>
/// <param name="options">How the distributor runs.</param>
/// <param name="counter">Counts what was sent and what failed.</param>
/// <param name="telemetry">Counts what transactions cost.</param>
/// <param name="logger">Told what was sent and what failed.</param>
internal sealed partial class DistributorLoop(
    DistributorService service,
    IEscrow escrow,
    ClaimTurn turn,
    EscrowFollower follower,
    System.Action<ReleaseId>? dropped,
    DistributorOptions options,
    CallCounter counter,
    DistributorTelemetry telemetry,
    ILogger<DistributorLoop> logger) : System.IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<(ReleaseId, int), ClaimDecision> _noted = [];
    private readonly RefusedCalls _refused = new(options.Policy.ResendSeconds);
    private bool _isReconciled;
    private long _announcedAt;

    /// <summary>One step; waits for one that runs. What fails is logged and tried again by a later step.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task StepAsync(long now, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await RunAsync(now, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        turn.Dispose();
        _one.Dispose();
    }

    /// <summary>Everybody follows the chain; whose turn it is claims.</summary>
    private async Task RunAsync(long now, CancellationToken cancellation)
    {
        try
        {
            IEscrowOutbox? outbox = turn.Take();
            if (await FollowAsync(outbox, now, cancellation).ConfigureAwait(false) is not { } facts) return;
            if (outbox is not null) await ClaimAsync(outbox, facts, now, cancellation).ConfigureAwait(false);
            foreach (ReleaseId release in service.DropPast(now, outbox is not null)) dropped?.Invoke(release);
        }
        catch (BooksUnavailableException)
        {
            turn.End();
            _isReconciled = false; // what comes back may be older
            throw;
        }
    }

    private async Task ClaimAsync(
        IEscrowOutbox outbox, ClaimFacts facts, long now, CancellationToken cancellation)
    {
        List<ClaimNote> notes = [];
        IReadOnlyList<ClaimCall> calls = service.PlanClaims(now, facts, notes.Add);
        if (!_isReconciled) Reconcile(facts);
        Note(notes);
        foreach (ClaimCall call in calls)
        {
            await CarryOutAsync(outbox, call.Call, () => service.Commit(call), now, cancellation)
                .ConfigureAwait(false);
        }

        await AnnounceAsync(outbox, now, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sees to what is on its way, then reads the chain: events are at least as new as every outcome seen, and
    /// the settled block is an ancestor of theirs.</summary>
    /// <returns>What is known besides the events; null where the chain cannot be followed now.</returns>
    private async Task<ClaimFacts?> FollowAsync(IEscrowOutbox? outbox, long now, CancellationToken cancellation)
    {
        try
        {
            if (outbox is not null) await TendAsync(outbox, cancellation).ConfigureAwait(false);
            Finality finality = options.Policy.Confirmations;
            BlockHeader? tagged = finality.Tag is { } tag
                ? await escrow.GetBlockAsync(tag, cancellation).ConfigureAwait(false)
                : null;
            ChainState chain = await follower.RefreshAsync(cancellation).ConfigureAwait(false);
            service.Follow(chain, now);
            if (outbox is null) return ClaimFacts.None;
            return new ClaimFacts
            {
                SettledBlock = chain.Head is { } head ? finality.SettledBlock(head.Number, tagged?.Number) : null,
                GasPrice = await outbox.GetGasPriceAsync(cancellation).ConfigureAwait(false),
                InFlight = outbox.InFlight,
                Refused = _refused.At(now),
            };
        }
        catch (ChainException e)
        {
            LogChain(e.Message);
            return null;
        }
    }

    /// <summary>What cannot be tended now is tended later, and is on its way until then. It keeps nobody from reading
    /// the chain: what devices are told follows from that, and a signer that is out of reach changes nothing of
    /// it.</summary>
    private async Task TendAsync(IEscrowOutbox outbox, CancellationToken cancellation)
    {
        try
        {
            Report(await outbox.TendAsync(cancellation).ConfigureAwait(false));
        }
        catch (ChainException e)
        {
            LogNotTended(e.Message);
        }
    }

    private void Reconcile(ClaimFacts facts)
    {
        foreach (Healed healed in service.Reconcile(facts.SettledBlock))
        {
            LogHealed(
                healed.Chain.Release, healed.Books?.Amount ?? 0, healed.Books?.Deliveries ?? 0, healed.Chain.Amount,
                healed.Chain.Deliveries, healed.Chain.Token.IsZero ? "wei" : $"units of token {healed.Chain.Token}");
        }

        _isReconciled = true;
    }

    private void Report(OutboxReport report)
    {
        foreach (OutboxNote note in report.Notes) LogTended(note.Label, note.Nonce, note.What, note.Transaction);
        foreach (SettledTransaction each in report.Settled)
        {
            telemetry.Settled(each);
            LogSettled(each.Label, each.Nonce, each.Outcome, each.Block, each.Fee, each.Transaction);
        }
    }

    /// <summary>Says a decision once, not at every step.</summary>
    private void Note(List<ClaimNote> notes)
    {
        foreach (ClaimNote note in notes)
        {
            if (_noted.GetValueOrDefault((note.Release, note.Tranche), (ClaimDecision)(-1)) == note.Decision) continue;
            LogUnprofitable(note.Deliveries, note.Release, note.Tranche, note.Cost, note.Reward, note.Decision);
        }

        _noted.Clear();
        foreach (ClaimNote note in notes) _noted[(note.Release, note.Tranche)] = note.Decision;
    }

    private async Task AnnounceAsync(IEscrowOutbox outbox, long now, CancellationToken cancellation)
    {
        if (options.PublicUrl is not { } url || escrow.Identity.Account is not { } self) return;
        if (service.Chain.View.Distributors.GetValueOrDefault(self) == url) return;
        if (now - _announcedAt < options.Policy.ResendSeconds) return;
        Announce call = new(url);
        if (CallSubjects.Of(call).Any(outbox.InFlight.Contains)) return;
        _announcedAt = now;
        await CarryOutAsync(outbox, call, () => true, now, cancellation).ConfigureAwait(false);
    }

    /// <summary>Simulates a call, and only where it would succeed commits to it and sends it: no key is out whose
    /// reveal would not be paid.</summary>
    /// <param name="outbox">Sends it.</param>
    /// <param name="call">The call.</param>
    /// <param name="commit">Makes durable what follows from sending it; false where it is not to be sent.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellation">Cancels.</param>
    private async Task CarryOutAsync(
        IEscrowOutbox outbox, EscrowCall call, System.Func<bool> commit, long now, CancellationToken cancellation)
    {
        string name = CallSubjects.Label(call); // never the call itself: a reveal holds keys
        IPreparedCall prepared;
        try
        {
            prepared = await outbox.PrepareAsync(call, cancellation).ConfigureAwait(false);
        }
        catch (ChainException e)
        {
            // A node that does not answer says nothing of the call.
            if (e is not NodeException) _refused.Add(call, now);
            counter.Count(name, CallOutcome.Refused);
            LogRefused(name, e.Message);
            return;
        }

        if (!commit()) return;
        try
        {
            Hash32 transaction = await prepared.SendAsync(cancellation).ConfigureAwait(false);
            counter.Count(name, CallOutcome.Sent);
            LogSent(name, transaction);
        }
        catch (ChainException e)
        {
            counter.Count(name, CallOutcome.Failed);
            LogNotSent(name, e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The chain cannot be followed: {Reason}")]
    private partial void LogChain(string reason);

    [LoggerMessage(2, LogLevel.Information, "Sent {Call} as {Transaction}")]
    private partial void LogSent(string call, Hash32 transaction);

    [LoggerMessage(3, LogLevel.Warning, "{Call} was not sent: {Reason}")]
    private partial void LogNotSent(string call, string reason);

    [LoggerMessage(9, LogLevel.Warning, "{Call} would not succeed by now, and is tried again later: {Reason}")]
    private partial void LogRefused(string call, string reason);

    [LoggerMessage(8, LogLevel.Warning, "What is on its way cannot be seen to: {Reason}")]
    private partial void LogNotTended(string reason);

    [LoggerMessage(4, LogLevel.Warning, "{Call} under number {Nonce} {What} ({Transaction})")]
    private partial void LogTended(string call, long nonce, string what, Hash32 transaction);

    [LoggerMessage(5, LogLevel.Information,
        "{Call} under number {Nonce} ended: {Outcome} in block {Block}, for {Fee} wei of gas ({Transaction})")]
    private partial void LogSettled(
        string call, long nonce, SettledOutcome outcome, long block, BigInteger fee, Hash32 transaction);

    [LoggerMessage(6, LogLevel.Warning,
        "{Deliveries} deliveries of release {Release}, tranche {Tranche}, would cost {Cost} wei of gas and earn "
        + "{Reward} wei: {Decision}")]
    private partial void LogUnprofitable(
        int deliveries, ReleaseId release, int tranche, BigInteger cost, BigInteger reward, ClaimDecision decision);

    [LoggerMessage(7, LogLevel.Warning,
        "Of release {Release} the books said {Books} earned by {BooksDeliveries} deliveries, the chain shows {Chain} "
        + "by {ChainDeliveries}, in {Unit}: the books follow the chain")]
    private partial void LogHealed(
        ReleaseId release, BigInteger books, long booksDeliveries, BigInteger chain, long chainDeliveries, string unit);
}
