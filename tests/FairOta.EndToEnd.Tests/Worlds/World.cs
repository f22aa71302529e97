using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>
/// A whole network on one thread under a virtual clock: vendors, distributors and devices made of the product's own
/// parts, over a ledger in memory or an EVM. Nothing happens but in <see cref="RunUntil"/>.
/// </summary>
internal sealed class World : IDisposable
{
    public const long Hour = 3600;
    public const long Day = 24 * Hour;

    /// <summary>When every world begins, Unix seconds.</summary>
    public const long Beginning = 1_800_000_000;

    private const long TickMs = 60_000;
    private const long BlockMs = 12_000;
    private readonly Dictionary<string, IHost> _hosts = [];
    private readonly List<WorldDevice> _devices = [];
    private readonly List<WorldDistributor> _distributors = [];

    public World(Func<World, IWorldChain>? chain = null) => Chain = (chain ?? (world => new LedgerChain(world)))(this);

    public IWorldChain Chain { get; }

    public long NowMs { get; private set; } = Beginning * 1000;

    /// <summary>Unix seconds.</summary>
    public long Now => NowMs / 1000;

    /// <summary>Everything that was ever asked and answered.</summary>
    public List<WireEntry> Wire { get; } = [];

    public IReadOnlyList<WorldDevice> Devices => _devices;

    public IReadOnlyList<WorldDistributor> Distributors => _distributors;

    /// <summary>A result that is due at once in memory, and after a node's answer on an EVM.</summary>
    public static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    public WorldVendor AddVendor(string name = "vendor")
    {
        WorldVendor vendor = new(this, name);
        _hosts.Add(vendor.Url, vendor);
        return vendor;
    }

    public WorldDistributor AddDistributor(string name, params WorldRelease[] releases)
    {
        WorldDistributor distributor = new(this, name);
        foreach (WorldRelease release in releases) distributor.TakeUp(release);
        _distributors.Add(distributor);
        _hosts.Add(distributor.Url, distributor);
        return distributor;
    }

    /// <summary>A device that trusts that vendor and knows its origin.</summary>
    public WorldDevice AddDevice(string name, WorldVendor vendor)
    {
        WorldDevice device = new(this, name);
        device.Board.ManifestKeys = [vendor.Signer];
        device.Board.Origins = [vendor.Url];
        _devices.Add(device);
        return device;
    }

    /// <summary>Answers under a base URL from now on.</summary>
    public void Host(string url, IHost host) => _hosts[url] = host;

    /// <summary>Carries a request to whoever answers under its URL.</summary>
    public Reply Send(string url, ServiceRequest request)
    {
        string baseUrl = new Uri(url).GetLeftPart(UriPartial.Authority);
        Reply reply = _hosts.TryGetValue(baseUrl, out IHost? host) ? host.Answer(request, Now) : Reply.Nobody;
        Wire.Add(new WireEntry(baseUrl, request, reply));
        return reply;
    }

    /// <summary>Lets time pass, from wait to wait, until that holds; false where it does not in time.</summary>
    public bool RunUntil(Func<bool> done, long seconds = Hour)
    {
        long endMs = NowMs + seconds * 1000;
        while (true)
        {
            foreach (WorldDevice device in _devices) device.Run();
            foreach (WorldDistributor distributor in _distributors) distributor.Step();
            if (done()) return true;
            if (NowMs >= endMs) return false;
            Advance(Math.Min(NextMs(), endMs) - NowMs);
        }
    }

    /// <summary>Lets that time pass, from wait to wait.</summary>
    public void Run(long seconds) => RunUntil(() => false, seconds);

    /// <summary>Lets time pass in which nobody does anything.</summary>
    public void Skip(long seconds) => Advance(seconds * 1000);

    public void Dispose()
    {
        foreach (WorldDistributor distributor in _distributors) distributor.Dispose();
    }

    private long NextMs()
    {
        long next = _distributors.Exists(d => d.HasWork) ? NowMs + TickMs : long.MaxValue;
        return _devices.Aggregate(next, (soonest, device) => Math.Min(soonest, device.WakeMs));
    }

    private void Advance(long ms)
    {
        NowMs += ms;
        foreach (WorldDevice device in _devices) device.Clock.Advance(ms);
        int blocks = (int)Math.Min(3, ms / BlockMs);
        if (blocks > 0) Chain.Mine(blocks);
    }
}
