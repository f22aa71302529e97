using System;
using FairOta.Agent;

namespace FairOta.Platforms.Meadow;

/// <summary>
/// Keeps an agent going on a device: a step at a time, a new agent where a port failed, a reset where it is needed.
/// </summary>
/// <remarks>Only <see cref="Judge"/> may be called from another thread.</remarks>
public sealed class AgentLoop
{
    /// <summary>
    /// Failures in a row after which the device is reset: more than an hour, because what no reset heals, a damaged
    /// record for one, must not keep the application from its work.
    /// </summary>
    public const int MaxFailures = 10;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestAfterFailure = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly AgentConfiguration _board;
    private readonly AgentPorts _ports;
    private readonly Action _reset;
    private readonly Action<Exception> _failed;
    private DeviceAgent? _agent;
    private int _failures;
    private volatile object? _verdict;

    /// <summary>Runs an agent over those ports.</summary>
    /// <param name="board">What the board knows.</param>
    /// <param name="ports">The ports.</param>
    /// <param name="reset">Resets the device.</param>
    /// <param name="failed">Told of a failed port. The message of the exception holds no secret.</param>
    public AgentLoop(AgentConfiguration board, AgentPorts ports, Action reset, Action<Exception> failed)
    {
        _board = board;
        _ports = ports;
        _reset = reset;
        _failed = failed;
    }

    /// <summary>The application's word on an image on trial.</summary>
    public void Judge(bool works) => _verdict = works;

    /// <summary>Does a bounded piece of work, and says how long nothing is due unless the link has something.</summary>
    public TimeSpan Next()
    {
        try
        {
            _agent ??= new DeviceAgent(_board, _ports);
            if (_verdict is bool works)
                Tell(_agent, works);
            StepOutcome outcome = _agent.Step();
            _failures = 0;
            return After(outcome, _agent);
        }
        catch (Exception exception)
        {
            // Whatever the port's trouble is: the durable records say how to go on.
            _agent = null;
            _failed(exception);
            if (++_failures % MaxFailures == 0)
                _reset();
            return AfterFailures();
        }
    }

    // Doubled each time.
    private TimeSpan AfterFailures()
    {
        TimeSpan wait = AfterFailure;
        for (int i = 1; i < _failures && wait < LongestAfterFailure; i++)
            wait *= 2;
        return wait < LongestAfterFailure ? wait : LongestAfterFailure;
    }

    private static void Tell(DeviceAgent agent, bool works)
    {
        if (works)
            agent.Confirm();
        else
            agent.Reject();
    }

    private TimeSpan After(StepOutcome outcome, DeviceAgent agent)
    {
        if (outcome == StepOutcome.Working)
            return TimeSpan.Zero;
        if (outcome == StepOutcome.RestartNeeded)
        {
            _reset();
            return AfterFailure;
        }

        long due = Math.Max(1, agent.WakeAtMs - _ports.Clock.UptimeMs);
        return due < LongestWait.TotalMilliseconds ? TimeSpan.FromMilliseconds(due) : LongestWait;
    }
}
