using FairOta.Agent;

namespace FairOta.Platforms.NanoFramework;

/// <summary>Takes a line of text.</summary>
public delegate void StatusLine(string text);

/// <summary>What the agent does, as lines for a serial port or a screen. Progress comes in steps of a tenth.</summary>
public sealed class StatusLines : IAgentObserver
{
    private static readonly string[] Phases =
    {
        "discovery", "opening", "download", "challenge", "key", "unsealing", "repair", "installation", "trial", "idle",
        "report",
    };

    private static readonly string[] Events =
    {
        "source unavailable", "release accepted", "manifest refused", "manifest keys rotated", "distributor barred",
        "receipt lapsed", "session left", "receipt signed", "key obtained", "segments bad", "restart needed",
        "confirmed", "trial repeated", "rolled back", "release unusable", "outcome reported",
    };

    private readonly StatusLine _output;
    private long _tenths;

    /// <summary>Lines go there.</summary>
    public StatusLines(StatusLine output)
    {
        _output = output;
    }

    /// <inheritdoc />
    public void PhaseChanged(AgentPhase phase)
    {
        _tenths = 0;
        _output("fairota: " + Phases[(int)phase]);
    }

    /// <inheritdoc />
    public void SourceChosen(byte[] address, string url) => _output("fairota: from " + url);

    /// <inheritdoc />
    public void Progress(long doneBytes, long totalBytes)
    {
        long tenths = totalBytes == 0 ? 0 : doneBytes * 10 / totalBytes;
        if (tenths == _tenths)
            return;
        _tenths = tenths;
        _output("fairota: " + doneBytes.ToString() + " of " + totalBytes.ToString() + " bytes");
    }

    /// <inheritdoc />
    public void Noted(AgentEvent what, string url) =>
        _output("fairota: " + Events[(int)what] + (url == null ? "" : " " + url));
}
