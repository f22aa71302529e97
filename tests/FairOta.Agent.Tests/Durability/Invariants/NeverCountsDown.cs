using System.Collections.Generic;
using System.Linq;
using FairOta.Core;

namespace FairOta.Agent.Tests.Durability.Invariants;

/// <summary>
/// What the device once relied on in its record of trust is never less afterwards: security counter, versions, the
/// counter of open secrets, bars on releases, bindings that are still good.
/// </summary>
internal sealed class NeverCountsDown : Invariant
{
    public override string? Violation(Scenario scenario, IReadOnlyList<Happening> history)
    {
        TrustState? last = null;
        foreach (Happening happening in history)
        {
            (TrustState? trust, long at) = happening switch
            {
                Believed believed => (believed.Trust, believed.At),
                Relied relied => (relied.Trust, relied.At),
                _ => (null, 0L),
            };
            if (trust == null)
                continue;
            string? fall = last == null ? null : Fall(last, trust, at);
            if (fall != null)
                return fall;
            last = trust;
        }

        return null;
    }

    private static string? Fall(TrustState from, TrustState to, long at)
    {
        if (to.SecurityCounter < from.SecurityCounter)
            return "The security counter fell.";
        if (to.OpenCounter < from.OpenCounter)
            return "The counter of open secrets fell.";
        if (IsLess(to.InstalledVersion, from.InstalledVersion))
            return "The installed version fell.";
        if (IsLess(to.KeysVersion, from.KeysVersion))
            return "The version that rotated the keys fell.";
        bool isReset = to.BarredReleases.Count > from.BarredReleases.Count;
        if (!isReset && IsLess(to.AcceptedVersion, from.AcceptedVersion))
            return "The accepted version fell.";
        if (from.BarredReleases.Cast<byte[]>().Any(release => !to.IsBarred(release)))
            return "A bar on a release was lifted.";
        bool lost = from.Bindings.Cast<Binding>().Any(b => ReceiptRules.Binds(b, at) && !to.HasBinding(b.Session));
        return lost ? "A binding was forgotten." : null;
    }

    private static bool IsLess(ImageVersion? version, ImageVersion? than) =>
        than != null && (version == null || version.CompareTo(than) < 0);
}
