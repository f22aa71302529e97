using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// No payment without a delivery that opens. PROTOCOL.md, <i>Who, and what each may rely on</i>: a device signs only
/// after it has checked that the ciphertext it holds opens with the very key that the contract forces into the open;
/// <i>Exchange</i>, step 7: what is bad of it is repaired, up to ⌈n/4⌉ segments.
/// </summary>
/// <remarks>Of every delivery that the chain pays for an honest device: a distributor offered that device the
/// commitment which the key fits; the device's key signed just that proof; and of the segments as they left the host no
/// more than ⌈n/4⌉ are other than the key and the samples make the vendor's. More may slip through by luck, which
/// <see cref="GarbledRate"/> bounds in all: here only what luck does not explain counts, a share ε with
/// (1-ε)^λ &lt; 10⁻⁹. A device that keeps other rules, or whose key another has, is its owner's to ask: PROTOCOL.md
/// has a distributor in league with a device earn that device's reward and nobody else's.</remarks>
internal sealed class PaidOpens(ChainLog chain, WireLog wire) : Witness(
    "Paid deliveries open",
    "Whatever was paid was offered to the device, signed by it, and opens with the published key after repair.",
    chain, wire, Deliveries, Opened, Segments, Bad)
{
    private const string Deliveries = "deliveries of honest devices";
    private const string Opened = "packages opened again";
    private const string Segments = "segments of these";
    private const string Bad = "bad ones";
    private const double Luck = 1e-9;
    private readonly HashSet<Hash32> _judged = [];
    private HashSet<Address> _honest = [];

    /// <inheritdoc/>
    protected override void Began(FleetWorld world) =>
        _honest = [.. world.Honest.Select(device => device.Traits.Address)];

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        foreach (Delivered paid in Chain.AddedEvents.OfType<Delivered>())
            if (_honest.Contains(paid.Device) && _judged.Add(paid.Key)) Judge(world, paid);
    }

    private void Judge(FleetWorld world, Delivered paid)
    {
        long atMs = world.World.NowMs;
        Count(Deliveries);
        WireSession? session = Wire.OfCommitment(CurveMemo.CommitmentOf(paid.Key));
        bool isOffered = session is not null && session.Device == paid.Device
            && session.Distributor == paid.Distributor && session.Release == paid.Release;
        Check(isOffered, atMs, () => $"{paid.Distributor} was paid for {paid.Device} under a key it never offered it.");
        if (!isOffered) return;
        Check(
            session!.IsSigned, atMs,
            () => $"{paid.Distributor} was paid for {paid.Device}, whose key never signed that proof.");
        if (session is { Sealed: { } sealedSegments, Evaluations: { } evaluations, Indices: { } indices }
            && world.Releases.FirstOrDefault(each => each.Id == paid.Release) is { } release)
        {
            int bad = CountBad(release, paid.Key, indices, evaluations, sealedSegments);
            int count = sealedSegments.Length;
            Count(Opened);
            Count(Segments, count);
            Count(Bad, bad);
            double luck = Math.Pow(1 - (double)bad / count, indices.Length);
            Check(
                bad <= (count + 3) / 4 || luck >= Luck, atMs,
                () => $"{paid.Distributor} was paid for {paid.Device} with {bad} bad segments of {count}.");
        }

        WireLog.Drop(session);
    }

    private static int CountBad(
        WorldRelease release, Hash32 key, int[] indices, byte[][] evaluations, ulong[] sealedSegments)
    {
        BigInteger[] values = PackageOpening.Values(key.ToBytes(), indices, evaluations, sealedSegments.Length);
        return PackageOpening.Seal(values, release.Package.Segment).Zip(sealedSegments)
            .Count(each => WireLog.Short(each.First) != each.Second);
    }
}
