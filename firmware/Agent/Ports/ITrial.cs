namespace FairOta.Agent;

/// <summary>
/// What the bootloader made of the image that was last completed, with the semantics of MCUboot's test swap.
/// </summary>
public interface ITrial
{
    /// <summary>Where the last completed image stands. Durable.</summary>
    TrialState State { get; }

    /// <summary>Keeps the running image on trial for good. Durable when it returns.</summary>
    void Confirm();

    /// <summary>
    /// Asks for the previous image at the next start. Without it the next start goes back all the same.
    /// </summary>
    void Revert();
}

/// <summary>The stations of an image after <see cref="IImageSlot.Complete"/>.</summary>
public enum TrialState
{
    /// <summary>Nothing was completed since <see cref="IImageSlot.Begin"/>, or ever.</summary>
    None,

    /// <summary>Complete, and waiting for the next start to be tried.</summary>
    Pending,

    /// <summary>It runs, on trial: without <see cref="ITrial.Confirm"/> the next start goes back.</summary>
    Trial,

    /// <summary>It runs and was confirmed.</summary>
    Confirmed,

    /// <summary>It was tried, and the previous image runs again.</summary>
    Reverted,
}
