namespace FairOta.Agent;

/// <summary>What the caller of <see cref="DeviceAgent.Step"/> should do next.</summary>
public enum StepOutcome
{
    /// <summary>Step again; there is work that waits for nobody.</summary>
    Working,

    /// <summary>Step again when the link has something, or at <see cref="DeviceAgent.WakeAtMs"/>.</summary>
    Pending,

    /// <summary>In the middle of an update, but nothing to do before <see cref="DeviceAgent.WakeAtMs"/>.</summary>
    Sleeping,

    /// <summary>Nothing to update; look again at <see cref="DeviceAgent.WakeAtMs"/>.</summary>
    Idle,

    /// <summary>
    /// Restart the device so that the bootloader tries, or leaves, the new image. More steps change nothing.
    /// </summary>
    RestartNeeded,
}
