using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// Samples are given away within the credit, each for a full download. PROTOCOL.md, <i>Exchange</i>, step 3: answered
/// challenges neither reserved nor paid number at most C + ⌊paid/4⌋ per release, each until 24 h after its validUntil;
/// and after step 7: colluding devices could pool segments, at ⌈n/λ⌉ full downloads per package.
/// </summary>
/// <remarks>Of every distributor that keeps the protocol, whenever it answers a challenge: it had sent the whole
/// package in that session before; and its unpaid answers, counted on the wire and on the chain, are within the
/// credit. So devices that pool all they got unpaid hold at most λ distinct segments for each of these downloads. Who
/// ever was reserved or paid counts as such for good. Books from a backup forget what was answered since, which each
/// time was within the credit, and nothing else.</remarks>
internal sealed class SamplesOnCredit(ChainLog chain, WireLog wire, Restores restores) : Witness(
    "Samples on credit", "Unpaid samples stay within the credit, and each λ of them cost a full download.", chain, wire,
    Answered, Most, Forgotten)
{
    private const string Answered = "sessions answered";
    private const string Most = "most unpaid of one release and distributor";
    private const string Forgotten = "answers forgotten with backups";
    private const long KeptSeconds = 24 * 3600;
    private readonly Dictionary<int, SimDistributor> _distributors = [];
    private readonly Dictionary<(int Host, ReleaseId Release), HashSet<WireSession>> _unpaid = [];
    private readonly Dictionary<(Address Distributor, ReleaseId Release), HashSet<Address>> _paid = [];
    private readonly HashSet<Address> _taken = [];
    private int _most;

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        foreach (SimDistributor one in world.Distributors.OfType<SimDistributor>()) _distributors.Add(one.Number, one);
    }

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        restores.See(happening);
        if (Restores.IsRestored(happening)) Forget(happening.Actor);
        if (!Wire.IsNewAnswer || Wire.Touched is not { } session) return;
        if (!_distributors.TryGetValue(happening.Actor, out SimDistributor? one)) return;
        Count(Answered, session.Answers == 1 ? 1 : 0);
        Manifest manifest = Wire.ManifestOf(session.Release)!;
        Check(
            session.SentBytes >= (long)manifest.SegmentCount * manifest.SegmentSize, happening.AtMs,
            () => $"{one.Name} gave samples to {session.Device} for {session.SentBytes} bytes of segments.");
        var key = (happening.Actor, session.Release);
        if (!_unpaid.TryGetValue(key, out HashSet<WireSession>? unpaid)) _unpaid.Add(key, unpaid = []);
        if (!_taken.Contains(session.KeyCommitment)) unpaid.Add(session);
        long now = happening.AtMs / 1000;
        unpaid.RemoveWhere(each => _taken.Contains(each.KeyCommitment) || now > each.ValidUntil + KeptSeconds);
        int paid = _paid.GetValueOrDefault((one.Address, session.Release))?.Count ?? 0;
        int credit = one.Policy.ReleaseCredit + paid / 4;
        if (unpaid.Count > _most)
        {
            Count(Most, unpaid.Count - _most);
            _most = unpaid.Count;
        }

        Check(
            unpaid.Count <= credit, happening.AtMs,
            () => $"{one.Name} answered {unpaid.Count} unpaid challenges of the release on a credit of {credit}.");
    }

    private void Forget(int host)
    {
        foreach (var (_, unpaid) in _unpaid.Where(each => each.Key.Host == host))
            Count(Forgotten, unpaid.RemoveWhere(each => restores.Forgot(host, each.AnsweredMs)));
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        foreach (EscrowEvent each in Chain.AddedEvents)
        {
            if (each is Reserved reserved)
            {
                foreach (Accepted delivery in reserved.Reservation.Deliveries) _taken.Add(delivery.KeyCommitment);
            }
            else if (each is Delivered delivered)
            {
                _taken.Add(Ledger.CurveMemo.CommitmentOf(delivered.Key));
                var key = (delivered.Distributor, delivered.Release);
                if (!_paid.TryGetValue(key, out HashSet<Address>? paid)) _paid.Add(key, paid = []);
                paid.Add(delivered.Device);
            }
        }
    }
}
