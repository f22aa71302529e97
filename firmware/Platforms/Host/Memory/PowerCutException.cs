using System;

namespace FairOta.Platforms.Host.Memory;

/// <summary>Power was cut. Whoever sees it throws the agent away and makes a new one over the same ports.</summary>
public sealed class PowerCutException : Exception
{
    /// <summary>A cut at that durable operation, counted from 1.</summary>
    public PowerCutException(long operation, bool isBefore)
        : base("Power was cut " + (isBefore ? "before" : "after") + " durable operation " + operation + ".")
    {
    }
}
