using FairOta.Agent;

namespace FairOta.Platforms.Host;

/// <summary>
/// What slots and bootloader agree on: which slot runs, which holds the last completed image, and how that stands.
/// </summary>
/// <param name="Running">Slot that runs, 0 or 1.</param>
/// <param name="State">How the image in the other, or tried, slot stands.</param>
public sealed record SlotMarker(int Running, TrialState State)
{
    /// <summary>As a factory leaves a device: the first slot runs.</summary>
    public static SlotMarker Factory { get; } = new(0, TrialState.None);

    /// <summary>
    /// What the bootloader makes of it at a start, with MCUboot's semantics: try once, and go back unless confirmed.
    /// </summary>
    public SlotMarker AfterStart() => State switch
    {
        TrialState.Pending => new SlotMarker(1 - Running, TrialState.Trial),
        TrialState.Trial => new SlotMarker(1 - Running, TrialState.Reverted),
        _ => this,
    };

    /// <summary>One byte for storage.</summary>
    public byte ToByte() => (byte)(Running | ((int)State << 1));

    /// <summary>Reads that byte.</summary>
    public static SlotMarker FromByte(byte value) =>
        new(value & 1, (TrialState)((value >> 1) & 7));
}
