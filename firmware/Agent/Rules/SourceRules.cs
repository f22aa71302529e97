// Which distributor is next. Pure.
//
// From PROTOCOL.md, "Exchange":
//  1. (Step 4) A barred (address, base URL) is never used again for the release.
//  2. (Step 4) At most two sessions per release and distributor, not counting those it ended itself.
//  3. (Step 5) Never back to one whose receipt lapsed.
//  4. (Step 5) Those which the chain shows having revealed come first.
// Then those with fewer failures; then by a hash of device and distributor, so that a fleet spreads by itself.

using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent;

internal static class SourceRules
{
    /// <summary>Rules 1 to 3.</summary>
    public static bool MayUse(Source source, ReleaseState release)
    {
        if (source.IsOrigin)
            return false;
        DistributorRecord record = release.Find(source.Address, source.Url);
        if (record == null)
            return release.HasRoom;
        return !record.Barred && !record.Lapsed && record.Sessions < Limits.MaxSessionsPerDistributor;
    }

    /// <summary>Rule 4 and what follows: negative where a comes before b.</summary>
    public static int Compare(ISymmetric symmetric, byte[] device, Source a, Source b)
    {
        if (a.HasRevealed != b.HasRevealed)
            return a.HasRevealed ? -1 : 1;
        if (a.Failures != b.Failures)
            return a.Failures - b.Failures;
        byte[] left = Order(symmetric, device, a);
        byte[] right = Order(symmetric, device, b);
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i])
                return left[i] - right[i];
        }

        return 0;
    }

    private static byte[] Order(ISymmetric symmetric, byte[] device, Source source) =>
        symmetric.Mac(device, Bytes.Concat(source.Address, Text.ToBytes(source.Url)));
}
