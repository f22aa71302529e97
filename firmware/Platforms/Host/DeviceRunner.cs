using System;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;

namespace FairOta.Platforms.Host;

/// <summary>Steps an agent over a real link, until there is nothing to do.</summary>
public sealed class DeviceRunner
{
    // A link may stay silent about a pending answer; the agent's own deadlines are looked at this often.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly DeviceAgent _agent;
    private readonly HttpLink _link;
    private readonly IClock _clock;
    private readonly TimeProvider _time;

    /// <summary>Runs that agent, whose ports are that link and that clock.</summary>
    public DeviceRunner(DeviceAgent agent, HttpLink link, IClock clock, TimeProvider time)
    {
        _agent = agent;
        _link = link;
        _clock = clock;
        _time = time;
    }

    /// <summary>
    /// Runs until the agent is idle or wants a restart, and says which. A restart means: start the bootloader, and run
    /// a new agent over the same ports. <paramref name="untilIdle"/> false runs on through idle times.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<StepOutcome> RunAsync(bool untilIdle, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            StepOutcome outcome = _agent.Step();
            switch (outcome)
            {
                case StepOutcome.Working:
                    continue;
                case StepOutcome.RestartNeeded:
                case StepOutcome.Idle when untilIdle:
                    return outcome;
                case StepOutcome.Pending:
                    await Task.WhenAny(_link.Moved, Delay(cancel)).ConfigureAwait(false);
                    break;
                default:
                    await Delay(cancel).ConfigureAwait(false);
                    break;
            }
        }
    }

    private Task Delay(CancellationToken cancel)
    {
        TimeSpan wait = TimeSpan.FromMilliseconds(Math.Max(1, _agent.WakeAtMs - _clock.UptimeMs));
        return Task.Delay(wait < LongestWait ? wait : LongestWait, _time, cancel);
    }
}
