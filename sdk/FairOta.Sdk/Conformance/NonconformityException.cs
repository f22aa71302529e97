using System;

namespace FairOta.Sdk.Conformance;

/// <summary>A server does not keep a rule.</summary>
/// <param name="sentence">What it did instead.</param>
internal sealed class NonconformityException(string sentence) : Exception(sentence);

/// <summary>A rule cannot be asked about here and now.</summary>
/// <param name="sentence">Why, and what would help.</param>
internal sealed class NotAskedException(string sentence) : Exception(sentence);
