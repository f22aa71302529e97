using System;

namespace FairOta.Platforms.Host.Memory;

/// <summary>Power was cut. Whoever sees it throws the agent away and makes a new one over the same ports.</summary>
public sealed class PowerCutException : Exception
{
    internal PowerCutException(DurableOperation operation, PowerCut cut)
        : base("Power was cut at durable operation " + operation.Number + ", " + operation.What + ": " + cut + ".")
    {
        Operation = operation;
        Cut = cut;
    }

    /// <summary>The operation at which it was cut.</summary>
    public DurableOperation Operation { get; }

    /// <summary>Before, amid or after it.</summary>
    public PowerCut Cut { get; }
}
