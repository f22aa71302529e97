using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>Releases that anybody can create for a few wei, against a distributor that takes every release that
/// pays.</summary>
[TestClass]
public sealed class KeeperTests
{
    [TestMethod]
    [DataRow("http://h ")]
    [DataRow(" http://h")]
    [DataRow("http://h\t")]
    [DataRow("http://h?")]
    [DataRow("http://h#")]
    [DataRow("http://0.0.0.0")]
    [DataRow("http://[::]")]
    [DataRow("http://127.0.0.1:0")]
    [DataRow("http://a..b")]
    [DataRow("http://")]
    [DataRow("http:")]
    [DataRow("")]
    [DataRow("\ud800")]
    public async Task Step_VendorNamesAUrlThatIsNone_ItsReleaseWaitsAndOthersAreBrought(string url)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        ReleaseId hostile = scene.Create("hostile", reward: 1_000_000, url);
        await scene.StepAsync();
        Assert.IsEmpty(scene.Holdings.All);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        await scene.StepAsync();
        Assert.IsNull(scene.Holdings.Find(hostile));
    }

    [TestMethod]
    public async Task Step_BringsAReleaseOrFails_IsTraced()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        ReleaseId hostile = scene.Create("hostile", reward: 1_000_000, "http://h?");
        List<Activity> fetches = [];
        using Activity own = new Activity("test").Start(); // other tests fetch at the same time
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == DistributorHosting.TelemetryName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = fetch =>
            {
                if (fetch.TraceId == own.TraceId) fetches.Add(fetch);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await scene.StepAsync();
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        Assert.IsTrue(fetches.TrueForAll(fetch => fetch.DisplayName == "distributor fetch"));
        CollectionAssert.AreEqual(
            new[] { (hostile.ToString(), ActivityStatusCode.Error), ($"{scene.World.Release}", default) },
            fetches.Select(fetch => ((string)fetch.GetTagItem("fairota.release")!, fetch.Status)).ToArray());
    }

    [TestMethod]
    public async Task Step_ReleaseWhoseSessionsWereDropped_IsRefusedAndNothingIsAsked()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Forgotten.Add(scene.World.Release);
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.IsEmpty(scene.Asked);
        Assert.AreEqual(WorkRule.Forgotten, scene.WorkOn(scene.World.Release)!.Refusal!.Rule);
    }

    [TestMethod]
    public async Task Step_ReleaseThatIsNotTakenButOwedByAnotherReplica_IsBrought()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Options.Releases = ReleaseFilter.None;
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        scene.Elsewhere.Add(scene.World.Release);
        scene.World.Now += 5;
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
    }

    [TestMethod]
    [DataRow(uint.MaxValue)]
    [DataRow((uint)FleetList.MaxDevices + 1)]
    public async Task Step_VendorFundsAFleetBeyondAnyList_ItsReleaseIsRefusedAndNothingIsAsked(uint devices)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        ReleaseId hostile = scene.Create("hostile", reward: 1, scene.Url, devices);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        Assert.IsFalse(scene.Asked.Any(path => path.Contains(hostile.ToWire())));
        Assert.AreEqual(WorkRule.Fleet, scene.WorkOn(hostile)!.Refusal!.Rule);
    }

    [TestMethod]
    public async Task Step_VendorAddsATrancheBeyondAnyList_TheReleaseIsServedAsBefore()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        scene.World.Block(scene.World.Tranche(1) with { FleetSize = uint.MaxValue });
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held!.Fleets.Single());
    }

    [TestMethod]
    public async Task Step_OriginTricklesABodyForEver_OthersAreBroughtMeanwhileAndItIsGivenUp()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        TaskCompletionSource trickles = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ReleaseId hostile = scene.Create("hostile", reward: 1_000_000, scene.Url);
        scene.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains(hostile.ToWire())) return false;
            await context.Response.Body.WriteAsync(new byte[1], context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            trickles.TrySetResult();
            TaskCompletionSource gone = new();
            using CancellationTokenRegistration _ = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return true;
        };
        Task stuck = scene.StepAsync();
        await trickles.Task;
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        Assert.IsFalse(stuck.IsCompleted);
        scene.Time.Fire();
        await stuck;
        Assert.IsNull(scene.Holdings.Find(hostile));
        Assert.AreEqual(WorkRule.Sources, scene.WorkOn(hostile)!.Refusal!.Rule);
    }

    [TestMethod]
    public async Task Step_ManyReleasesOfDust_TheOneWithMostToEarnComesFirst()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Create("dust", reward: 1, scene.Url); // newer, and worth 8 wei
        scene.Create("one device of much", reward: 7_999, scene.Url, devices: 1);
        scene.World.Block();
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held); // 8,000 wei
    }

    [TestMethod]
    public async Task Step_ReleasesInSeveralTokens_AreNotComparedByAmount()
    {
        Address token = World.AddressOf("token");
        await using KeeperScene scene = await KeeperScene.StartAsync(
            _ => new ReleaseFilter { Tokens = ReleaseFilter.All.Tokens.Add(token, 1) });
        scene.Create("in a token", reward: 1_000_000, scene.Url, token: token);
        scene.Create("in a token that is not taken", reward: 1_000_000, scene.Url, token: World.AddressOf("other"));
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held); // 8,000 wei
        int asked = scene.Asked.Count;
        await scene.StepAsync();
        Assert.IsGreaterThan(asked, scene.Asked.Count); // the one in the token, which the origin has not
        asked = scene.Asked.Count;
        await scene.StepAsync();
        Assert.HasCount(asked, scene.Asked);
    }

    [TestMethod]
    [DataRow(0, true)]
    [DataRow(-1, false)]
    public async Task Step_PackageAndFleetTogether_CountAgainstTheRoom(int bytes, bool isTaken)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(world => new ReleaseFilter
        {
            MaxTotalBytes = world.Holding.Served.Package.Length + 8 * Address.Size + bytes,
        });
        await scene.StepAsync();
        Assert.AreEqual(isTaken, scene.Held is not null);
        if (!isTaken) return;
        Assert.AreEqual(scene.Held!.Served.Package.Length + 8 * Address.Size, scene.Held.HeldBytes);
        scene.World.Block(scene.World.Tranche(1));
        int asked = scene.Asked.Count;
        await scene.StepAsync();
        Assert.HasCount(1, scene.Held.Fleets);
        Assert.HasCount(asked, scene.Asked);
    }

    [TestMethod]
    public async Task Step_OriginGoneAfterARestart_FleetsOnDiskAreServed()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        scene.World.Block(scene.World.Tranche(1) with { FleetRoot = default });
        scene.Restart();
        Assert.IsEmpty(scene.Held!.Fleets);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held.Fleets[0]);
    }

    [TestMethod]
    public async Task AddAndRemove_SideBySide_NeitherFails()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        Holding holding = scene.World.Holding;
        await Parallel.ForAsync(0, 200, (i, _) =>
        {
            if (i % 2 == 0) scene.Keeper.Add(holding);
            else scene.Keeper.Remove(holding.Id);
            return ValueTask.CompletedTask;
        });
        scene.Keeper.Remove(holding.Id);
        Assert.IsEmpty(scene.Store.Releases());
    }

    [TestMethod]
    public async Task Step_TenThousandReleasesOfOneVendorThatNobodyServes_AnotherVendorsIsBroughtAtOnce()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        Address spammer = World.AddressOf("spammer");
        scene.World.Block([.. Enumerable.Range(0, 10_000).SelectMany(i =>
        {
            ReleaseId id = new(Hash32.FromBytes(World.KeyOf("spam " + i)));
            return new EscrowEvent[]
            {
                scene.World.Created with { Release = id, Reward = 1_000_000, Url = scene.Url, Vendor = spammer },
                scene.World.Tranche(0) with { Release = id },
            };
        })]);
        for (int i = 0; i < 4; i++) await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        Assert.HasCount(3, scene.Asked.Where(path => path.EndsWith("manifest", System.StringComparison.Ordinal))
            .Except([$"/v1/releases/{scene.World.Release.ToWire()}/manifest"]).ToList());
    }

    [TestMethod]
    public async Task Step_HostIsGone_ItsOtherReleasesDoNotWaitForItAgain()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Create("one", reward: 9_000, "http://127.0.0.1:1", vendor: World.AddressOf("v1"));
        ReleaseId two = scene.Create("two", reward: 8_000, "http://127.0.0.1:1", vendor: World.AddressOf("v2"));
        await scene.StepAsync();
        await scene.StepAsync();
        StringAssert.Contains(scene.WorkOn(two)!.Refusal!.Sentence, "failed of late");
    }

    [TestMethod]
    public async Task Step_AnybodyNamesTheOriginOfAnother_ThatOriginIsNotLeftAloneForIt()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Create("hostile", reward: 1_000_000, scene.Url); // the origin has no such release: 404
        await scene.StepAsync();
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
    }

    [TestMethod]
    [DataRow(200)]
    [DataRow(503)]
    public async Task Step_AnybodyNamesAnotherPathOfTheOriginsHost_ThatOriginIsNotLeftAloneForIt(int status)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        ReleaseId hostile = scene.Create("hostile", reward: 1_000_000, scene.Url + "/v1/any");
        scene.Instead = async context =>
        {
            if (!context.Request.Path.Value!.Contains("/any/")) return false;
            context.Response.StatusCode = status;
            await context.Response.Body.WriteAsync(new byte[100]);
            return true;
        };
        await scene.StepAsync();
        Assert.AreEqual(WorkRule.Sources, scene.WorkOn(hostile)!.Refusal!.Rule);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
    }

    [TestMethod]
    public async Task Step_ReleaseThatPolicyRefuses_IsNamedWithTheReasonOnceAndChangesWithIt()
    {
        Address coin = World.AddressOf("coin");
        await using KeeperScene scene = await KeeperScene.StartAsync();
        ReleaseId refused = scene.Create("in a token", reward: 1, scene.Url, token: coin);
        await scene.StepAsync();
        ReleaseWork work = scene.WorkOn(refused)!;
        Assert.AreEqual(WorkState.Refused, work.State);
        StringAssert.Contains(work.Refusal!.Sentence, coin.ToString());
        scene.World.Now = World.Deadline;
        await scene.StepAsync();
        Assert.AreEqual(WorkRule.Deadline, scene.WorkOn(refused)!.Refusal!.Rule);
    }

    [TestMethod]
    public async Task Step_PriceOfGas_DecidesAndTheLastOneKnownCounts()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(_ => new ReleaseFilter { GasPerDelivery = 10 });
        FakePrice price = new() { Wei = 84 }; // · 10 · 120 % = 1,008 wei against 1,000
        scene.Options.GasPrice = price;
        await scene.StepAsync();
        Assert.AreEqual(WorkRule.Gas, scene.WorkOn(scene.World.Release)!.Refusal!.Rule);
        price.IsDown = true;
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        (price.IsDown, price.Wei) = (false, 83);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
    }

    private sealed class FakePrice : IGasPrice
    {
        public BigInteger Wei { get; set; }

        public bool IsDown { get; set; }

        public ValueTask<BigInteger> WeiPerGasAsync(CancellationToken cancellation = default) =>
            IsDown ? throw new NodeException("The node is down.") : ValueTask.FromResult(Wei);
    }
}
