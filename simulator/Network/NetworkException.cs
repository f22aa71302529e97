using System;

namespace FairOta.Simulator.Network;

/// <summary>The network could not be brought up; the message says why, for whoever started it.</summary>
public sealed class NetworkException(string message, Exception? inner = null) : Exception(message, inner);
