using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Checks;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>
/// A scenario come to life: vendor, distributors and a fleet made of the product's own parts over a chain, under one
/// seed. Trouble is made until the world heals; checkers look on all the while.
/// </summary>
internal sealed class FleetWorld : IDisposable
{
    /// <summary>From when on devices wake and what minutes of scenarios count from, Unix milliseconds.</summary>
    public const long BeginMs = 1_800_000_000_000;

    /// <summary>When the vendor begins to publish, before the first device wakes, Unix milliseconds.</summary>
    public const long StartMs = BeginMs - LeadMs;

    private const long LeadMs = 10 * MinuteMs;
    private const long MinuteMs = 60_000;
    private const long HourMs = 60 * MinuteMs;
    private const int RestHours = 12;
    private const int BlocksPerRolloutStep = 5;
    private const int SettledBlocks = 16; // more than any distributor asks for
    private readonly FleetSetting _setting;
    private readonly KnownImages _images = new();
    private readonly EscrowFollower _follower;
    private readonly IReadOnlyList<Invariant> _invariants;
    private readonly Recorder _recorder;
    private readonly WorldTrace _trace;
    private readonly byte[]? _newerImage;
    private long _restMs;
    private long _blocks;
    private SimRandom? _mishaps;

    public FleetWorld(FleetSetting setting, IReadOnlyList<Invariant> invariants, WorldTrace trace)
    {
        (_setting, _invariants, _trace) = (setting, invariants, trace);
        Scenario scenario = setting.Scenario;
        World = new SimWorld(setting.Seed, StartMs, setting.Parallelism) { Watch = See };
        Chain = setting.MakeChain(World);
        Chain.Prepare(scenario);
        Network = new Network { Weather = scenario.Weather, Carrier = setting.Carrier };
        _recorder = new Recorder(BeginMs);
        Vendor = new SimVendor(1, World, Chain, Folder, "vendor") { Mishap = DrawMishap };
        Network.Add(Vendor);
        Escrow = Chain.As(Vendor.Account);
        _follower = new EscrowFollower(Escrow, Chain.FirstBlock);
        Image = setting.Image ?? Drawn("image", scenario.ImageBytes);
        _images.Add(Image);
        (Devices, Release, Waves) = MakeFleet();
        if (scenario.NewerReleaseMinutes is { } minutes)
        {
            _images.Add(_newerImage = Drawn("newer image", scenario.ImageBytes));
            World.Plan(BeginMs + minutes * MinuteMs, null, at => Succeed(at, MakeNewer()));
        }

        (int first, int end) = setting.Shard.Of(Devices.Count);
        Own = [.. Devices.Skip(first).Take(end - first)];
        Distributors = MakeDistributors();
        Trouble.Plan(this);
    }

    public SimWorld World { get; }

    /// <summary>Where everybody's files lie.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("fairota-").FullName;

    public ISimChain Chain { get; }

    /// <summary>The escrow for those who look on: by a node that is always well.</summary>
    public IEscrow Escrow { get; }

    public Scenario Scenario => _setting.Scenario;

    /// <summary>The part of the fleet that it is about.</summary>
    public Shard Shard => _setting.Shard;

    public SimVendor Vendor { get; }

    public Network Network { get; }

    public byte[] Image { get; }

    public WorldRelease Release { get; }

    /// <summary>The second release, once the vendor funded it; null before, and where there is none.</summary>
    public SimSuccessor? Successor { get; private set; }

    /// <summary>The releases so far, the newest last.</summary>
    public IEnumerable<WorldRelease> Releases => Successor is { } newer ? [Release, newer.Release] : [Release];

    /// <summary>The image that devices are to come to run.</summary>
    public byte[] Wanted => _newerImage ?? Image;

    /// <summary>Every image that the vendor releases, early or late.</summary>
    public IEnumerable<byte[]> Images => _newerImage is { } newer ? [Image, newer] : [Image];

    /// <summary>The fleet by waves of a staged roll-out; one alone where it is not staged.</summary>
    public IReadOnlyList<FleetList> Waves { get; }

    /// <summary>The staged roll-out, once it began; null where there is none.</summary>
    public SimRollout? Rollout { get; private set; }

    public IReadOnlyList<SimDevice> Devices { get; }

    public IReadOnlyList<SimHost> Distributors { get; }

