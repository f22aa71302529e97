namespace FairOta.Sdk.Distributor;

/// <summary>How far a session has come, as the books know it. What the chain shows may move it back as well as on: a
/// chain may take a block back.</summary>
internal enum Standing
{
    /// <summary>No challenge was answered.</summary>
    Open = 0,

    /// <summary>The challenge was answered; the receipt is out.</summary>
    Answered = 1,

    /// <summary>The receipt is here and waits to be reserved.</summary>
    Received = 2,

    /// <summary>It was put into a reservation that was or is about to be sent; the chain does not show it
    /// yet.</summary>
    Reserving = 3,

    /// <summary>The chain shows it reserved for this distributor.</summary>
    Reserved = 4,

    /// <summary>The chain shows it paid to this distributor. Remedy for none needed; nothing follows.</summary>
    Paid = 5,

    /// <summary>Passed over: the device's reward went to somebody else. Recorded, never tried again.</summary>
    Lost = 6,

    /// <summary>The receipt's time ran out before it was paid. Never tried again.</summary>
    Lapsed = 7,

    /// <summary>Left when its time came, because the gas would have cost more than the reward. Never tried
    /// again.</summary>
    Declined = 8,
}
