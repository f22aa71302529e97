using System;

namespace FairOta.Platforms.Host.Memory;

/// <summary>A durable operation that is about to be done.</summary>
public sealed class DurableOperation
{
    private readonly Action _whole;
    private readonly Action? _torn;

    internal DurableOperation(long number, string what, Action whole, Action? torn)
    {
        Number = number;
        What = what;
        _whole = whole;
        _torn = torn;
    }

    /// <summary>Its number over the life of the power supply, from 1.</summary>
    public long Number { get; }

    /// <summary>What it is, in a word or two.</summary>
    public string What { get; }

    /// <summary>Leaves it as a cut there does, without cutting power.</summary>
    public void Leave(PowerCut cut)
    {
        if (cut == PowerCut.After)
            _whole();
        else if (cut == PowerCut.Torn)
            _torn?.Invoke();
    }
}
