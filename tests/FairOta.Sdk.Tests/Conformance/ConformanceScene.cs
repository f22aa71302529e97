using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Conformance;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Tests.Conformance;

/// <summary>A distributor of ours over loopback HTTP, with a device for each run.</summary>
internal sealed class ConformanceScene : IAsyncDisposable
{
    public const int Devices = 128;

    private static readonly ServingLimits Generous = new()
    {
        RequestsPerSecondPerCaller = 100_000,
        RequestBurstPerCaller = 1_000_000,
    };

    private readonly World _world = new(
        new DistributorPolicy { KeyAtReceipt = true, ReleaseCredit = 10_000, VendorCredit = 10_000 }, Devices);

    private readonly FixedTime _time = new(World.Start);
    private readonly ServingGate _gate = new(Generous, TimeProvider.System, new SystemRandomness());
    private LocalHost _host = null!;
    private HttpConformanceLink _link = null!;
    private int _devices;

    private ConformanceScene() => Release = _world.AddRelease(7, World.Vendor, manifest =>
    {
        manifest.ProductId = World.KeyOf("product")[..16];
        manifest.ImageSha256 = SHA256.HashData(Encoding.ASCII.GetBytes("firmware"));
    });

    public string Url => _host.Url;

    /// <summary>What is asked about.</summary>
    public ReleaseId Release { get; }

    /// <summary>One whose manifest says another SHA-256 than its image has.</summary>
    public ReleaseId Mislabelled => _world.Release;

    public static async Task<ConformanceScene> StartAsync()
    {
        ConformanceScene scene = new();
        scene._host = await LocalHost.StartAsync(
            _ => { },
            app => HttpAdapter.Map(app, scene._gate, scene._time, (request, now, _) =>
                ValueTask.FromResult(scene._world.Service.Handle(request, now))));
        scene._link = new HttpConformanceLink(scene.Url, TimeSpan.FromMinutes(1), TimeProvider.System);
        return scene;
    }

    /// <summary>What is known beforehand, with a device that nobody used yet.</summary>
    public ConformanceSubject Subject() => new()
    {
        Url = Url,
        Release = Release,
        Distributor = World.Self,
        Device = new KeyPair(KeyKind.Device, _world.Devices[Interlocked.Increment(ref _devices) - 1].Key),
        HandsReceiptIn = true,
    };

    /// <summary>The same without a device.</summary>
    public ConformanceSubject Unspent() => new() { Url = Url, Release = Release, Distributor = World.Self };

    /// <summary>Asks everything.</summary>
    public async Task<IReadOnlyList<ConformanceResult>> RunAsync(
        ConformanceSubject? subject = null, Mutant? mutant = null)
    {
        MutantLink link = new(_link, mutant?.Alter);
        Inquiry inquiry = new(link, subject ?? Subject(), _time, new SystemRandomness(), CancellationToken.None);
        link.Inquiry = inquiry;
        return await ConformanceSuite.RunAsync(inquiry, () => false, _ => { }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        _link.Dispose();
        await _host.DisposeAsync();
        _gate.Dispose();
        _world.Dispose();
    }

    public static string Failures(IEnumerable<ConformanceResult> results) => string.Join('\n', results
        .Where(result => result.Outcome == FairOta.Sdk.Conformance.Conformance.Failed)
        .Select(result => $"{result.Check.Name}: {result.Reason}"));
}
