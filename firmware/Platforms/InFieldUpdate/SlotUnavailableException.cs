using System;

namespace FairOta.Platforms.InFieldUpdate;

/// <summary>
/// The slot cannot be written or judged now. Nothing is lost: a new agent over the same ports goes on later, after a
/// restart at the latest.
/// </summary>
public sealed class SlotUnavailableException : Exception
{
    /// <summary>Says why.</summary>
    public SlotUnavailableException(string message)
        : base(message)
    {
    }
}
