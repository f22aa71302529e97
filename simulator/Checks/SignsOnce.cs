using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// A device signs no second receipt while one binds it. PROTOCOL.md, <i>Exchange</i>, step 5: it refuses unless
/// T + 4 h &lt; validUntil ≤ T + 24 h; for this release it signs for nobody else until validUntil is past; a validUntil
/// more than 48 h ahead of T was signed under a wrong time and binds no more.
/// </summary>
/// <remarks>Of every use of a device's key for a proof of distribution that a host offered. T is the device's own clock
/// where it has one, not before the manifest's issued-at; else the world's time, as long as no host puts a false Date
/// into its answers. Two minutes are left to the time between learning T and signing.</remarks>
internal sealed class SignsOnce(ChainLog chain, WireLog wire) : Witness(
    "A device signs once", "A device signs fair receipts only, and none for another while one binds it.", chain, wire,
    Receipts, Again, Judged)
{
    private const string Receipts = "receipts signed";
    private const string Again = "of these by a device that had signed another";
    private const string Judged = "of these judged by their time";
    private const long Slack = 120;
    private readonly Dictionary<int, SimDevice> _devices = [];
    private readonly Dictionary<int, List<WireProof>> _signed = [];

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        foreach (SimDevice device in world.Devices) _devices.Add(device.Number, device);
    }

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        if (happening is not DeviceSigned e || Wire.OfProof(e.Digest) is not { } proof) return;
        Check(
            _devices[e.Actor].Traits.Address == proof.Session.Device, e.AtMs,
            () => $"Device {e.Actor} signed the proof of {proof.Session.Device}.");
        if (!_signed.TryGetValue(e.Actor, out List<WireProof>? before))
            _signed.Add(e.Actor, before = new List<WireProof>(1));
        // A receipt that is signed once more, after a restart, is the same receipt.
        if (before.Contains(proof)) return;
        Count(Receipts);
        if (before.Exists(each => each.Session.Release == proof.Session.Release)) Count(Again);
        if (TimeOf(_devices[e.Actor], proof.Session.Release, e.AtMs / 1000) is { } time) Judge(e, proof, before, time);
        before.Add(proof);
    }

    private void Judge(DeviceSigned e, WireProof proof, List<WireProof> before, long time)
    {
        Count(Judged);
        long left = proof.ValidUntil - time;
        Check(
            left > Limits.MinSignedValiditySeconds - Slack && left <= Limits.MaxSignedValiditySeconds + Slack, e.AtMs,
            () => $"Device {e.Actor} signed a receipt that is valid for {left} s.");
        WireProof? other = before.FirstOrDefault(each => each.Session.Release == proof.Session.Release
            && each.ValidUntil > time + Slack && each.ValidUntil <= time + Limits.MaxBindingSeconds - Slack);
        Check(
            other is null, e.AtMs,
            () => $"Device {e.Actor} signed for {proof.Session.Distributor} while another receipt still binds it.");
    }

    /// <summary>T, Unix seconds; null where nobody outside can tell.</summary>
    private long? TimeOf(SimDevice device, ReleaseId release, long now) =>
        device.Traits.ClockAheadSeconds is { } ahead && now + ahead >= Wire.ManifestOf(release)?.IssuedAt ? now + ahead
        : Wire.FalseDates == 0 ? now
        : null;
}
