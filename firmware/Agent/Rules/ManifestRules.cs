// Which signed manifest the device takes. Pure: no clock, link or store.
//
// From PROTOCOL.md, "Manifest":
//  1. The signature is by a key the device trusts.
//  2. The product is the device's own.
//  3. The security counter is not lower than the device's own.
//     Where 1 to 3 hold, key 18 takes effect, whether or not the image is installed. (An older manifest than the one
//     that last rotated does not rotate back.)
//  4. The hardware revision is listed, or the list is empty; the payload format is one the slot takes.
//  5. Not-after is not past, when the device knows the time.
//  6. The release did not fail its trial here.
//  7. The version is higher than the installed one.
//  8. The version is higher than any accepted before, or it is that very release again.
//  9. Image and package fit the board.

using FairOta.Core;

namespace FairOta.Agent;

/// <summary>Why a manifest is taken or not.</summary>
internal enum ManifestVerdict
{
    Accepted,
    WrongProduct,
    CounterTooLow,
    WrongHardware,
    WrongFormat,
    Expired,
    FailedBefore,
    NotNewer,
    SupersededBefore,
    TooLarge,
}

internal static class ManifestRules
{
    /// <summary>Rule 1: the manifest if one of the keys signed it, else null.</summary>
    public static Manifest Authentic(byte[] signed, byte[][] trustedKeys)
    {
        if (signed.Length > Limits.MaxManifestBytes)
            return null;
        foreach (byte[] key in trustedKeys)
        {
            try
            {
                return Manifest.Open(signed, key);
            }
            catch (ProtocolException)
            {
                // Not by this key, or not well made; the next key decides.
            }
        }

        return null;
    }

    /// <summary>Rules 2 and 3, after rule 1: what the manifest says about keys counts.</summary>
    public static ManifestVerdict JudgeOrigin(Manifest manifest, TrustState trust, AgentConfiguration board)
    {
        if (!Bytes.Equal(manifest.ProductId, board.ProductId))
            return ManifestVerdict.WrongProduct;
        if (manifest.SecurityCounter < trust.SecurityCounter)
            return ManifestVerdict.CounterTooLow;
        return ManifestVerdict.Accepted;
    }

    /// <summary>True where a manifest that passed rules 1 to 3 changes the trusted keys.</summary>
    public static bool Rotates(Manifest manifest, TrustState trust)
    {
        if (manifest.ManifestKeys == null)
            return false;
        if (trust.KeysVersion != null && manifest.Version.CompareTo(trust.KeysVersion) <= 0)
            return false;
        return true;
    }

    /// <summary>Rules 2 to 9 for a manifest that passed rule 1; nowSeconds is 0 while the time is unknown.</summary>
    public static ManifestVerdict Judge(
        Manifest manifest, TrustState trust, AgentConfiguration board, long stagingBytes, long nowSeconds)
    {
        ManifestVerdict origin = JudgeOrigin(manifest, trust, board);
        if (origin != ManifestVerdict.Accepted)
            return origin;
        if (!Fits(manifest.HardwareRevisions, board.HardwareRevision))
            return ManifestVerdict.WrongHardware;
        if (board.PayloadFormat >= 0 && manifest.PayloadFormat != board.PayloadFormat)
            return ManifestVerdict.WrongFormat;
        if (nowSeconds != 0 && nowSeconds > manifest.NotAfter)
            return ManifestVerdict.Expired;

        byte[] releaseId = manifest.ReleaseId();
        if (trust.IsBarred(releaseId))
            return ManifestVerdict.FailedBefore;
        if (manifest.Version.CompareTo(trust.InstalledVersion) <= 0)
            return ManifestVerdict.NotNewer;
        if (trust.AcceptedVersion != null
            && manifest.Version.CompareTo(trust.AcceptedVersion) <= 0
            && !Bytes.Equal(releaseId, trust.AcceptedRelease))
            return ManifestVerdict.SupersededBefore;

        if (manifest.ImageSize > board.LargestImageBytes
            || (long)manifest.SegmentCount * manifest.SegmentSize > stagingBytes)
            return ManifestVerdict.TooLarge;
        return ManifestVerdict.Accepted;
    }

    private static bool Fits(long[] revisions, long revision)
    {
        if (revisions.Length == 0)
            return true;
        foreach (long listed in revisions)
        {
            if (listed == revision)
                return true;
        }

        return false;
    }
}
