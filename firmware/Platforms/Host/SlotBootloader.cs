using System;
using System.IO;
using FairOta.Agent;

namespace FairOta.Platforms.Host;

/// <summary>Plays the bootloader of a host device: call it once at every start, before the agent.</summary>
public static class SlotBootloader
{
    /// <summary>
    /// Chooses the image that runs from now on, makes the choice durable, and returns its path. A completed image that
    /// the slots' bootloader would not boot, damaged since, is not tried and counts as tried in vain.
    /// </summary>
    /// <exception cref="InvalidDataException">Nor would it boot the image that is to run: the device stays down, as it
    /// would with MCUboot.</exception>
    public static string Start(FileSlots slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        SlotMarker before = slots.Marker;
        SlotMarker after = before.State == TrialState.Pending && !slots.Boots(1 - before.Running)
            ? before with { State = TrialState.Reverted }
            : before.AfterStart();
        if (after != before)
            slots.Marker = after;

        // A device may come without an image, and then there is nothing to judge.
        string image = slots.RunningImagePath;
        if (File.Exists(image) && !slots.Boots(after.Running))
            throw new InvalidDataException($"The running image would not boot. {slots.Refusal}");
        slots.KeepCounter();
        return image;
    }
}
