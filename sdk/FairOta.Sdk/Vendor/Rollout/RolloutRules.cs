using System.Linq;

namespace FairOta.Sdk.Vendor;

/// <summary>Decides how a staged roll-out goes on. Pure.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Waves are funded in order. The first is agreed to with the release; each further one when somebody agreed to
/// it, or, unless the plan wants a hand, when the wave before it passed and soaked.</item>
/// <item>A wave passes when it is funded, enough of its devices reported, and the share of its devices that reported
/// success is reached.</item>
/// <item>The failures of every wave are watched until the end, those of earlier ones too: any wave's stop all.</item>
/// <item>A stop stays: nothing is funded until somebody resumes, whatever is reported meanwhile. Whoever resumes takes
/// the devices that failed so far out of the reckoning.</item>
/// <item>A device is one vote in its own wave: one that lies can help a wave pass, or stop the roll-out where a single
/// failure does, and no more than that.</item>
/// </list>
/// </remarks>
public static class RolloutRules
{
    /// <summary>What is to be remembered of a situation, before anything is done about it.</summary>
    public static RolloutJournal Note(RolloutPlan plan, RolloutSituation seen, RolloutJournal journal)
    {
        RolloutJournal noted = journal with
        {
            Waves = [.. plan.Waves.Select((wave, i) => journal.Waves[i] with
            {
                PassedAt = Lack(wave, seen.Waves[i], journal.Waves[i]) is null
                    ? journal.Waves[i].PassedAt ?? seen.Now
                    : null,
            })],
        };
        return StopReason(plan, seen, journal) is { } reason ? noted.Stopped(reason, seen.Now) : noted;
    }

    /// <summary>The next step.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="seen">The situation.</param>
    /// <param name="journal">What <see cref="Note"/> made of the situation.</param>
    public static RolloutDecision Next(RolloutPlan plan, RolloutSituation seen, RolloutJournal journal)
    {
        if (journal.Stop is { } stop) return new RolloutDecision.Stop(stop.Reason);
        int next = seen.Waves.TakeWhile(wave => wave.IsFunded).Count();
        if (next < int.Max(1, journal.Approved) && next < plan.Waves.Length)
            return new RolloutDecision.Fund(next, $"Wave {plan.Waves[next].Name} is agreed to.");

        RolloutWave last = plan.Waves[next - 1];
        string? lack = Lack(last, seen.Waves[next - 1], journal.Waves[next - 1]);
        if (next == plan.Waves.Length)
        {
            return lack is null
                ? new RolloutDecision.Done($"Every wave is funded, and wave {last.Name} passed.")
                : new RolloutDecision.Wait(null, $"Every wave is funded; {lack}");
        }

        string name = plan.Waves[next].Name;
        long? soaked = journal.Waves[next - 1].PassedAt + last.Rules.SoakSeconds;
        bool isPassed = lack is null && soaked <= seen.Now;
        lack ??= isPassed ? null : $"wave {last.Name} is good and soaks.";
        if (plan.IsByHand)
            return new RolloutDecision.AskByHand(
                next, isPassed, $"Wave {name} waits for somebody to agree to it; {lack ?? Passed(last)}");
        return isPassed
            ? new RolloutDecision.Fund(next, $"Wave {name} is due: {Passed(last)}")
            : new RolloutDecision.Wait(soaked, $"Wave {name} is not due: {lack}");
    }

    /// <summary>What a wave lacks to pass, as the end of a sentence; null where it passes.</summary>
    private static string? Lack(RolloutWave wave, WaveProgress progress, WaveNote note)
    {
        if (!progress.IsFunded) return $"wave {wave.Name} is not funded.";
        int judged = progress.Devices - note.Excused;
        long needed = wave.Rules.AdvanceAt.LeastOf(judged);
        if (progress.Installed < needed)
            return $"{progress.Installed} devices of wave {wave.Name} reported success, {needed} of {judged} have to.";
        int reports = int.Min(wave.Rules.LeastReports, progress.Devices);
        return progress.Reported < reports
            ? $"{progress.Reported} devices of wave {wave.Name} reported, {reports} have to."
            : null;
    }

    private static string Passed(RolloutWave wave) => $"wave {wave.Name} passed.";

    private static string? StopReason(RolloutPlan plan, RolloutSituation seen, RolloutJournal journal)
    {
        if (seen.IsRecalled) return "The release is recalled.";
        string? failing = plan.Waves.Select((wave, i) => Failing(wave, seen.Waves[i], journal.Waves[i]))
            .FirstOrDefault(reason => reason is not null);
        if (failing is not null) return failing;
        return seen.Now > seen.FundUntil && seen.Waves.Any(wave => !wave.IsFunded)
            ? "The claim deadline is too near for another wave."
            : null;
    }

    /// <summary>Why a wave's failures stop the roll-out; null where they do not.</summary>
    private static string? Failing(RolloutWave wave, WaveProgress progress, WaveNote note)
    {
        WaveRules rules = wave.Rules;
        int failures = progress.Failures - note.Excused;
        int reported = progress.Reported - note.Excused;
        int devices = progress.Devices - note.Excused;
        bool isFailing = failures >= rules.StopAtFailures
            || rules.StopAtShare is { } share
                && (share.IsReachedBy(failures, devices)
                    || reported >= rules.LeastReportsToStop && share.IsReachedBy(failures, reported));
        if (isFailing)
            return $"{failures} of {reported} devices that reported failed in wave {wave.Name} of {devices}.";
        return failures > 0 && devices - failures < rules.AdvanceAt.LeastOf(devices)
            ? $"{failures} devices failed in wave {wave.Name} of {devices}: it cannot pass any more."
            : null;
    }
}
