using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Sdk.Vendor;

/// <summary>What has to be remembered of a roll-out beside what chain and reports say. Immutable.</summary>
/// <param name="Release">The release.</param>
/// <param name="Approved">Waves that somebody agreed to, from the first on; the first is agreed to with the
/// release.</param>
/// <param name="Waves">What is remembered of each wave.</param>
/// <param name="Stop">Why and since when nothing more is funded; null where it goes on.</param>
public sealed record RolloutJournal(
    ReleaseId Release, int Approved, ImmutableArray<WaveNote> Waves, RolloutStop? Stop)
{
    /// <summary>The journal of a roll-out that begins.</summary>
    public static RolloutJournal Of(ReleaseId release, RolloutPlan plan) =>
        new(release, 1, [.. plan.Waves.Select(_ => new WaveNote(null, 0))], null);

    /// <summary>Somebody agreed to the waves up to this one.</summary>
    /// <param name="wave">The wave, from 0.</param>
    /// <exception cref="RolloutException">The roll-out is stopped, or there is no such wave.</exception>
    public RolloutJournal Approve(int wave)
    {
        if (Stop is not null) throw new RolloutException($"The roll-out is stopped: {Stop.Reason} Resume it first.");
        if (wave >= Waves.Length) throw new RolloutException("Every wave is agreed to already.");
        return this with { Approved = int.Max(Approved, wave + 1) };
    }

    /// <summary>Somebody, or a rule, stops it. What stopped it first stays the reason.</summary>
    public RolloutJournal Stopped(string reason, long now) =>
        Stop is null ? this with { Stop = new RolloutStop(now, reason) } : this;

    /// <summary>Somebody goes on in spite of the failures so far: these devices count in no rule any more.</summary>
    /// <exception cref="RolloutException">It is not stopped.</exception>
    public RolloutJournal Resumed(RolloutSituation seen) => Stop is null
        ? throw new RolloutException("The roll-out is not stopped.")
        : this with
        {
            Stop = null,
            Waves = [.. Waves.Select((note, i) => note with { Excused = seen.Waves[i].Failures })],
        };
}

/// <summary>What is remembered of a wave.</summary>
/// <param name="PassedAt">Unix seconds when it was first seen to have passed; null while it has not, also where it had
/// and late failures took that back.</param>
/// <param name="Excused">Its failures that somebody resumed in spite of.</param>
public sealed record WaveNote(long? PassedAt, int Excused);

/// <summary>A stop, which stays until somebody resumes.</summary>
/// <param name="At">Unix seconds.</param>
/// <param name="Reason">A sentence.</param>
public sealed record RolloutStop(long At, string Reason);
