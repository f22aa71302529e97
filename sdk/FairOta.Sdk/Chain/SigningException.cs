using System;

namespace FairOta.Sdk.Chain;

/// <summary>An account's signer cannot be reached, refuses, or gives what is no signature of the account's. Nothing was
/// sent.</summary>
/// <param name="message">What went wrong; no secret.</param>
/// <param name="inner">The signer's own error, if there is one.</param>
public sealed class SigningException(string message, Exception? inner = null) : ChainException(message, inner);
