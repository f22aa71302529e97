using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host;
using FairOta.Platforms.Storage;

namespace FairOta.Simulator.Network;

/// <summary>One device: the device code over files and real HTTP, restarted when it asks for it.</summary>
public sealed class VirtualDevice : IDisposable
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(250);

    private readonly AgentConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly StoredPackage _staging;
    private readonly RecordStore _state;
    private readonly FileSlots _slots;

    /// <summary>Makes a device with an empty factory slot.</summary>
    /// <param name="index">Its place in the fleet.</param>
    /// <param name="privateKey">Its key.</param>
    /// <param name="configuration">What its board knows.</param>
    /// <param name="folder">Where its flash lies.</param>
    /// <param name="stagingBytes">Room for a sealed package.</param>
    /// <param name="time">Its clock.</param>
    public VirtualDevice(
        int index, byte[] privateKey, AgentConfiguration configuration, DirectoryInfo folder, long stagingBytes,
        TimeProvider time)
    {
        Index = index;
        Key = new SoftwareDeviceKey(new HostSymmetric(), privateKey);
        _configuration = configuration;
        _time = time;
        Observer = new DeviceObserver(time);
        folder.Create();
        FileStorage storage = new(Path.Combine(folder.FullName, "storage"));
        _staging = new StoredPackage(storage, stagingBytes);
        _state = new RecordStore(storage, new HostSymmetric());
        _slots = new FileSlots(Path.Combine(folder.FullName, "slots"));
    }

    /// <summary>Its place in the fleet.</summary>
    public int Index { get; }

    /// <summary>Its identity.</summary>
    public SoftwareDeviceKey Key { get; }

    /// <summary>What it does.</summary>
    public DeviceObserver Observer { get; }

    /// <summary>Told of each exchange over the network; null where nobody counts.</summary>
    public Action<MeteredExchange>? Metered { get; set; }

    /// <summary>Version of the image that was last confirmed.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Runs until the confirmed image is the one that was asked for.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="cancellation">Ends the run; the device's flash stays as it is.</param>
    public async Task RunUntilAsync(string version, CancellationToken cancellation)
    {
        while (Version != version)
        {
            SlotBootloader.Start(_slots);
            using HttpLink link = new(RequestTimeout, _time);
            SystemClock clock = new(_time);
            DeviceAgent agent = new(_configuration, Ports(link, clock));
            DeviceRunner runner = new(agent, link, clock, _time);
            Version = agent.InstalledVersion.ToString();
            while (await runner.RunAsync(untilIdle: true, cancellation).ConfigureAwait(false) == StepOutcome.Idle)
            {
                Version = agent.InstalledVersion.ToString();
                if (Version == version) break;
                await Task.Delay(IdlePause, _time, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether the slot that runs holds exactly these bytes.</summary>
    public bool Runs(ReadOnlySpan<byte> image) =>
        File.Exists(_slots.RunningImagePath)
            && File.ReadAllBytes(_slots.RunningImagePath).AsSpan().SequenceEqual(image);

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private AgentPorts Ports(HttpLink link, SystemClock clock) => new()
    {
        Link = Metered is { } metered ? new MeteredLink(link, metered) : link,
        Staging = _staging,
        State = _state,
        Slot = _slots,
        Trial = _slots,
        Clock = clock,
        Key = Key,
        Symmetric = new HostSymmetric(),
        Observer = Observer,
    };
}
