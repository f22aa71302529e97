using System;
using FairOta.Agent;

namespace FairOta.Platforms.NanoFramework;

/// <summary>
/// Steps an agent for ever: makes a new one where a port failed, hands it the application's verdict, and says how long
/// nothing is to be done. It neither waits nor restarts the device itself.
/// </summary>
public sealed class AgentLoop
{
    /// <summary>First wait after a failure; doubled each time.</summary>
    public const int RetryMs = 10 * 1000;

    /// <summary>Longest wait after failures in a row.</summary>
    public const int LongestRetryMs = 10 * 60 * 1000;

    /// <summary>A turn that lasts longer than this hangs. A check of samples may take minutes.</summary>
    public const int StallMs = 20 * 60 * 1000;

    private const int Waiting = 0;
    private const int Works = 1;
    private const int Fails = 2;

    private readonly AgentConfiguration _board;
    private readonly AgentPorts _ports;
    private DeviceAgent _agent;
    private int _retryMs = RetryMs;

    // Written by the application's thread, read by the agent's.
    private volatile int _verdict = Waiting;
    private volatile bool _judged;

    // Written by the agent's thread, read by whoever watches it.
    private volatile int _turnSeconds;

    /// <summary>Over those ports; the agent is made in the first turn.</summary>
    public AgentLoop(AgentConfiguration board, AgentPorts ports)
    {
        _board = board;
        _ports = ports;
        Beat();
    }

    /// <summary>True where the device must restart for the update to go on.</summary>
    public bool RestartNeeded { get; private set; }

    /// <summary>True where the next thing to wait for is the link.</summary>
    public bool IsPending { get; private set; }

    /// <summary>What failed last, or null.</summary>
    public Exception Failure { get; private set; }

    /// <summary>The application works: a set on trial is kept. Any thread may say so, once.</summary>
    public void Confirm() => Judge(Works);

    /// <summary>The application does not work: a set on trial is left and its release barred.</summary>
    public void Reject() => Judge(Fails);

    /// <summary>True where no turn ended for so long that the device is better restarted.</summary>
    public bool IsStalled() => _ports.Clock.UptimeMs / 1000 - _turnSeconds > StallMs / 1000;

    /// <summary>
    /// True where a set is on trial so long after the start that the agent, whose deadline passed long ago, must have
    /// been kept from ending it: by a set that leaves it no memory, or by storage that takes no record. The next start
    /// leaves the set.
    /// </summary>
    public static bool IsOverdue(TrialState state, long uptimeMs) =>
        state == TrialState.Trial && uptimeMs > StallMs;

    /// <summary>Does one step and says for how many milliseconds nothing is to be done; 0 for none.</summary>
    public int Turn()
    {
        Beat();
        try
        {
            if (_agent == null)
            {
                _agent = new DeviceAgent(_board, _ports);
                _judged = false;
            }

            Tell();
            return Step();
        }
        catch (Exception e)
        {
            // Whatever failed, the durable records are right: a new agent goes on there.
            Failure = e;
            _agent = null;
            _ports.Link.Close();
            int wait = _retryMs;
            _retryMs = _retryMs < LongestRetryMs / 2 ? _retryMs * 2 : LongestRetryMs;
            IsPending = false;
            return wait;
        }
    }

    private int Step()
    {
        StepOutcome outcome = _agent.Step();
        IsPending = outcome == StepOutcome.Pending;
        RestartNeeded = outcome == StepOutcome.RestartNeeded;
        if (outcome == StepOutcome.Working)
        {
            _retryMs = RetryMs;
            return 0;
        }

        long wait = _agent.WakeAtMs - _ports.Clock.UptimeMs;
        return wait < 1 ? 1 : wait > 1000 ? 1000 : (int)wait;
    }

    private void Judge(int verdict)
    {
        if (_verdict == Waiting)
            _verdict = verdict;
    }

    private void Tell()
    {
        if (_judged || _verdict == Waiting)
            return;
        _judged = true;
        if (_verdict == Works)
            _agent.Confirm();
        else
            _agent.Reject();
    }

    private void Beat() => _turnSeconds = (int)(_ports.Clock.UptimeMs / 1000);
}
