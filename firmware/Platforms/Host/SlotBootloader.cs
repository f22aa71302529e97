using System;

namespace FairOta.Platforms.Host;

/// <summary>Plays the bootloader of a host device: call it once at every start, before the agent.</summary>
public static class SlotBootloader
{
    /// <summary>Chooses the image that runs from now on, makes the choice durable, and returns its path.</summary>
    public static string Start(FileSlots slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        SlotMarker before = slots.Marker;
        SlotMarker after = before.AfterStart();
        if (after != before)
            slots.Marker = after;
        return slots.RunningImagePath;
    }
}
