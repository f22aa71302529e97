using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Network;
using FairOta.Simulator.Report;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Run;

/// <summary>The devices of one shard in real time, against a network that runs elsewhere.</summary>
/// <param name="network">That network.</param>
/// <param name="shard">Which devices.</param>
/// <param name="limit">How long devices may take, and then payments.</param>
/// <param name="replay">The command that does it again.</param>
internal sealed class ShardRun(NetworkFacts network, Shard shard, TimeSpan limit, string replay)
{
    /// <summary>Devices that are at it at the same time.</summary>
    public const int AtOnce = 64;

    private const string Expected = "Every device runs the release, confirmed, and is paid for.";
    private const int MaxManifestBytes = 1 << 16;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly long _beganMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly Recorder _recorder = new(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    private readonly Dictionary<int, long> _sessions = [];
    private readonly WorldTrace _trace = new();
    private readonly Lock _gate = new();

    private (int First, int End) Range => shard.Of(network.DeviceCount);

    private int Count => Range.End - Range.First;

    /// <summary>Runs them.</summary>
    /// <param name="folder">For their flash; each device's is removed once it is done.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NetworkException">The network cannot be used.</exception>
    public async Task<FleetReport> RunAsync(DirectoryInfo folder, CancellationToken cancellation)
    {
        using HttpClient http = new() { MaxResponseContentBufferSize = MaxManifestBytes };
        using HttpClient rpc = new();
        try
        {
            EscrowClient escrow = await EscrowClient.ConnectAsync(
                new EthereumNode(new JsonRpcClient(rpc, new Uri(network.RpcUrl))), Address.Parse(network.Escrow),
                null, cancellation).ConfigureAwait(false);
            Manifest manifest = await ReadManifestAsync(http, cancellation).ConfigureAwait(false);
            Address[] devices = new Address[Count];
            using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            time.CancelAfter(limit);
            await Parallel.ForAsync(
                Range.First, Range.End,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (index, _) => devices[index - Range.First] =
                    await RunDeviceAsync(index, manifest, folder, time.Token, cancellation).ConfigureAwait(false))
                .ConfigureAwait(false);
            ReleaseView release = await WaitForPaymentsAsync(escrow, [.. devices], cancellation).ConfigureAwait(false);
            ReleaseTerms? terms = await escrow
                .GetReleaseAsync(ReleaseIdOf(), cancellation).ConfigureAwait(false);
            return Report(manifest, release, [.. devices], terms?.Reward ?? 0);
        }
        catch (Exception e) when (e is ChainException or HttpRequestException or ProtocolException)
        {
            throw new NetworkException($"The network cannot be used: {e.Message}", e);
        }
        finally
        {
            _trace.Dispose();
        }
    }

    private async Task<Manifest> ReadManifestAsync(HttpClient http, CancellationToken cancellation)
    {
        byte[] signed = await http.GetByteArrayAsync(
            $"{network.OriginUrl}/v1/releases/{network.ReleaseId[2..]}/manifest", cancellation).ConfigureAwait(false);
        return Manifest.Open(signed, Bytes.FromHex(network.ManifestPublicKey[2..]));
    }

    /// <summary>Runs a device until it has the release or the time is over; its address.</summary>
    private async Task<Address> RunDeviceAsync(
        int index, Manifest manifest, DirectoryInfo folder, CancellationToken time, CancellationToken cancellation)
    {
        DirectoryInfo own = new(Path.Combine(folder.FullName, $"device-{index}"));
        using (VirtualDevice device = new(
            index, network.KeyOf(index),
            LocalNetwork.DeviceConfiguration(
                manifest.ProductId, Bytes.FromHex(network.ManifestPublicKey[2..]), network.OriginUrl, network.RpcUrl),
            own, (long)manifest.SegmentCount * manifest.SegmentSize, TimeProvider.System))
        {
            See(index, new PhaseBegan(AgentPhase.Discovery));
            device.Observer.Entered = phase => See(index, new PhaseBegan(phase));
            device.Observer.Told = (what, url) => See(index, new DeviceNoted(what, url));
            device.Metered = exchange => Meter(index, exchange);
            try
            {
                await device.RunUntilAsync(manifest.Version.ToString(), time).ConfigureAwait(false);
                See(index, new ImageConfirmed(manifest.Hash(), manifest.Version.ToString(), manifest.SecurityCounter));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                device.Observer.GiveUp("It was not updated in time."); // the report counts it as late
            }

            own.Delete(recursive: true);
            return Address.FromBytes(device.Key.Address);
        }
    }

    private async Task<ReleaseView> WaitForPaymentsAsync(
        EscrowClient escrow, HashSet<Address> devices, CancellationToken cancellation)
    {
        EscrowFollower follower = new(escrow, network.DeploymentBlock);
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            ChainState state = await follower.RefreshAsync(cancellation).ConfigureAwait(false);
            ReleaseView release = state.View.Find(ReleaseIdOf())
                ?? throw new NodeException("The chain does not show the release.");
            int paid = release.Deliveries.Count(each => devices.Contains(each.Device));
            lock (_gate) _recorder.Pay(NowMs, paid);
            if (paid >= _recorder.Confirmed || TimeProvider.System.GetElapsedTime(start) > limit) return release;
            await Task.Delay(Poll, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    private void See(int index, Happening happening)
    {
        lock (_gate)
        {
            happening.At(NowMs, index);
            _recorder.See(happening);
            _trace.Add(happening);
        }
    }

    private void Meter(int index, MeteredExchange exchange)
    {
        Uri url = new(exchange.Request.Url);
        int number = 1 + network.Distributors.ToList().FindIndex(
            each => exchange.Request.Url.StartsWith(each.Url + "/", StringComparison.Ordinal));
        string endpoint = SimHost.EndpointOf(new ServiceRequest(exchange.Request.Method, url.AbsolutePath));
        lock (_gate)
        {
            Exchanged happening = new(
                index, endpoint, exchange.Status, exchange.Request.Body?.Length ?? 0, exchange.BytesDown);
            happening.At(NowMs, number);
            _recorder.See(happening);
            if (endpoint == "open" && exchange.Status is >= 200 and < 300)
                _sessions[number] = _sessions.GetValueOrDefault(number) + 1;
        }
    }

    private FleetReport Report(Manifest manifest, ReleaseView release, HashSet<Address> devices, BigInteger reward)
    {
        PaidDelivery[] paid = [.. release.Deliveries.Where(each => devices.Contains(each.Device))];
        List<string> unmet = [];
        if (_recorder.Confirmed < Count)
            unmet.Add($"{Count - _recorder.Confirmed} devices do not run the release after {limit.TotalSeconds} s.");
        if (paid.Length < _recorder.Confirmed)
            unmet.Add($"{_recorder.Confirmed - paid.Length} devices run it and are not paid for.");
        long passedMs = NowMs - _beganMs;
        return new FleetReport
        {
            Scenario = "sandbox",
            Seed = network.DeviceSeed,
            Commit = Commit.Name,
            Chain = "evm",
            Replay = replay,
            Drawn = [new DrawnValue("escrow", network.Escrow), new DrawnValue("release", network.ReleaseId)],
            Devices = new DeviceRange(Range.First, Count, network.DeviceCount),
            Releases =
            [
                new FleetRelease(
                    network.ReleaseId, manifest.Version.ToString(), manifest.ImageSize, manifest.SegmentSize,
                    manifest.SegmentCount, manifest.Samples, reward, reward * Count, reward * paid.Length, 0),
            ],
            Rollout = _recorder.Rollout(),
            Phases = _recorder.Phases(),
            Traffic = _recorder.Traffic(),
            Distributors =
            [
                .. network.Distributors.Select((each, i) =>
                {
                    int own = paid.Count(one => one.Distributor == Address.Parse(each.Address));
                    return new FleetDistributor(
                        i + 1, each.Address, "honest", _sessions.GetValueOrDefault(i + 1), own, 0, reward * own, 0,
                        _recorder.BytesOf(i + 1), 0);
                }),
            ],
            Calls = [],
            Failures = _recorder.Failures(),
            Faults = [],
            Invariants = [],
            Hardware = [],
            TraceHash = _trace.Digest(),
            Events = _trace.Count,
            VirtualMs = passedMs,
            WallMs = passedMs,
            PeakBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            UsefulBytes = (long)_recorder.Confirmed * manifest.ImageSize,
            Expected = [Expected],
            Unmet = [.. unmet],
        };
    }

    private ReleaseId ReleaseIdOf() => new(Hash32.Parse(network.ReleaseId));

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