    /// <summary>The base URLs of all that are to be, rogues' too.</summary>
    public IEnumerable<string> HostUrls => Names.Select(each => $"http://{each.Name}.example");

    /// <summary>What was recorded.</summary>
    public Recorder Recorder => _recorder;

    /// <summary>What expectations are about.</summary>
    public Evidence Evidence { get; } = new();

    /// <summary>What is checked.</summary>
    public IReadOnlyList<Invariant> Invariants => _invariants;

    /// <summary>Everything that happened.</summary>
    public WorldTrace Trace => _trace;

    /// <summary>What the chain shows after the newest block.</summary>
    public EscrowView View { get; private set; } = EscrowView.Empty;

    /// <summary>When trouble ends, Unix milliseconds.</summary>
    public long HealMs => BeginMs + Scenario.HealMinutes * MinuteMs;

    /// <summary>When everybody honest must be done, Unix milliseconds.</summary>
    public long DeadlineMs => BeginMs + Scenario.MostHours * HourMs;

    /// <summary>The devices of this world's shard; the others never wake.</summary>
    public IReadOnlyList<SimDevice> Own { get; }

    /// <summary>Of the shard those that keep the protocol and have what it takes.</summary>
    public IEnumerable<SimDevice> Honest => Own.Where(device => Keeps(device) && !device.Traits.IsCloned);

    private int StagedBytes => Release.Manifest.SegmentCount * Release.Manifest.SegmentSize;

    /// <summary>Lets it happen.</summary>
    public void Run(Action<FleetWorld>? progress = null)
    {
        Publish();
        foreach (Invariant invariant in _invariants) invariant.Begin(this);
        World.Plan(World.NowMs + Chain.BlockMs, null, NextBlock);
        foreach (SimDevice device in Own)
        {
            long wakeMs = device.Random.Between(0, Math.Max(1, Scenario.WakeMinutes * MinuteMs));
            World.Plan(BeginMs + wakeMs, device, device.Run);
        }

        long shownMs = 0;
        World.Run(DeadlineMs, () =>
        {
            if (progress is not null && World.NowMs - shownMs >= MinuteMs)
            {
                shownMs = World.NowMs;
                progress(this);
            }

            return IsOver();
        });
        View = Follow();
        foreach (Invariant invariant in _invariants) invariant.Conclude(this);
    }

    public void Dispose()
    {
        Vendor.Dispose();
        foreach (SimDistributor distributor in Distributors.OfType<SimDistributor>()) distributor.Dispose();
        Directory.Delete(Folder, recursive: true);
        _trace.Dispose();
    }

    /// <summary>Whether a device is of the first wave.</summary>
    public bool IsInFirstWave(SimDevice device) => Release.IndexOf(device.Traits.Address) >= 0;

    /// <summary>Whether a device keeps the protocol and has what it takes, whoever else has its key.</summary>
    public bool Keeps(SimDevice device) =>
        !device.Traits.IsFreeRider && device.Traits.StagingBytes >= StagedBytes;

    /// <summary>Segments of which a distributor showed the sample to a device from which it got no receipt.</summary>
    public IEnumerable<int> UnpaidSamples() => Distributors.OfType<SimDistributor>()
        .SelectMany(each => Devices.SelectMany(device => each.Books.OfDevice(Release.Id, device.Traits.Address)))
        .Where(session => session is { Challenge: not null, Receipt: null })
        .SelectMany(session => ChallengeRequest.Parse(session.Challenge!.Request).Indices);

    private WorldRelease MakeNewer() => Vendor.Make(
        _newerImage!, Waves.SelectMany(wave => wave.Devices.ToArray()), "3.0.0.0",
        new ReleaseShape(_setting.RewardWei) { SegmentBytes = Scenario.SegmentBytes });

    /// <summary>Sends the second release's funding, as soon as the vendor's node and signer let it.</summary>
    private void Succeed(Moment moment, WorldRelease newer)
    {
        try
        {
            Successor = new SimSuccessor(this, newer, moment);
        }
        catch (ChainException)
        {
            World.Plan(moment.NowMs + MinuteMs, null, at => Succeed(at, newer));
        }
    }

    private bool IsOver() => World.NowMs >= HealMs && (IsPaidAndRun() || IsAtRest());

