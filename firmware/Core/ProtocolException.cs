using System;

namespace FairOta.Core;

/// <summary>
/// Something that came from outside breaks the protocol: malformed, not deterministic, out of range or wrongly signed.
/// The message says what was wrong, for a log; it never holds a secret. Nothing was changed when it is thrown.
/// </summary>
public sealed class ProtocolException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was wrong, one sentence.</param>
    public ProtocolException(string message)
        : base(message)
    {
    }
}
