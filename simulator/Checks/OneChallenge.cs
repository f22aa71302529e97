using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// One challenge is answered per session, ever, and at most 2 unpaid ones per device and release. PROTOCOL.md,
/// <i>Exchange</i>, step 3, and what it says of epochs after step 7: so it stays across crashes and backups.
/// </summary>
/// <remarks>Of every distributor that keeps the protocol: all answers to challenges of one session are one answer to
/// one request; and the device's answered sessions there that were never paid are at most 2, not counting those that
/// were answered after the backup that its books are from. The session itself never answers twice, whatever was
/// forgotten: that is what epochs are for.</remarks>
internal sealed class OneChallenge(ChainLog chain, WireLog wire, Restores restores) : Witness(
    "One challenge a session", "A session answers one challenge, ever, and a device has two unpaid ones at most.",
    chain, wire, Answered, Repeated, Forgotten)
{
    private const string Answered = "sessions answered";
    private const string Repeated = "answered unpaid ones of a device before";
    private const string Forgotten = "of these forgotten with a backup";
    private readonly HashSet<int> _distributors = [];
    private readonly HashSet<Address> _paid = [];

    /// <inheritdoc/>
    protected override void Began(FleetWorld world) =>
        _distributors.UnionWith(world.Distributors.OfType<SimDistributor>().Select(each => each.Number));

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        restores.See(happening);
        if (!Wire.IsNewAnswer || Wire.Touched is not { } session || !_distributors.Contains(happening.Actor)) return;
        Count(Answered, session.Answers == 1 ? 1 : 0);
        Check(
            session.Answers == 1, happening.AtMs,
            () => $"Host {session.Host} answered {session.Answers} challenges of session {session.Id}.");
        WireSession[] unpaid = [.. Wire.OfDevice(session.Host, session.Device).Where(each =>
            each.Release == session.Release && each.AnsweredMs is not null && !_paid.Contains(each.KeyCommitment))];
        int forgotten = unpaid.Count(each => restores.Forgot(each.Host, each.AnsweredMs));
        Count(Repeated, unpaid.Length - 1);
        Count(Forgotten, forgotten);
        Check(
            unpaid.Length - forgotten <= Limits.MaxUnpaidChallengesPerDevice, happening.AtMs,
            () => $"Host {session.Host} answered {unpaid.Length - forgotten} unpaid challenges of {session.Device}.");
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        foreach (Delivered each in Chain.AddedEvents.OfType<Delivered>())
            _paid.Add(CurveMemo.CommitmentOf(each.Key));
    }
}