    private bool IsPaidAndRun() => _newerImage is null && Rollout is null
        && Recorder.Confirmed >= Own.Count && Recorder.Paid >= Own.Count && IsSettled();

    /// <summary>Whether nothing is to come of what the scenario waits for. Looked at once an hour.</summary>
    private bool IsAtRest()
    {
        if (World.NowMs < _restMs) return false;
        _restMs = World.NowMs + HourMs;
        if (Rollout is { Decision: RolloutDecision.Stop }) return World.NowMs > Rollout.ChangedMs + RestHours * HourMs;
        return Rollout is null or { Decision: RolloutDecision.Done }
            && !Scenario.Expects.Contains(Expectation.PoolOpensNothing)
            && (!Scenario.IsRecalled || Successor is { IsRecalledEverywhere: true })
            && Honest.All(device => device.RunningImage == Wanted)
            && IsSettled();
    }

    /// <summary>Whether every payment has its confirmations, and nothing is on its way for one.</summary>
    private bool IsSettled() =>
        World.NowMs - BeginMs - Recorder.LastPaidMs > SettledBlocks * Chain.BlockMs
        && Distributors.OfType<SimDistributor>().All(each => each.IsSettled);

    private void Publish()
    {
        if (Waves.Count > 1) Rollout = new SimRollout(this);
        else Vendor.Publish(Release);
    }

    /// <summary>Where the vendor's tool dies of a call: of every other, where the scenario has that.</summary>
    private CrashPoint? DrawMishap(EscrowCall call)
    {
        _mishaps ??= World.Random("vendor mishaps");
        return Scenario.IsVendorCrashing && World.NowMs < HealMs && _mishaps.Chance(0.5)
            ? (CrashPoint)_mishaps.Next(Enum.GetValues<CrashPoint>().Length) : null;
    }

    private (IReadOnlyList<SimDevice>, WorldRelease, IReadOnlyList<FleetList>) MakeFleet()
    {
        int count = Scenario.Devices;
        DeviceMix mix = Scenario.Mix;
        byte[][] secrets = new byte[count][];
        SimRandom draws = World.Random("fleet");
        for (int i = 0; i < count; i++)
        {
            secrets[i] = i > 0 && draws.Chance(mix.Clones)
                ? secrets[draws.Next(i)] : SimVendor.KeyOf(World, $"device {i}");
        }

        Address[] addresses = new Address[count];
        Parallel.For(0, count, i => addresses[i] = Address.FromBytes(Ecdsa.Address(secrets[i])));
        IReadOnlyList<FleetList> waves = Split([.. addresses.Distinct()], Scenario.Waves);
        WorldRelease release = Vendor.Make(
            Image, waves[0].Devices.ToArray(), "2.0.0.0",
            new ReleaseShape(_setting.RewardWei) { SegmentBytes = Scenario.SegmentBytes });
        DeviceModel model = new(Network, _images, Drawn("factory", 256), Board)
        {
            HealMs = HealMs,
        };
        model = _setting.Devices(model);
        _images.Add(model.Factory);
        int staging = release.Manifest.SegmentCount * release.Manifest.SegmentSize;
        HashSet<Address> twice = [.. addresses.GroupBy(a => a).Where(g => g.Count() > 1).Select(g => g.Key)];
        SimDevice[] devices = new SimDevice[count];
        for (int i = 0; i < count; i++)
        {
            SimRandom own = World.Random($"device {i} draws");
            devices[i] = new SimDevice(100 + i, own, new DeviceTraits
            {
                Secret = secrets[i],
                Address = addresses[i],
                Group = own.Next(DeviceTraits.Groups),
                ClockAheadSeconds = own.Chance(mix.WithoutClock) ? null
                    : own.Chance(mix.WrongClock) ? own.Between(-10 * 86_400, 10 * 86_400) : 0,
                StagingBytes = own.Chance(mix.LittleStorage) ? staging / 2 : staging,
                BytesPerSecond = Scenario.Weather.BytesPerSecond,
                OperationsPerCut = own.Chance(mix.PowerCuts) ? mix.OperationsPerCut : null,
                IsFreeRider = own.Chance(mix.FreeRiders),
                IsCloned = twice.Contains(addresses[i]),
                Sleeps = true,
                Works = image => !(Scenario.IsBadImage && image.AsSpan().SequenceEqual(Image)),
            }, model);
        }

        return (devices, release, waves);
    }

