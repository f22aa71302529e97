using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>Room for one release, and two that want it.</summary>
[TestClass]
public sealed class EvictionTests
{
    private static ReleaseFilter RoomForOne(World world) => new()
    {
        MaxTotalBytes = world.Holding.Served.Package.Length + 8 * Address.Size,
    };

    [TestMethod]
    public async Task Step_BetterOneComes_TheOtherGivesWayOnDiskAsWell()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(RoomForOne);
        await scene.StepAsync();
        ReleaseId better = scene.Add(2, 2001);
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.IsNotNull(scene.Holdings.Find(better));
        Assert.AreEqual(better, scene.Store.Releases().Single());
        Assert.IsEmpty(scene.Store.Drafts());
    }

    [TestMethod]
    public async Task Step_OneThatIsHardlyBetterComes_WaitsInWords()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(RoomForOne);
        await scene.StepAsync();
        ReleaseId other = scene.Add(2, 2000);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        Assert.IsNull(scene.Holdings.Find(other));
        Assert.AreEqual(WorkState.Waiting, scene.WorkOn(other)!.State);
        Assert.AreEqual(WorkRule.Room, scene.WorkOn(other)!.Refusal!.Rule);
        Assert.IsFalse(scene.Asked.Any(path => path.Contains(other.ToWire()) && path.Contains("package")));
    }

    [TestMethod]
    public async Task Step_BetterOneComesButTheOtherIsOwed_ItStays()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(RoomForOne);
        await scene.StepAsync();
        scene.Duties.Add(scene.World.Release);
        ReleaseId better = scene.Add(2, 1_000_000);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        Assert.IsNull(scene.Holdings.Find(better));
    }

    [TestMethod]
    public async Task Step_OneOfThoseThatWouldGiveWayIsAnsweredMeanwhile_NobodyGoes()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        ReleaseId second = scene.Add(2, 1001);
        await scene.StepAsync();
        scene.Options.Releases = RoomForOne(scene.World);
        scene.AnsweredMeanwhile.Add(second);
        ReleaseId better = scene.Add(3, 1_000_000);
        await scene.StepAsync();
        Assert.IsNull(scene.Holdings.Find(better));
        Assert.IsNotNull(scene.Holdings.Find(second));
        Assert.IsNotNull(scene.Held);
        scene.AnsweredMeanwhile.Clear();
        scene.World.Now += World.Hour;
        await scene.StepAsync();
        Assert.AreEqual(better, scene.Holdings.All.Keys.Single());
    }

    [TestMethod]
    public async Task Step_RecalledGivesWay_AndIsNotTakenUpAgain()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(RoomForOne);
        await scene.StepAsync();
        KeyPair signer = new(KeyKind.Manifest, World.ManifestKey);
        scene.Holdings.Recall(scene.World.Release, RecallNotice.Sign(scene.World.Release, 1, signer));
        ReleaseId other = scene.Add(2, 1);
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.IsNotNull(scene.Holdings.Find(other));
        scene.Options.Releases = ReleaseFilter.All;
        scene.World.Now += World.Hour;
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        scene.Restart();
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.AreEqual(WorkRule.Recall, scene.WorkOn(scene.World.Release)!.Refusal!.Rule);
    }

    [TestMethod]
    public async Task Step_PartsOfAReleaseThatNeverComes_GiveWayToABetterOne()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(RoomForOne);
        scene.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("package", StringComparison.Ordinal)) return false;
            context.Response.StatusCode = 404;
            await context.Response.CompleteAsync();
            return true;
        };
        await scene.StepAsync();
        Assert.AreEqual(scene.World.Release, scene.Store.Drafts().Single());
        scene.Restart(); // the parts are known to the next process as well
        scene.Instead = null;
        ReleaseId better = scene.Add(2, 2001);
        await scene.StepAsync();
        Assert.IsNotNull(scene.Holdings.Find(better));
        Assert.IsEmpty(scene.Store.Drafts());
    }

    [TestMethod]
    public async Task Step_PartsOfAReleaseWhoseTimeIsOver_AreDeleted()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("package", StringComparison.Ordinal)) return false;
            context.Response.StatusCode = 404;
            await context.Response.CompleteAsync();
            return true;
        };
        await scene.StepAsync();
        scene.World.Now = World.Deadline + 7 * World.Day + 1;
        await scene.StepAsync();
        Assert.IsEmpty(scene.Store.Drafts());
        Assert.IsEmpty(Directory.GetFiles(scene.Folder, "*", SearchOption.AllDirectories));
    }

    [TestMethod]
    public async Task Load_DeletionBrokeOff_TheRestIsDeletedOrTakenUpAgain()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        string folder = Path.Combine(scene.Folder, scene.World.Release.ToWire());
        File.Delete(Path.Combine(folder, "manifest.cose"));
        scene.Restart();
        Assert.IsNull(scene.Held);
        Assert.IsEmpty(Directory.GetFiles(scene.Folder, "*", SearchOption.AllDirectories));
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        File.Delete(Path.Combine(folder, "manifest.cose"));
        scene.Duties.Add(scene.World.Release);
        scene.Restart();
        scene.PackageBytes = 0;
        await scene.StepAsync();
        Assert.IsNotNull(scene.Held);
        Assert.AreEqual(0, scene.PackageBytes); // what is right of it need not come again
    }

    [TestMethod]
    public void TryLetGo_NothingAnswered_IsServedNoMoreAndOpensAgainElsewhere()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        Assert.IsTrue(world.Service.TryLetGo(world.Release, world.Now));
        World.AssertStatus(404, exchange.Segments(1, 1));
        World.AssertStatus(404, exchange.Device.Exchange(2).Open());
        world.Holdings.Put(world.Holding);
        World.AssertStatus(200, exchange.Segments(1, 1)); // nothing of the books was lost
    }

    [TestMethod]
    public void TryLetGo_ChallengeAnswered_StaysUntilNobodyCanPayIt()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        Assert.IsFalse(world.Service.TryLetGo(world.Release, world.Now));
        World.AssertStatus(202, exchange.Receipt());
        Assert.IsFalse(world.Service.TryLetGo(world.Release, world.Now));
        long due = world.Now + world.Policy.BatchAgeSeconds;
        Assert.HasCount(1, world.Service.StepClaims(due).OfType<Reserve>().ToList());
    }

    [TestMethod]
    public void TryLetGo_ReceiptNeverCame_GoesOnceTheCreditIsFree()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        long free = exchange.Samples.ValidUntil + World.Day + 1;
        Assert.IsFalse(world.Service.TryLetGo(world.Release, free - 1));
        Assert.IsTrue(world.Service.TryLetGo(world.Release, free));
    }

    [TestMethod]
    public void TryLetGo_DeliveredAndPaid_StaysAWeekForRepair()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0, BatchAgeSeconds = 0 });
        Exchange exchange = world.Devices[0].Receipt();
        world.Service.StepClaims(world.Now);
        world.Block(world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
        Hash32 key = world.Service.StepClaims(world.Now).OfType<Reveal>().Single().Keys.Single();
        world.Block(world.DeliveredBy(World.Self, exchange, key));
        world.Service.StepClaims(world.Now);
        Assert.IsFalse(world.Service.TryLetGo(world.Release, world.Now + 7 * World.Day));
        World.AssertStatus(200, exchange.Repair([1]));
        Assert.IsTrue(world.Service.TryLetGo(world.Release, world.Now + 7 * World.Day + 1));
    }
}
