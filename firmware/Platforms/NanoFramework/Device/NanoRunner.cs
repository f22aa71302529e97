using System;
using System.Threading;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Platforms.Storage;
using nanoFramework.Runtime.Native;

namespace FairOta.Platforms.NanoFramework;

/// <summary>
/// A whole device: chooses the application, runs it beside the agent, each on a thread of its own, and restarts where
/// an update, a crash or a hang asks for it.
/// </summary>
/// <remarks>
/// The interpreter shares its time between threads, so an application that never waits does not keep the agent from its
/// trial's deadline. A hang in native code is left to the firmware's own watchdog.
/// </remarks>
public sealed class NanoRunner
{
    private const int WatchMs = 10 * 1000;

    // An application that crashes after its trial is started again; until then the agent has time to find a better one.
    private const int RestartAfterCrashMs = 10 * 60 * 1000;

    private readonly StatusLine _status;
    private readonly NanoSymmetric _symmetric = new NanoSymmetric();
    private readonly InternalStorage _storage = new InternalStorage("I:");
    private readonly NanoClock _clock = new NanoClock();
    private readonly NanoLink _link = new NanoLink(new WebPort());
    private readonly AssemblySets _sets;
    private readonly long _packageBytes;
    private AgentLoop _loop;
    private AssemblySet _set;
    private ThreadStart _firmware;
    private long _crashedMs = -1;

    // Seconds of uptime at which the call of the link began that has not returned; below 0 where there is none.
    private volatile int _callSeconds = -1;

    /// <summary>
    /// Takes up what internal storage holds. The sealed package may take that many bytes of it; status lines go there.
    /// </summary>
    public NanoRunner(long packageBytes, StatusLine status)
    {
        _packageBytes = packageBytes;
        _status = status;
        _sets = new AssemblySets(_storage, _symmetric);
    }

    /// <summary>
    /// Runs for ever. The application in the firmware is what runs where no set is installed; the network is to be
    /// brought up by now, or comes later.
    /// </summary>
    public void Run(ThreadStart application)
    {
        _firmware = application;
        _set = _sets.Start();
        _status("fairota: runs " + (_set == null ? "the firmware's application" : _set.EntryType));
        try
        {
            _loop = Agent();
            Application.Host(_loop);
            new Thread(Work).Start();
            new Thread(Step).Start();
        }
        catch (Exception e)
        {
            // Without a usable configuration and key there is no agent; the application runs all the same.
            _status("fairota: not provisioned. " + e.Message);
        }

        new Thread(Apply).Start();
        Watch();
    }

    private AgentLoop Agent()
    {
        AgentConfiguration board = DeviceConfiguration.Parse(
            Given(DeviceConfiguration.FileName, DeviceConfiguration.MaxBytes));
        board.PayloadFormat = PayloadFormat.AssemblySet;
        board.LargestImageBytes = Limits.MaxAssemblySetBytes;
        AgentPorts ports = new AgentPorts();
        ports.Link = _link;
        ports.Staging = new StoredPackage(_storage, _packageBytes);
        ports.State = new RecordStore(_storage, _symmetric);
        ports.Slot = _sets;
        ports.Trial = _sets;
        ports.Clock = _clock;
        ports.Symmetric = _symmetric;
        ports.Observer = new StatusLines(_status);
        ports.Key = new SoftwareDeviceKey(
            _symmetric, Given(DeviceConfiguration.KeyFileName, DeviceConfiguration.KeyBytes));
        return new AgentLoop(board, ports);
    }

    private byte[] Given(string name, int mostBytes)
    {
        long length = _storage.Length(name);
        if (length < 1 || length > mostBytes)
            throw new ProtocolException("There is no usable file " + name + ".");
        byte[] file = new byte[(int)length];
        _storage.Read(name, 0, file, 0, file.Length);
        return file;
    }

    private void Work()
    {
        while (true)
        {
            // What throws, against the port's word, ends this thread and looks like a call that does not return.
            _callSeconds = (int)(_clock.UptimeMs / 1000);
            bool moved = _link.Work();
            _callSeconds = -1;
            if (!moved)
                _link.WaitForWork();
        }
    }

    private void Step()
    {
        Exception told = null;
        while (true)
        {
            int wait = _loop.Turn();
            if (_loop.RestartNeeded)
                Restart("for the update");
            if (_loop.Failure != told)
            {
                told = _loop.Failure;
                _status("fairota: " + told.Message);
            }

            if (wait > 0 && _loop.IsPending)
                _link.WaitForMove(wait);
            else if (wait > 0)
                Thread.Sleep(wait);
        }
    }

    private void Apply()
    {
        try
        {
            if (_set == null)
                _firmware();
            else
                ResidentLoader.Run(_set);
        }
        catch (Exception e)
        {
            _status("fairota: the application crashed. " + e.Message);
            if (_sets.State == TrialState.Trial)
                Restart("to the last good application");
            _crashedMs = _clock.UptimeMs;
        }
    }

    private void Watch()
    {
        while (true)
        {
            Thread.Sleep(WatchMs);
            if (_loop != null && _loop.IsStalled())
                Restart("because the agent hangs");
            int callSeconds = _callSeconds;
            if (callSeconds >= 0 && _clock.UptimeMs / 1000 - callSeconds > AgentLoop.StallMs / 1000)
                Restart("because the network hangs");
            if (AgentLoop.IsOverdue(_sets.State, _clock.UptimeMs))
                Restart("because the trial does not end");
            if (_crashedMs >= 0 && _clock.UptimeMs - _crashedMs > RestartAfterCrashMs)
                Restart("after a crash");
        }
    }

    private void Restart(string why)
    {
        _status("fairota: restarts " + why);
        Power.RebootDevice();
    }
}
