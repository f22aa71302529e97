using System;
using FairOta.Agent;
using FairOta.Cli.Commands;
using FairOta.Sdk;

namespace FairOta.Cli.Output;

/// <summary>Tells what an agent does, a line for everything that changes.</summary>
internal sealed class DeviceObserver(Invocation call) : IAgentObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private long _told;

    public void PhaseChanged(AgentPhase phase) => call.Log($"{phase} …");

    public void SourceChosen(byte[] address, string url) =>
        call.Log(address is null ? $"Origin {url}" : $"Distributor {Address.FromBytes(address)} at {url}");

    public void Progress(long doneBytes, long totalBytes)
    {
        if (call.Terminal.Time.GetElapsedTime(_told) < Pause) return;
        _told = call.Terminal.Time.GetTimestamp();
        call.Log($"  {100 * doneBytes / Math.Max(1, totalBytes)} % of {totalBytes} bytes");
    }

    public void Noted(AgentEvent what, string url) => call.Log(url is null ? $"  {what}" : $"  {what} {url}");
}
