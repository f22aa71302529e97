namespace FairOta.Agent;

/// <summary>Told what the agent does, while it does it. Must not throw and must not call the agent.</summary>
public interface IAgentObserver
{
    /// <summary>Another phase began. The time between two calls is the time the first phase took.</summary>
    void PhaseChanged(AgentPhase phase);

    /// <summary>A source to take the package from was chosen; address is null for an origin.</summary>
    void SourceChosen(byte[] address, string url);

    /// <summary>Bytes of the package staged, opened or installed so far, of all that phase has to do.</summary>
    void Progress(long doneBytes, long totalBytes);

    /// <summary>
    /// Something worth a line in a log; url is null where no source is concerned. Never holds a secret.
    /// </summary>
    void Noted(AgentEvent what, string url);
}

/// <summary>What the agent is doing.</summary>
public enum AgentPhase
{
    /// <summary>Looks for the newest manifest and for distributors.</summary>
    Discovery,

    /// <summary>Chooses a source and opens a session there.</summary>
    Opening,

    /// <summary>Downloads and stages segments.</summary>
    Download,

    /// <summary>Sends the challenge and checks the answer.</summary>
    Challenge,

    /// <summary>Signs and hands in the receipt, and obtains the key.</summary>
    Key,

    /// <summary>Opens the package: first pass, recomputing root and lock.</summary>
    Unsealing,

    /// <summary>Finds bad segments and replaces them.</summary>
    Repair,

    /// <summary>Second pass: decrypts the image into the slot.</summary>
    Installation,

    /// <summary>Waits for the new image to prove itself.</summary>
    Trial,

    /// <summary>Nothing to do until the next discovery.</summary>
    Idle,

    /// <summary>Nothing to update: reports how an installation ended.</summary>
    Report,
}

/// <summary>Events of an update.</summary>
public enum AgentEvent
{
    /// <summary>A source gave no answer, an unusable one or a refusal; the agent goes on.</summary>
    SourceUnavailable,

    /// <summary>A release was accepted; <see cref="DeviceAgent.Target"/> tells which.</summary>
    ReleaseAccepted,

    /// <summary>A source served a manifest that the rules refuse.</summary>
    ManifestRefused,

    /// <summary>The trusted manifest keys changed by a signed manifest.</summary>
    ManifestKeysRotated,

    /// <summary>A distributor cheated and is barred for this release.</summary>
    DistributorBarred,

    /// <summary>A distributor let its receipt lapse and is not used again for this release.</summary>
    ReceiptLapsed,

    /// <summary>A session was given up.</summary>
    SessionLeft,

    /// <summary>The receipt was signed.</summary>
    ReceiptSigned,

    /// <summary>The key is known.</summary>
    KeyObtained,

    /// <summary>The staged package holds bad segments.</summary>
    SegmentsBad,

    /// <summary>The new image is complete; the device must restart to try it.</summary>
    RestartNeeded,

    /// <summary>The new image was confirmed.</summary>
    Confirmed,

    /// <summary>The new image was left without a verdict, by a crash or a power cut; it is tried again.</summary>
    TrialRepeated,

    /// <summary>The new image failed its trial; its release is barred.</summary>
    RolledBack,

    /// <summary>The release fits no board of this kind or size, or its package is not well made.</summary>
    ReleaseUnusable,

    /// <summary>A source took the report of how an installation ended.</summary>
    OutcomeReported,
}
