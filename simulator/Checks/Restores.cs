using System.Collections.Generic;
using System.Linq;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// What distributors cannot know any more because their books came from a backup: whatever they wrote since it was
/// made. PROTOCOL.md lets such a one make old challenges void (a new epoch) and asks nothing else of it, so that a
/// restore may cost it its credit once more, and payments for receipts that came since. Nothing else is excused.
/// </summary>
internal sealed class Restores
{
    private readonly Dictionary<int, long> _backedUp = [];
    private readonly List<(int Host, long FromMs, long ToMs)> _gaps = [];
    private Happening? _last;

    /// <summary>Takes note; of the same happening once, whoever passes it on.</summary>
    public void See(Happening happening)
    {
        if (ReferenceEquals(happening, _last)) return;
        _last = happening;
        if (happening is FaultInjected { Kind: "backup" }) _backedUp[happening.Actor] = happening.AtMs;
        if (IsRestored(happening))
            _gaps.Add((happening.Actor, _backedUp.GetValueOrDefault(happening.Actor), happening.AtMs));
    }

    /// <summary>Whether it is that books came from a backup.</summary>
    public static bool IsRestored(Happening happening) => happening is FaultInjected { Kind: "restored from backup" };

    /// <summary>Whether what a host wrote then is in its books no more.</summary>
    /// <param name="host">Its number.</param>
    /// <param name="atMs">When, Unix milliseconds; null for never.</param>
    public bool Forgot(int host, long? atMs) =>
        atMs is { } at && _gaps.Any(gap => gap.Host == host && at >= gap.FromMs && at <= gap.ToMs);
}
