using System;
using FairOta.Cli.Commands;

namespace FairOta.Cli.Output;

/// <summary>Tells how far something is, every two seconds and not oftener.</summary>
/// <param name="call">The command.</param>
internal sealed class ProgressPace(Invocation call)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private long _told = call.Terminal.Time.GetTimestamp();

    /// <summary>Says it, if it is time.</summary>
    public void Tell(string sentence)
    {
        if (call.Terminal.Time.GetElapsedTime(_told) < Pause) return;
        _told = call.Terminal.Time.GetTimestamp();
        call.Progress(sentence);
    }
}
