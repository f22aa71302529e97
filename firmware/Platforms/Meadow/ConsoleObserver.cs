using System;
using FairOta.Agent;

namespace FairOta.Platforms.Meadow;

/// <summary>Writes what the agent does to the console, which <c>meadow listen</c> shows.</summary>
public sealed class ConsoleObserver : IAgentObserver
{
    private int _percent;

    /// <inheritdoc />
    public void PhaseChanged(AgentPhase phase)
    {
        _percent = 0;
        Console.WriteLine("FairOTA: " + phase);
    }

    /// <inheritdoc />
    public void SourceChosen(byte[] address, string url) => Console.WriteLine("FairOTA: from " + url);

    /// <inheritdoc />
    public void Progress(long doneBytes, long totalBytes)
    {
        int percent = totalBytes <= 0 ? 0 : (int)(doneBytes * 100 / totalBytes);
        if (percent < _percent + 10)
            return;
        _percent = percent;
        Console.WriteLine("FairOTA: " + percent + " %");
    }

    /// <inheritdoc />
    public void Noted(AgentEvent what, string url) => Console.WriteLine("FairOTA: " + what + " " + url);
}
