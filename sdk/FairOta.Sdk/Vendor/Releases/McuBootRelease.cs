using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>What an image of <see cref="PayloadFormat.McuBoot"/> must be before anybody pays for its delivery: one that
/// the devices' bootloader boots, and the one the manifest describes. The rules are
/// <see cref="McuBootBootloader"/>'s.</summary>
public static class McuBootRelease
{
    private const string Advice =
        " The bootloader would refuse it, so it is not released. Release what 'imgtool sign' makes without --pad,"
        + " --encrypt and --compression; 'fairota vendor inspect' shows what an image is.";

    /// <summary>Reads an image and demands that it would be booted.</summary>
    /// <exception cref="ReleaseException">It would not; the message says why, and what to do.</exception>
    public static McuBootImage Read(byte[] image, McuBootBootloader bootloader)
    {
        try
        {
            McuBootImage read = McuBootImage.Parse(image);
            bootloader.Check(read);
            return read;
        }
        catch (ProtocolException e)
        {
            throw new ReleaseException(e.Message + Advice, e);
        }
    }

    internal static void Check(ReleasePlan plan)
    {
        if ((plan.PayloadFormat == PayloadFormat.McuBoot) != (plan.Bootloader is not null))
        {
            throw new ReleaseException(
                "An MCUboot image, and no other, is released for a bootloader: its public key is needed to check it.");
        }

        if (plan.Bootloader is null) return;
        McuBootImage image = Read(plan.Image, plan.Bootloader);
        try
        {
            McuBootBootloader.CheckAgreement(image, plan.Version, plan.SecurityCounter);
        }
        catch (ProtocolException e)
        {
            throw new ReleaseException(
                e.Message + " Leave version and counter of the release away to take them from the image.", e);
        }
    }
}
