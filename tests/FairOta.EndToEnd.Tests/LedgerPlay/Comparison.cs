using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>A sequence with what the ledger in memory makes of it.</summary>
internal sealed record Played(
    IReadOnlyList<Step> Steps, IReadOnlyList<string> Outcomes, IReadOnlyList<Question> Questions,
    IReadOnlyList<string> Answers)
{
    /// <summary>Draws a sequence and plays it.</summary>
    public static Played Draw(int seed, long chainId, Mutation? mutation = null)
    {
        MemorySide side = new(chainId, mutation);
        (IReadOnlyList<Step> steps, IReadOnlyList<string> outcomes) = SequenceDraw.Play(seed, side);
        return Finish(side, steps, outcomes);
    }

    /// <summary>Plays a given sequence.</summary>
    public static Played Of(IReadOnlyList<Step> steps, long chainId, Mutation? mutation = null)
    {
        MemorySide side = new(chainId, mutation);
        return Finish(side, steps, [.. steps.Select(side.Play)]);
    }

    private static Played Finish(MemorySide side, IReadOnlyList<Step> steps, IReadOnlyList<string> outcomes)
    {
        IReadOnlyList<Question> questions = Question.After(steps, side.Reservations);
        return new Played(steps, outcomes, questions, [.. questions.Select(side.Answer)]);
    }
}

/// <summary>Compares what both sides make of a sequence.</summary>
/// <param name="evm">The contract.</param>
/// <param name="mutation">What is wrong with the ledger; null for nothing.</param>
internal sealed class Comparison(EvmSide evm, Mutation? mutation = null)
{
    /// <summary>Plays drawn sequences until they do not agree on one.</summary>
    /// <param name="firstSeed">The first sequence's seed; those of the others follow.</param>
    /// <param name="count">How many.</param>
    /// <returns>How often each error, event and reason was seen, and what to say of the first sequence that they do not
    /// agree on; null where there is none.</returns>
    public async Task<(IReadOnlyDictionary<string, int> Seen, string? Difference)> FirstDifferenceAsync(
        int firstSeed, int count)
    {
        SortedDictionary<string, int> seen = new(StringComparer.Ordinal);
        Task<Played> drawing = Draw(firstSeed);
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            Played played = await drawing;
            drawing = Draw(seed + 1); // while the node works
            if (await DifferenceAsync(played) is not null)
            {
                await drawing;
                return (seen, $"FAIROTA_SEED={seed}: {await ExplainAsync(played)}");
            }

            foreach (string name in played.Outcomes.SelectMany(Outcome.Names))
                seen[name] = seen.GetValueOrDefault(name) + 1;
        }

        await drawing;
        return (seen, null);
    }

    private Task<Played> Draw(int seed) => Task.Run(() => Played.Draw(seed, evm.ChainId, mutation));

    /// <summary>The first thing that they do not agree on; null where there is none.</summary>
    private async Task<string?> DifferenceAsync(Played played)
    {
        (IReadOnlyList<string> outcomes, IReadOnlyList<string> answers) =
            await evm.PlayAsync(played.Steps, played.Questions);
        for (int i = 0; i < played.Steps.Count; i++)
        {
            if (outcomes[i] != played.Outcomes[i])
                return $"step {i + 1}\n  contract: {outcomes[i]}\n  ledger:   {played.Outcomes[i]}";
        }

        for (int i = 0; i < played.Questions.Count; i++)
        {
            if (answers[i] != played.Answers[i])
                return $"{played.Questions[i]}\n  contract:{answers[i]}\n  ledger:  {played.Answers[i]}";
        }

        return null;
    }

    /// <summary>What to say of a sequence that they do not agree on, once all its steps are gone that can go.</summary>
    private async Task<string> ExplainAsync(Played played)
    {
        for (int i = played.Steps.Count - 1; i >= 0; i--)
        {
            Played shorter = Played.Of([.. played.Steps.Where((_, n) => n != i)], evm.ChainId, mutation);
            if (await DifferenceAsync(shorter) is not null) played = shorter;
        }

        string steps = string.Concat(played.Steps.Select((step, i) => $"\n{i + 1}. {step}\n   {played.Outcomes[i]}"));
        return $"{await DifferenceAsync(played)}{steps}";
    }
}
