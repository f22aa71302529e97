using FairOta.Agent;

namespace FairOta.Platforms.Meadow;

/// <summary>Shows the agent's doings in a light, as <see cref="StatusRules"/> says, and hands them on.</summary>
public sealed class LightObserver : IAgentObserver
{
    private readonly ILight _light;
    private readonly IAgentObserver? _next;
    private Light? _shown;

    /// <summary>Shows in that light; the other observer, if there is one, is told too.</summary>
    public LightObserver(ILight light, IAgentObserver? next = null)
    {
        _light = light;
        _next = next;
    }

    /// <inheritdoc />
    public void PhaseChanged(AgentPhase phase)
    {
        Show(StatusRules.Of(phase));
        _next?.PhaseChanged(phase);
    }

    /// <inheritdoc />
    public void SourceChosen(byte[] address, string url) => _next?.SourceChosen(address, url);

    /// <inheritdoc />
    public void Progress(long doneBytes, long totalBytes) => _next?.Progress(doneBytes, totalBytes);

    /// <inheritdoc />
    public void Noted(AgentEvent what, string url)
    {
        if (StatusRules.Of(what) is { } light)
            Show(light);
        _next?.Noted(what, url);
    }

    private void Show(Light light)
    {
        if (_shown is { } shown && shown.Equals(light))
            return;
        _shown = light;
        _light.Show(light);
    }
}
