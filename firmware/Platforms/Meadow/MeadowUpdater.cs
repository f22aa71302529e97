using System;
using System.IO;
using System.Threading;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.Meadow;

/// <summary>
/// Updates a Meadow's application, on a thread of its own beside it. What the device was given at the factory lies in
/// the data folder, as <see cref="DeviceConfiguration"/> says; so does everything the agent keeps.
/// </summary>
public sealed class MeadowUpdater : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(10);

    private readonly MeadowLink _link = new(RequestTimeout);
    private readonly MeadowSlot _slot;
    private readonly AgentLoop _loop;
    private readonly Action _reset;
    private readonly Action<Exception> _failed;

    /// <summary>Reads what the device was given, and prepares the agent. Nothing runs yet.</summary>
    /// <param name="rootFolder">The file system's root, /meadow0.</param>
    /// <param name="dataFolder">The folder that outlives updates, /meadow0/Data.</param>
    /// <param name="running">The version that the running application was built as.</param>
    /// <param name="largestImageBytes">Largest package the board has room for.</param>
    /// <param name="observer">Told what the agent does.</param>
    /// <param name="reset">Resets the device.</param>
    /// <param name="failed">Told of a failed port.</param>
    /// <exception cref="IOException">The device was not provisioned: a file is missing.</exception>
    /// <exception cref="ProtocolException">Its configuration is malformed.</exception>
    public MeadowUpdater(
        string rootFolder,
        string dataFolder,
        ImageVersion running,
        long largestImageBytes,
        IAgentObserver observer,
        Action reset,
        Action<Exception> failed)
    {
        _reset = reset;
        _failed = failed;
        SystemSymmetric symmetric = new();
        FileStorage storage = new(dataFolder);
        RecordStore records = new(storage, symmetric);
        AgentConfiguration board = DeviceConfiguration.Parse(
            ReadWhole(storage, DeviceConfiguration.FileName, DeviceConfiguration.MaxBytes));
        board.PayloadFormat = PayloadFormat.Meadow;
        board.LargestImageBytes = largestImageBytes;
        byte[] key = ReadWhole(storage, DeviceConfiguration.KeyFileName, DeviceConfiguration.KeyBytes);
        _slot = new MeadowSlot(storage, records, new UpdateArea(rootFolder, 4 * largestImageBytes), running);
        AgentPorts ports = new()
        {
            Link = _link,
            // The package is padded to whole segments, a few more for small images, and one for its tail.
            Staging = new StoredPackage(storage, largestImageBytes + 1024 * 1024),
            State = records,
            Slot = _slot,
            Trial = _slot,
            Clock = new MeadowClock(),
            Key = new SoftwareDeviceKey(symmetric, key),
            Symmetric = symmetric,
            Observer = observer,
        };
        _loop = new AgentLoop(board, ports, reset, failed);
    }

    /// <summary>Says that the running application works, or does not; heard while it is on trial.</summary>
    public void Judge(bool works) => _loop.Judge(works);

    /// <summary>Runs until it is cancelled. Where an image said nothing in three starts, it resets at once.</summary>
    public void Run(CancellationToken cancel)
    {
        CountStart();
        while (!cancel.IsCancellationRequested)
        {
            TimeSpan wait = _loop.Next();
            if (wait > TimeSpan.Zero && !_link.Wait(wait))
                cancel.WaitHandle.WaitOne(wait);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _slot.Dispose();
        _link.Dispose();
    }

    private void CountStart()
    {
        try
        {
            if (_slot.Start())
                _reset();
        }
        catch (Exception exception)
        {
            // Storage that is full, or fails, must not end the application, whose process this thread belongs to.
            _failed(exception);
        }
    }

    private static byte[] ReadWhole(FileStorage storage, string name, int maxBytes)
    {
        long length = storage.Length(name);
        if (length < 0 || length > maxBytes)
            throw new IOException("The file " + name + " is missing, or larger than it can be.");
        byte[] content = new byte[length];
        storage.Read(name, 0, content, 0, content.Length);
        return content;
    }
}
