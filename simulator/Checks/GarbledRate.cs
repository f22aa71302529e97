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
/// sum of (1-ε)^λ, whatever ε each had. And the indices of all honest challenges, of every release, are as evenly
/// spread over the package as draws are (χ²; that a challenge has none twice makes it smaller). Where fewer than five
/// draws are due for a segment, neighbours are counted as one; where that leaves less than two, nothing is judged, as
/// the number of pools says.</remarks>
internal sealed class GarbledRate(ChainLog chain, WireLog wire) : Witness(
    "Garbling does not pay", "A garbled share ε gets a receipt with probability at most (1-ε)^λ.", chain, wire,
    Garbled, Signed, Draws, Pools)
{
    private const string Garbled = "garbled sessions challenged";
    private const string Signed = "receipts for these";
    private const string Draws = "samples drawn";
    private const string Pools = "pools of segments compared";
    private const double LargestDeviate = 6; // one-sided, 10⁻⁹
    private const int LeastPerPool = 5;
    private readonly Dictionary<ReleaseId, long[]> _drawn = [];
    private HashSet<Address> _honest = [];

    /// <inheritdoc/>
    public override void Conclude(FleetWorld world)
    {
        CheckReceipts(world);
        CheckSpread(world);
    }

    /// <inheritdoc/>
    protected override void Began(FleetWorld world) =>
        _honest = [.. world.Honest.Select(device => device.Traits.Address)];

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        if (!Wire.IsNewAnswer || Wire.Touched is not { Answers: 1, Indices: { } indices } session) return;
        if (!_honest.Contains(session.Device)) return;
        if (!_drawn.TryGetValue(session.Release, out long[]? drawn))
            _drawn.Add(session.Release, drawn = new long[Wire.ManifestOf(session.Release)!.SegmentCount]);
        foreach (int index in indices) drawn[index - 1]++;
        Count(Draws, indices.Length);
    }

    private void CheckReceipts(FleetWorld world)
    {
        double expected = 0;
        long signed = 0, tried = 0;
        foreach (RogueSession each in world.Distributors.OfType<SimRogue>().SelectMany(rogue => rogue.Cheat.Sessions))
        {
            if (each.Garbled.Count == 0 || !_honest.Contains(each.Device)) continue;
            if (Wire.Find(Hash32.FromBytes(each.Digest)) is not { AnsweredMs: not null } session) continue;
            tried++;
            expected += Math.Pow(1 - (double)each.Garbled.Count / each.Evaluations.Length, session.Samples);
            if (session.IsSigned) signed++;
        }

        Count(Garbled, tried);
        Count(Signed, signed);
        if (tried == 0) return;
        double chance = Tail.AtLeast(expected, signed);
        Check(
            chance >= Tail.Significance, world.World.NowMs,
            () => $"{signed} of {tried} garbled sessions got a receipt, {expected:g3} are due (p ≤ {chance:g3}).");
    }

    private void CheckSpread(FleetWorld world)
    {
        double chiSquare = 0;
        int freedom = 0;
        foreach (long[] drawn in _drawn.Values)
        {
            (long[] pooled, double[] due) = Tail.Pool(drawn, LeastPerPool);
            if (pooled.Length < 2) continue;
            Count(Pools, pooled.Length);
            chiSquare += pooled.Zip(due).Sum(each => Math.Pow(each.First - each.Second, 2) / each.Second);
            freedom += pooled.Length - 1;
        }

        if (freedom == 0) return; // too few for χ²
        double deviate = Tail.DeviateOfChiSquare(chiSquare, freedom);
        Check(
            deviate < LargestDeviate, world.World.NowMs,
            () => $"The {_drawn.Values.Sum(each => each.Sum())} samples are spread unevenly over the segments "
                + $"({deviate:f1} σ).");
    }
}
