namespace FairOta.DeviceCost.Tests;

/// <summary>A stretch of the exchange that is counted by itself; in this order.</summary>
internal enum Stretch
{
    /// <summary>The device's address from its key, and the agent over empty records.</summary>
    Start,

    /// <summary>Discovery: the signed manifest from two sources, and the lists of distributors.</summary>
    Manifest,

    /// <summary>Choice of the distributor, signature of Open, the offer.</summary>
    Open,

    /// <summary>Every segment, staged and digested; the choice of the samples.</summary>
    Download,

    /// <summary>The samples and the check of the offer.</summary>
    Challenge,

    /// <summary>The signature of the receipt.</summary>
    Receipt,

    /// <summary>From the receipt's sending: polls, and the check of the key.</summary>
    Key,

    /// <summary>The polynomial from the key and the samples.</summary>
    Interpolation,

    /// <summary>First pass: root and lock.</summary>
    Opening,

    /// <summary>Second pass: the image into the slot.</summary>
    Installation,

    /// <summary>After the exchange and the restart: the report of how it ended, to two sources.</summary>
    Report,
}
