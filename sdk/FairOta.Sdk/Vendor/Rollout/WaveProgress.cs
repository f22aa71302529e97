namespace FairOta.Sdk.Vendor;

/// <summary>How far a wave is. Only reports of its own devices count in it, each device once.</summary>
/// <param name="Devices">Its devices.</param>
/// <param name="IsFunded">Whether the chain shows its tranche.</param>
/// <param name="Delivered">Its devices whose delivery is paid. A report counts without one too: what ran, ran, whoever
/// brought the image.</param>
/// <param name="Installed">Its devices that reported success and nothing else.</param>
/// <param name="Failed">Its devices that reported a failed trial, or several outcomes.</param>
/// <param name="Refused">Its devices that reported a package which they could not install, and nothing else.</param>
public sealed record WaveProgress(
    int Devices, bool IsFunded = false, int Delivered = 0, int Installed = 0, int Failed = 0, int Refused = 0)
{
    /// <summary>Its devices that reported anything but success.</summary>
    public int Failures => Failed + Refused;

    /// <summary>Its devices that reported.</summary>
    public int Reported => Installed + Failures;
}
