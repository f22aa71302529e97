// Where an image stands on a system that has no trial of its own. Pure: no file, no record.
//
// MeadowOS takes what lies in its update folder at the next start and documents no way back. What can be told:
// whether the folder is there, which version runs, and how often the device started since.
//  1. Handed over and not started since: it waits for the start.
//  2. It runs: on trial until it is confirmed. It was started and does not run: the system did not take it, which is as
//     if it had been tried and left.
//  3. About to be handed over, no folder there, and it does not run: it was not handed over, and is written again.
//  4. Rejected, or started too often without a word: the package confirmed last is handed over again, where there is
//     one. Where there is none the failed image goes on; its release is barred and the next one taken all the same.

using FairOta.Agent;

namespace FairOta.Platforms.Meadow;

internal static class MeadowRules
{
    /// <summary>Starts of an image on trial without a word from its application.</summary>
    public const int TrialStarts = 3;

    /// <summary>Rules 1 to 3.</summary>
    public static TrialState State(MeadowStage stage, int starts, bool isRunning, bool isStaged)
    {
        switch (stage)
        {
            case MeadowStage.Writing:
                return TrialState.None;
            case MeadowStage.Confirmed:
                return TrialState.Confirmed;
            case MeadowStage.Left:
                return isStaged && starts == 0 ? TrialState.Pending : TrialState.Reverted;
            default:
                if (isStaged && starts == 0)
                    return TrialState.Pending;
                if (isRunning)
                    return TrialState.Trial;
                return stage == MeadowStage.Completed || isStaged ? TrialState.Reverted : TrialState.None;
        }
    }

    /// <summary>Rule 4: whether this start is one too many.</summary>
    public static bool GivesUp(TrialState state, int starts) => state == TrialState.Trial && starts > TrialStarts;
}
