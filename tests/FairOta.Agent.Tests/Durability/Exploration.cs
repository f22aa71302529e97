using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Agent.Tests.Durability.Invariants;
using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Durability;

/// <summary>
/// Runs a scenario once, and from every durable operation of that run on once more for everything that can go wrong
/// there. A run goes on from where the first one stood, and is left out where one already went on from just the same.
/// </summary>
internal sealed class Exploration
{
    // Of each invariant: one bad part may break many, everywhere.
    private const int MostViolations = 5;

    private readonly Scenario _scenario;
    private readonly Parts _parts;
    private readonly HashSet<string> _seen = [];
    private readonly List<Violation> _violations = [];

    public Exploration(Scenario scenario, Parts parts)
    {
        _scenario = scenario;
        _parts = parts;
    }

    /// <summary>Durable operations of the run in which nothing goes wrong.</summary>
    public long Operations { get; private set; }

    /// <summary>Things that went wrong.</summary>
    public int Mishaps { get; private set; }

    /// <summary>Runs made for them.</summary>
    public int Runs { get; private set; }

    /// <summary>What was found wrong, and where; the first few.</summary>
    public IReadOnlyList<Violation> Violations => _violations;

    /// <summary>Where to leave off: nothing more is tried once it holds for something found wrong.</summary>
    public Func<Violation, bool> Until { get; init; } = _ => false;

    /// <summary>From where on: nothing is tried before it holds for the first run.</summary>
    public Func<Rig, bool> From { get; init; } = _ => true;

    /// <summary>Cuts power before, amid and after every operation.</summary>
    public Exploration CutEverywhere() => Explore(CutAt);

    /// <summary>
    /// The same at operations drawn from the seed, and power is cut once more at an operation drawn after it returned.
    /// </summary>
    public Exploration CutTwice(int seed, int pairs)
    {
        List<DurableOperation> all = [];
        Explore((_, operation) => all.Add(operation));
        Random random = new(seed);
        HashSet<long> drawn = [.. Enumerable.Range(0, pairs).Select(_ => all[random.Next(all.Count)].Number)];
        int perOperation = Math.Max(1, pairs / drawn.Count);
        return Explore((first, operation) =>
        {
            for (int i = 0; i < perOperation && drawn.Contains(operation.Number); i++)
            {
                PowerCut cut = (PowerCut)random.Next(3);
                long second = random.Next(1, 40);
                PowerCut again = (PowerCut)random.Next(3);
                Rig rig = Cut(first, operation, cut);
                rig.Power.CutAt(second, again);
                Finish(rig, Name(operation, cut) + ", then " + again + " the " + second + "th");
            }
        });
    }

    /// <summary>Storage is full from each operation on, for that long.</summary>
    public Exploration FillEverywhere(int minutes) => Explore((first, operation) =>
    {
        Rig rig = Cut(first, operation, PowerCut.Before);
        rig.FillFor(minutes);
        Finish(rig, "full at " + operation.Number + " (" + operation.What + ")");
    });

    /// <summary>
    /// Before each operation power is cut, and a bit of one file rots that the condition holds for: each file in turn,
    /// at a byte and a bit drawn from the seed.
    /// </summary>
    public Exploration RotEverywhere(int seed, Func<string, bool> where, int bitsPerFile)
    {
        return Explore((first, operation) =>
        {
            Random random = new((int)operation.Number * 7919 + seed);
            foreach (string name in first.Files.Names.Where(where).ToList())
            {
                for (int i = 0; i < bitsPerFile && first.Files.Length(name) > 0; i++)
                    Rot(first, operation, name, random);
            }
        });
    }

    /// <summary>Fails the test where anything was found wrong, or too few operations were seen.</summary>
    public void ExpectNoViolation(int leastOperations)
    {
        Console.WriteLine(
            _scenario.Name + ": " + Operations + " operations, " + Mishaps + " mishaps, " + Runs + " runs");
        Assert.IsEmpty(_violations, string.Join(Environment.NewLine, _violations));
        Assert.IsGreaterThanOrEqualTo(leastOperations, Operations);
    }

    private static string Name(DurableOperation operation, PowerCut cut) =>
        cut + " " + operation.Number + " (" + operation.What + ")";

    private Exploration Explore(Action<Rig, DurableOperation> at)
    {
        Rig first = new(_scenario, _parts);
        first.Power.Watch = operation =>
        {
            if (From(first))
                at(first, operation);
        };
        first.Run();
        Operations = first.Power.Operations;
        Check("undisturbed", first);
        return this;
    }

    private void Rot(Rig first, DurableOperation operation, string name, Random random)
    {
        Rig rig = Cut(first, operation, PowerCut.Before);
        int position = random.Next((int)rig.Files.Length(name));
        rig.Files.Rot(name, position, random.Next(8));
        Finish(rig, "rot in " + name + " at " + position + " before " + operation.Number);
    }

    private void CutAt(Rig first, DurableOperation operation)
    {
        foreach (PowerCut cut in Enum.GetValues<PowerCut>())
            Finish(Cut(first, operation, cut), Name(operation, cut));
    }

    /// <summary>A rig that lost power there.</summary>
    private static Rig Cut(Rig first, DurableOperation operation, PowerCut cut)
    {
        byte[] before = first.Files.Snapshot();
        operation.Leave(cut);
        Rig rig = first.Fork();
        first.Files.Return(before);
        rig.History.Add(new PowerLost(operation.Number, operation.What, cut));
        return rig;
    }

    private void Finish(Rig rig, string what)
    {
        Mishaps++;
        if (_violations.Exists(v => Until(v)) || !_seen.Add(rig.Fingerprint))
            return;
        Runs++;
        rig.Run();
        Check(what, rig);
    }

    private void Check(string where, Rig rig)
    {
        foreach ((Invariant invariant, string what) in Invariant.Violations(_scenario, rig.History))
        {
            if (_violations.Count(v => v.Invariant == invariant) < MostViolations)
                _violations.Add(new Violation(invariant, where, what));
        }
    }
}

/// <summary>An invariant that did not hold, after what went wrong, and how it did not.</summary>
internal sealed record Violation(Invariant Invariant, string Where, string What)
{
    public override string ToString() => Where + ": " + Invariant.GetType().Name + ": " + What;
}
