using System;

namespace FairOta.Simulator.Report;

/// <summary>A report that cannot be read, or reports that do not belong together. The message is for people.</summary>
public sealed class ReportException(string message, Exception? inner = null) : Exception(message, inner);
