using System;

namespace FairOta.Sdk.Distributor;

/// <summary>The distributor's books are out of reach at present, as when their database restarts. Nothing that was
/// promised is lost; what was asked is to be asked again.</summary>
/// <param name="message">What is wrong, as a sentence that names no secret.</param>
/// <param name="inner">What the database or the connection to it said; null for nothing.</param>
public sealed class BooksUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
