namespace FairOta.Platforms.InFieldUpdate;

/// <summary>How far the slot's image came, as far as the slot's own record tells.</summary>
internal enum SlotStage
{
    /// <summary>It is being written: what the slot holds of it may be gone on with.</summary>
    Writing = 1,

    /// <summary>What the slot holds is of no use for it: the slot is erased before it is written.</summary>
    Afresh = 2,

    /// <summary>It was about to be completed: only the bootloader knows whether it was.</summary>
    Completing = 3,

    /// <summary>It was completed: the next start tries it, or tried it.</summary>
    Completed = 4,
}
