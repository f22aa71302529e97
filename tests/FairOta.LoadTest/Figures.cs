using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace FairOta.LoadTest;

/// <summary>The steps of an exchange.</summary>
internal enum Step
{
    Open,
    Segments,
    Challenge,
    Receipt,
}

/// <summary>How long the steps took.</summary>
internal sealed class Figures
{
    private readonly ConcurrentBag<(Step Step, float Ms)> _steps = [];
    private long _waited;

    /// <summary>Answers that asked to come again later.</summary>
    public long Refusals => Volatile.Read(ref _waited);

    public void Took(Step step, TimeSpan time) => _steps.Add((step, (float)time.TotalMilliseconds));

    public void Waited() => Interlocked.Increment(ref _waited);

    /// <summary>A row for each step: how many, and how long half of them, 99 of 100 and all of them took.</summary>
    public IEnumerable<string> Rows()
    {
        foreach (var step in _steps.GroupBy(s => s.Step, s => s.Ms).OrderBy(g => g.Key))
        {
            float[] sorted = [.. step.Order()];
            float At(double share) => sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
            yield return FormattableString.Invariant(
                $"| {step.Key} | {sorted.Length} | {At(0.5):F1} | {At(0.99):F1} | {sorted[^1]:F1} |");
        }
    }
}
