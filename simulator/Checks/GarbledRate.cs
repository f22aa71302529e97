using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// Who garbles a share ε of the segments gets a receipt with probability at most (1-ε)^λ. PROTOCOL.md, <i>Exchange</i>,
/// after step 7; it rests on step 3: the λ samples are a device's own and nobody foresees them.
/// </summary>
/// <remarks>Two one-sided tests over a whole run, each at 10⁻⁹. Of the sessions in which an honest device sent its
/// challenge to a distributor that had garbled them, those for which its key signed a receipt are counted against the
/// sum of (1-ε)^λ, whatever ε each had. And the indices of all challenges together are as evenly spread over the
/// package as draws are (χ²; that a challenge has none twice makes it smaller).</remarks>
internal sealed class GarbledRate(ChainLog chain, WireLog wire) : Witness(
    "Garbling does not pay", "A garbled share ε gets a receipt with probability at most (1-ε)^λ.", chain, wire)
{
    private const double LargestDeviate = 6; // one-sided, 10⁻⁹
    private const int LeastPerSegment = 5;

    /// <inheritdoc/>
    public override void Conclude(FleetWorld world)
    {
        HashSet<Address> honest = [.. world.Honest.Select(device => device.Traits.Address)];
        CheckReceipts(world, honest);
        CheckSpread(world, honest);
    }

    private void CheckReceipts(FleetWorld world, HashSet<Address> honest)
    {
        double expected = 0;
        long signed = 0, tried = 0;
        int count = world.Release.Manifest.SegmentCount;
        foreach (RogueSession each in world.Distributors.OfType<SimRogue>().SelectMany(rogue => rogue.Cheat.Sessions))
        {
            if (each.Garbled.Count == 0 || !honest.Contains(each.Device)) continue;
            if (Wire.Find(Hash32.FromBytes(each.Digest)) is not { Indices: { } indices } session) continue;
            tried++;
            expected += Math.Pow(1 - (double)each.Garbled.Count / count, indices.Length);
            if (session.IsSigned) signed++;
        }

        double chance = Tail.AtLeast(expected, signed);
        Check(
            chance >= Tail.Significance, world.World.NowMs,
            () => $"{signed} of {tried} garbled sessions got a receipt, {expected:g3} are due (p ≤ {chance:g3}).");
    }

    private void CheckSpread(FleetWorld world, HashSet<Address> honest)
    {
        long[] drawn = new long[world.Release.Manifest.SegmentCount];
        long all = 0;
        foreach (WireSession session in Wire.Sessions)
        {
            if (session.Indices is null || !honest.Contains(session.Device)) continue;
            all += session.Indices.Length;
            foreach (int index in session.Indices) drawn[index - 1]++;
        }

        double due = (double)all / drawn.Length;
        if (due < LeastPerSegment) return; // too few for χ²
        double deviate = Tail.DeviateOfChiSquare(
            drawn.Sum(count => (count - due) * (count - due) / due), drawn.Length - 1);
        Check(
            deviate < LargestDeviate, world.World.NowMs,
            () => $"The {all} samples are spread unevenly over {drawn.Length} segments ({deviate:f1} σ).");
    }
}
