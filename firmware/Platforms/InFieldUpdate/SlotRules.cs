// What each answer of UpdateManager means for an update. Pure: no call, no record.
//
// From the documentation of nanoFramework.Runtime.InFieldUpdate (update-sessions, confirm-and-revert,
// writing-an-update-provider):
//  1. An image on trial, or a swap that waits for the next start, is settled before another image is begun.
//  2. A session is resumed with the image's header. Only an empty slot or one with another image is started afresh.
//  3. What was refused did not move the position, so a fault of the flash is tried again; a session that is gone is
//     resumed later, from where the slot says.
//  4. An image without the right header, entries or SHA-256 is written again from the start, a few times, and given up
//     then, with the slot erased.
//  5. An image that does not fit, or does not begin as an MCUboot image, is refused.
//  6. Anything else is the device's trouble, not the image's: it is left as it is, and tried later.

using FairOta.Agent;
using nanoFramework.Runtime.InFieldUpdate;

namespace FairOta.Platforms.InFieldUpdate;

/// <summary>What to do after an answer.</summary>
internal enum Remedy
{
    /// <summary>It worked.</summary>
    GoOn,

    /// <summary>Start a session that erases the slot.</summary>
    StartAfresh,

    /// <summary>Say the same again, a few times.</summary>
    Repeat,

    /// <summary>Write the image once more, into an erased slot, a few times.</summary>
    WriteAgain,

    /// <summary>The image will never do.</summary>
    Refuse,

    /// <summary>Leave everything as it is and come back.</summary>
    Later,
}

internal static class SlotRules
{
    /// <summary>How often the same call is made, and how often an image is written, beyond the first time.</summary>
    public const int Retries = 3;

    /// <summary>Rule 1.</summary>
    public static bool MayBegin(UpdateStatus status) => status == UpdateStatus.Confirmed;

    /// <summary>Rules 2, 5 and 6, of ResumeUpdateSession and StartUpdateSession.</summary>
    public static Remedy AfterOpening(UpdateSessionResult result, bool isResuming)
    {
        switch (result)
        {
            case UpdateSessionResult.Success:
                return Remedy.GoOn;
            case UpdateSessionResult.NoImage:
            case UpdateSessionResult.HeaderMismatch:
                return isResuming ? Remedy.StartAfresh : Remedy.Later;
            case UpdateSessionResult.TooLarge:
                return Remedy.Refuse;
            default:
                // Busy, SwapInFlight, NoSlot, FlashError, and what these calls should not say.
                return Remedy.Later;
        }
    }

    /// <summary>Rules 3, 5 and 6, of StoreImageChunk.</summary>
    public static Remedy AfterStoring(UpdateSessionResult result)
    {
        switch (result)
        {
            case UpdateSessionResult.Success:
                return Remedy.GoOn;
            case UpdateSessionResult.Busy:
            case UpdateSessionResult.FlashError:
                return Remedy.Repeat;
            case UpdateSessionResult.BadMagic:
            case UpdateSessionResult.TooLarge:
                return Remedy.Refuse;
            default:
                // BadToken above all: the session is gone.
                return Remedy.Later;
        }
    }

    /// <summary>Rules 4 and 6, of CompleteUpdateSession.</summary>
    public static Remedy AfterCompleting(UpdateSessionResult result)
    {
        switch (result)
        {
            case UpdateSessionResult.Success:
                return Remedy.GoOn;
            case UpdateSessionResult.BadMagic:
            case UpdateSessionResult.BadTlv:
            case UpdateSessionResult.HashMismatch:
            case UpdateSessionResult.FlashError:
                // FlashError: the bootloader may have refused to mark it, which ends after a few times too.
                return Remedy.WriteAgain;
            default:
                // BadToken, Busy, Incomplete: the session is gone, or not where it was thought to be.
                return Remedy.Later;
        }
    }

    /// <summary>Rule 4: whether an image that failed that often is written once more.</summary>
    public static bool MayWriteAgain(int failures) => failures <= Retries;

    /// <summary>
    /// Where the image of that record stands. An image that was about to be completed and does not run counts as not
    /// completed: it is written again, and if it is the image that fails, the next time tells.
    /// </summary>
    /// <param name="stage">The record's.</param>
    /// <param name="status">The device's; not Unknown.</param>
    /// <param name="isRunning">Whether the running image is the record's.</param>
    public static TrialState State(SlotStage stage, UpdateStatus status, bool isRunning)
    {
        if (stage != SlotStage.Completing && stage != SlotStage.Completed)
            return TrialState.None;
        if (status != UpdateStatus.Confirmed && status != UpdateStatus.Testing)
            return TrialState.Pending;
        if (isRunning)
            return status == UpdateStatus.Testing ? TrialState.Trial : TrialState.Confirmed;
        return stage == SlotStage.Completed ? TrialState.Reverted : TrialState.None;
    }
}
