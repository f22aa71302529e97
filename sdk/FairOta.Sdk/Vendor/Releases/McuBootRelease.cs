using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>What an image of <see cref="PayloadFormat.McuBoot"/> must be before anybody pays for its delivery: one that
/// the devices' bootloader boots, and the one the manifest describes. The rules are
/// <see cref="McuBootBootloader"/>'s.</summary>
internal static class McuBootRelease
{
    /// <exception cref="ReleaseException">It is not; the message says why, and what to do.</exception>
    public static void Check(ReleasePlan plan)
    {
        if ((plan.PayloadFormat == PayloadFormat.McuBoot) != (plan.Bootloader is not null))
        {
            throw new ReleaseException(
                "An MCUboot image, and no other, is released for a bootloader: its public key is needed to check it.");
        }

        if (plan.Bootloader is null) return;
        try
        {
            McuBootImage image = McuBootImage.Parse(plan.Image);
            plan.Bootloader.Check(image);
            McuBootBootloader.CheckAgreement(image, plan.Version, plan.SecurityCounter);
        }
        catch (ProtocolException e)
        {
            throw new ReleaseException(
                e.Message + " The bootloader would refuse it, so it is not released. Release what 'imgtool sign' makes"
                + " without --pad, --encrypt and --compression; 'fairota vendor inspect' shows what an image is.",
                e);
        }
    }
}
