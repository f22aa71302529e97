using System;

namespace FairOta.Sdk.Vendor;

/// <summary>A roll-out cannot be planned, bound or moved as asked; the message says why, and nothing was
/// changed.</summary>
public sealed class RolloutException(string message, Exception? inner = null) : Exception(message, inner);
