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
/// one request; and the device's answered sessions there that were never paid are at most 2, or, where books came from
/// a backup and forgot some, 2 more each time. The session itself never answers twice, whatever was forgotten: that is
/// what epochs are for.</remarks>
internal sealed class OneChallenge(ChainLog chain, WireLog wire) : Witness(
    "One challenge a session", "A session answers one challenge, ever, and a device has two unpaid ones at most.",
    chain, wire)
{
    private readonly HashSet<int> _distributors = [];
    private readonly Dictionary<int, int> _restored = [];
    private readonly HashSet<Address> _paid = [];

    /// <inheritdoc/>
    protected override void Began(FleetWorld world) =>
        _distributors.UnionWith(world.Distributors.OfType<SimDistributor>().Select(each => each.Number));

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        if (happening is FaultInjected { Kind: "restored from backup" })
            _restored[happening.Actor] = _restored.GetValueOrDefault(happening.Actor) + 1;
        if (!Wire.IsNewAnswer || Wire.Touched is not { } session || !_distributors.Contains(happening.Actor)) return;
        Check(
            session.Answers.Count == 1, happening.AtMs,
            () => $"Host {session.Host} answered {session.Answers.Count} challenges of session {session.Id}.");
        int most = Limits.MaxUnpaidChallengesPerDevice * (1 + _restored.GetValueOrDefault(session.Host));
        int unpaid = Wire.OfDevice(session.Host, session.Device).Count(each =>
            each.Release == session.Release && each.Indices is not null && !_paid.Contains(each.KeyCommitment));
        Check(
            unpaid <= most, happening.AtMs,
            () => $"Host {session.Host} answered {unpaid} unpaid challenges of {session.Device}.");
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        foreach (Delivered each in Chain.Added.SelectMany(block => block.Events).OfType<Delivered>())
            _paid.Add(CurveMemo.CommitmentOf(each.Key));
    }
}