    /// <summary>A fleet by waves: shares of it in order, and what is left of it as the last.</summary>
    private static List<FleetList> Split(Address[] fleet, IReadOnlyList<double> shares)
    {
        List<FleetList> waves = [];
        int taken = 0;
        foreach (double share in shares)
        {
            int count = Math.Min(Math.Max(1, (int)(share * fleet.Length)), fleet.Length - taken);
            if (count == 0) break;
            waves.Add(new FleetList(fleet[taken..(taken += count)]));
        }

        if (taken < fleet.Length) waves.Add(new FleetList(fleet[taken..]));
        return waves;
    }

    private AgentConfiguration Board()
    {
        AgentConfiguration board = new()
        {
            ProductId = SimVendor.Product.ToBytes(),
            ManifestKeys = [Vendor.Signer],
            Origins = [Vendor.Url],
            Distributors = [.. Distributors.Select(d => new Source(AddressOf(d).ToBytes(), d.Url))],
            InstalledVersion = ImageVersion.Parse("1.0.0.0"),
            SecurityCounter = 1,
        };
        board.Limits.ReadBytes = 4096;
        board.Limits.SegmentsPerStep = 64;
        return board;
    }

    private List<SimHost> MakeDistributors()
    {
        List<SimHost> made = [];
        foreach ((Behaviour behaviour, string name) in Names)
        {
            SimHost host = _setting.MakeHost(this, behaviour, 2 + made.Count, name);
            made.Add(host);
            Network.Add(host);
        }

        return made;
    }

    private IEnumerable<(Behaviour Behaviour, string Name)> Names => Scenario.Distributors.SelectMany(crew =>
        Enumerable.Range(0, crew.Count)
            .Select(i => (crew.Behaviour, $"{crew.Behaviour.ToString().ToLowerInvariant()}-{i}")));

    private void NextBlock(Moment moment)
    {
        Chain.Watch = moment.Note;
        Chain.Mine();
        Chain.Stir(World.NowMs < HealMs ? Scenario.Chain : null);
        View = Follow();
        _recorder.Look(this);
        foreach (Invariant invariant in _invariants) invariant.Look(this);
        Vendor.Tend(moment);
        if (++_blocks % BlocksPerRolloutStep == 0) Rollout?.Step(moment);
        Successor?.Step(moment);
        foreach (SimHost host in Distributors) moment.Send(host, host.StepDelayMs, host.Step);
        World.Plan(World.NowMs + Chain.BlockMs, null, NextBlock);
    }

    private EscrowView Follow() => _follower.RefreshAsync().GetAwaiter().GetResult().View;

    private void See(Happening happening)
    {
        _trace.Add(happening);
        _recorder.See(happening);
        Evidence.See(happening);
        foreach (Invariant invariant in _invariants) invariant.See(happening);
    }

    private byte[] Drawn(string name, int bytes)
    {
        byte[] drawn = new byte[bytes];
        World.Random(name).Fill(drawn);
        return drawn;
    }

    private static Address AddressOf(SimHost host) => host switch
    {
        SimDistributor distributor => distributor.Address,
        SimRogue rogue => rogue.Cheat.Address,
        _ => default,
    };
}

/// <summary>What a world is made from.</summary>
internal sealed record FleetSetting(Scenario Scenario, ulong Seed)
{
    /// <summary>Threads; the outcome is the same for any.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>The image to deliver; null for one that follows from the seed.</summary>
    public byte[]? Image { get; init; }

    /// <summary>The part of the fleet that it is about.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Reward for a device, in wei.</summary>
    public System.Numerics.BigInteger RewardWei { get; init; } = Keys.Ether / 1000;

    /// <summary>Changes what the devices have in common, for tests that break it.</summary>
    public Func<DeviceModel, DeviceModel> Devices { get; init; } = model => model;

    /// <summary>Makes a distributor of a kind, with its number and name.</summary>
    public Func<FleetWorld, Behaviour, int, string, SimHost> MakeHost { get; init; } = Crews.Make;

    /// <summary>What requests are carried by.</summary>
    public ICarrier Carrier { get; init; } = MemoryCarrier.Instance;

    /// <summary>Makes the chain.</summary>
    public Func<SimWorld, ISimChain> MakeChain { get; init; } = world => new WorldChain(world, new SimChainOptions());
}
