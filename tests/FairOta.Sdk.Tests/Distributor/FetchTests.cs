using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Http;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>Sources that break off, lie, are slow or keep to no protocol, and a process that ends at any step: what is
/// right comes once.</summary>
[TestClass]
public sealed class FetchTests
{
    private const int Segment = 16;
    private const int Cut = 100 * Segment;
    private const int Whole = 257 * Segment;

    [TestMethod]
    public async Task Fetch_ConnectionBreaksOff_GoesOnWithWhatIsMissing()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Instead = Once("package", context => PartAsync(context, Content(scene), 0, Cut));
        await scene.StepAsync();
        AssertHeld(scene);
        CollectionAssert.AreEqual(
            new[] { $"bytes=0-{Whole - 1}", $"bytes={Cut}-{Whole - 1}" }, Ranges(scene, "package"));
        Assert.AreEqual(Whole - Cut, scene.PackageBytes);
    }

    [TestMethod]
    public async Task Fetch_EveryConnectionBreaksOff_GivesUpAndKeepsWhatCame()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        int asked = 0;
        scene.Instead = async context =>
        {
            if (!IsFor(context, "package")) return false;
            int first = asked++ * Segment;
            await PartAsync(context, Content(scene), first, Segment);
            return true;
        };
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.AreEqual(17, asked);
        scene.Instead = null;
        scene.World.Now += World.Hour;
        await scene.StepAsync();
        AssertHeld(scene);
        Assert.AreEqual(Whole - 17 * Segment, scene.PackageBytes);
    }

    [TestMethod]
    [DataRow("manifest", "manifest recall leaves package fleets/0")]
    [DataRow("leaves", "recall leaves package fleets/0")]
    [DataRow("package", "recall package fleets/0")]
    [DataRow("fleets/0", "recall fleets/0")]
    public async Task Fetch_ProcessEndsAtAStep_TheNextOneAsksOnlyForWhatIsMissing(string step, string asked)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Instead = context => step == "package" && IsFor(context, step) && scene.Asked.Count == 4
            ? PartAsync(context, Content(scene), 0, Cut)
            : FailAsync(context, step);
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        scene.Restart();
        Assert.IsNull(scene.Held);
        scene.Instead = null;
        scene.Asked.Clear();
        await scene.StepAsync();
        AssertHeld(scene);
        CollectionAssert.AreEqual(asked.Split(' '), Paths(scene));
        Assert.AreEqual(step == "package" ? Whole - Cut : Whole, scene.PackageBytes);
        if (step == "package")
            CollectionAssert.AreEqual(new[] { $"bytes={Cut}-{Whole - 1}" }, Ranges(scene, "package"));
    }

    [TestMethod]
    public async Task Fetch_SourceLiesInOneSegment_AnotherGoesOnFromThere()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        List<string> asked = [], tokens = [];
        LocalHost friend = await scene.HostAsync(context =>
        {
            if (IsFor(context, "package"))
            {
                asked.Add(context.Request.Headers.Range.ToString());
                tokens.Add(context.Request.Headers.Authorization.ToString());
            }

            return Task.FromResult(false);
        });
        scene.Options.PackageSources = [new PackageSource(friend.Url, "a token of a friend")];
        scene.Restart();
        byte[] lie = Content(scene);
        lie[Cut + 5] ^= 1;
        scene.Instead = Always("package", context => PartAsync(context, lie, 0, Whole));
        await scene.StepAsync();
        AssertHeld(scene);
        CollectionAssert.AreEqual(new[] { $"bytes={Cut}-{Whole - 1}" }, asked);
        CollectionAssert.AreEqual(new[] { "Bearer a token of a friend" }, tokens);
        Assert.HasCount(1, Ranges(scene, "package"));
    }

    [TestMethod]
    public async Task Fetch_TokenOfAFriend_GoesToNobodyElse()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        List<string> tokens = [];
        scene.Options.PackageSources = [new PackageSource("http://127.0.0.1:1", "a token of a friend")];
        scene.Restart();
        scene.Instead = context =>
        {
            tokens.Add(context.Request.Headers.Authorization.ToString());
            return Task.FromResult(false);
        };
        await scene.StepAsync();
        AssertHeld(scene);
        Assert.IsTrue(tokens.TrueForAll(token => token.Length == 0));
    }

    [TestMethod]
    public async Task Fetch_OriginIsGone_AnnouncedDistributorsAreAsked()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        LocalHost other = await scene.HostAsync(_ => Task.FromResult(false));
        scene.World.Block(new DistributorAnnounced(default, World.AddressOf("other"), other.Url));
        scene.Instead = context => FailAsync(context, "");
        await scene.StepAsync();
        AssertHeld(scene);
    }

    [TestMethod]
    public async Task Fetch_DistributorKeepsPackagesToItself_TheOthersAreAsked()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Instead = Always("package", async context =>
        {
            context.Response.StatusCode = 403;
            await context.Response.CompleteAsync();
            return true;
        });
        LocalHost other = await scene.HostAsync(_ => Task.FromResult(false));
        scene.World.Block(new DistributorAnnounced(default, World.AddressOf("other"), other.Url));
        await scene.StepAsync();
        AssertHeld(scene);
    }

    [TestMethod]
    public async Task Fetch_ServerIgnoresRange_WhatIsHereIsPassedOver()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        byte[] content = Content(scene);
        int asked = 0;
        scene.Instead = Always("package", context => asked++ == 0
            ? PartAsync(context, content, 0, Cut)
            : WholeAsync(context, content));
        await scene.StepAsync();
        AssertHeld(scene);
        Assert.AreEqual(2, asked);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(-1)]
    public async Task Fetch_ServerIgnoresRangeAndHasAnotherLength_IsNotBelieved(int bytes)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        byte[] content = [.. Content(scene), 0];
        scene.Instead = Always("package", context => WholeAsync(context, content[..(Whole + bytes)]));
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
    }

    [TestMethod]
    public async Task Fetch_ServerGivesAnotherPart_IsNotBelieved()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Instead = Always("package", context => PartAsync(context, Content(scene), Segment, Cut));
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        StringAssert.Contains(scene.WorkOn(scene.World.Release)!.Refusal!.Sentence, "another part");
    }

    [TestMethod]
    public async Task Fetch_SourceTrickles_AnotherGoesOnWithWhatCame()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        TaskCompletionSource trickles = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> asked = [];
        LocalHost friend = await scene.HostAsync(context =>
        {
            if (IsFor(context, "package")) asked.Add(context.Request.Headers.Range.ToString());
            return Task.FromResult(false);
        });
        scene.Options.PackageSources = [new PackageSource(friend.Url, null)];
        scene.Restart();
        scene.Instead = Always("package", async context =>
        {
            byte[] content = Content(scene);
            Head(context, content, 0);
            await context.Response.Body.WriteAsync(content.AsMemory(0, 1), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            trickles.TrySetResult();
            TaskCompletionSource gone = new();
            using CancellationTokenRegistration _ = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return true;
        });
        Task step = scene.StepAsync();
        await trickles.Task;
        scene.Time.Fire(within: TimeSpan.FromSeconds(StrangerBody.PaceSeconds));
        await step;
        AssertHeld(scene);
        CollectionAssert.AreEqual(new[] { $"bytes=0-{Whole - 1}" }, asked);
    }

    [TestMethod]
    [DataRow(10)]
    [DataRow(10_000)]
    public async Task Fetch_OriginHasAPageInPlaceOfARecall_ItIsAGoodSourceAllTheSame(int bytes)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Instead = Always("recall", context => WholeAsync(context, new byte[bytes]));
        await scene.StepAsync();
        AssertHeld(scene);
        await scene.AskOriginsAsync();
        Assert.IsFalse(scene.Held!.IsRecalled);
    }

    [TestMethod]
    public async Task Fetch_LeavesOfAnotherRoot_AreNotBelieved()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.Instead = Always("leaves", context => WholeAsync(context, new byte[257 * 32]));
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.IsEmpty(Ranges(scene, "package"));
    }

    [TestMethod]
    public async Task Fetch_FleetListBreaksOff_GoesOnAtTheNextTurn()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        byte[] list = scene.World.Fleet.ToBytes();
        scene.Instead = Once("fleets/0", context => PartAsync(context, list, 0, 40, isWhole: true));
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        scene.World.Now += World.Hour;
        await scene.StepAsync();
        AssertHeld(scene);
        CollectionAssert.AreEqual(new[] { "", "bytes=40-" }, Ranges(scene, "fleets/0"));
        Assert.IsEmpty(Directory.GetFiles(scene.Folder, "*.part", SearchOption.AllDirectories));
    }

    [TestMethod]
    public async Task Fetch_SourceLiesInAFleetList_AnotherIsAskedForAllOfIt()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        LocalHost friend = await scene.HostAsync(_ => Task.FromResult(false));
        scene.Options.PackageSources = [new PackageSource(friend.Url, null)];
        scene.Restart();
        scene.Instead = Always("fleets/0", context => WholeAsync(context, new byte[8 * Address.Size]));
        await scene.StepAsync();
        AssertHeld(scene);
    }

    [TestMethod]
    public async Task Fetch_DamagedOnDisk_OnlyTheDamagedSegmentsComeAgain()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        string path = Directory.GetFiles(scene.Folder, "package.bin", SearchOption.AllDirectories).Single();
        byte[] package = File.ReadAllBytes(path);
        package[Cut] ^= 1;
        package[Whole - 1] ^= 1;
        File.WriteAllBytes(path, package);
        scene.Restart();
        Assert.IsNull(scene.Held);
        scene.PackageBytes = 0;
        await scene.StepAsync();
        AssertHeld(scene);
        Assert.AreEqual(2 * Segment, scene.PackageBytes);
    }

    [TestMethod]
    public async Task Fetch_DamagedWhileItIsServedAndNoSourceForLong_WhatIsRightStays()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        string path = Directory.GetFiles(scene.Folder, "package.bin", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^Segment]);
        Assert.ThrowsExactly<PackageUnreadableException>(() => scene.Held!.Segment(Whole / Segment));
        scene.Instead = context => FailAsync(context, "");
        for (int turn = 0; turn < 3; turn++)
        {
            await scene.StepAsync();
            scene.World.Now += World.Hour;
        }

        scene.Instead = null;
        scene.PackageBytes = 0;
        await scene.StepAsync();
        AssertHeld(scene);
        Assert.AreEqual(Segment, scene.PackageBytes);
    }

    [TestMethod]
    public async Task Fetch_SourceTricklesJustFastEnough_AnotherHasItsTurnBeforeTheTimeIsUp()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        TaskCompletionSource trickles = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LocalHost friend = await scene.HostAsync(_ => Task.FromResult(false));
        scene.Options.PackageSources = [new PackageSource(friend.Url, null)];
        scene.Restart();
        scene.Instead = Always("package", async context =>
        {
            byte[] content = Content(scene);
            Head(context, content, 0);
            await context.Response.Body.WriteAsync(content.AsMemory(0, Cut), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            trickles.TrySetResult();
            TaskCompletionSource gone = new();
            using CancellationTokenRegistration _ = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return true;
        });
        Task step = scene.StepAsync();
        await trickles.Task;
        scene.Time.Fire(SourceSet.FirstShare, beyond: TimeSpan.FromSeconds(StrangerBody.PaceSeconds));
        await step;
        AssertHeld(scene);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Fetch_OwedReleaseDamagedAndNobodyGivesIt_ManifestAndFleetsStay(bool isFoundAtStart)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        string path = Directory.GetFiles(scene.Folder, "package.bin", SearchOption.AllDirectories).Single();
        using (FileStream package = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            package.SetLength(Cut);
        scene.Duties.Add(scene.World.Release);
        if (isFoundAtStart) scene.Restart();
        else Assert.ThrowsExactly<PackageUnreadableException>(() => scene.Held!.Segment(200));
        scene.Instead = context => FailAsync(context, "");
        for (int turn = 0; turn < 3; turn++)
        {
            await scene.StepAsync();
            Assert.IsTrue(scene.Held!.IsDamaged);
            Assert.IsNotNull(scene.Held.Fleets[0]);
            if (turn == 1) scene.Restart();
            scene.World.Now += World.Hour;
        }

        scene.Instead = null;
        scene.PackageBytes = 0;
        await scene.StepAsync();
        AssertHeld(scene);
        Assert.IsFalse(scene.Held!.IsDamaged);
        Assert.AreEqual(Whole - Cut, scene.PackageBytes);
        scene.Restart();
        Assert.IsFalse(scene.Held!.IsDamaged);
    }

    [TestMethod]
    public async Task Fetch_OwedReleaseDamagedOnDisk_ComesAgainThoughItIsWorthNothing()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        string path = Directory.GetFiles(scene.Folder, "package.bin", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(path, new byte[Whole]);
        scene.Options.Releases = ReleaseFilter.None;
        scene.Restart();
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        scene.Duties.Add(scene.World.Release);
        scene.Restart();
        await scene.StepAsync();
        AssertHeld(scene);
        Assert.IsFalse(scene.Held!.IsDamaged);
    }

    [TestMethod]
    [DataRow("chain")]
    [DataRow("large")]
    [DataRow("small")]
    [DataRow("over")]
    public async Task Fetch_ManifestSpeaksAgainstIt_ThePackageIsNotAskedForAndTheManifestOnce(string why)
    {
        await using KeeperScene scene = await KeeperScene.StartAsync(_ => why switch
        {
            "large" => new ReleaseFilter { MaxPackageBytes = Whole - 1 },
            "small" => new ReleaseFilter { MinPackageBytes = Whole + 1 },
            _ => ReleaseFilter.All,
        });
        ReleaseId id = scene.World.AddRelease(2, World.Vendor, manifest =>
        {
            if (why == "chain") manifest.ChainId++;
            if (why == "over") manifest.NotAfter = World.Start;
        });
        scene.World.Block(
            scene.World.Chain.View.Find(id)!.Created with { Url = scene.Url, Reward = 5000 },
            scene.World.Tranche(0) with { Release = id });
        await scene.StepAsync();
        Assert.AreEqual(WorkRule.Manifest, scene.WorkOn(id)!.Refusal!.Rule);
        Assert.AreEqual(WorkState.Refused, scene.WorkOn(id)!.State);
        Assert.HasCount(1, scene.Asked);
        scene.Asked.Clear();
        scene.World.Now += World.Hour;
        await scene.StepAsync();
        Assert.IsFalse(scene.Asked.Any(path => path.Contains(id.ToWire())));
    }

    private static byte[] Content(KeeperScene scene) => scene.World.Holding.Served.Package.ToArray();

    private static void AssertHeld(KeeperScene scene)
    {
        Assert.IsNotNull(scene.Held);
        CollectionAssert.AreEqual(Content(scene), scene.Held.Served.Package.ToArray());
        Assert.IsNotNull(scene.Held.Fleets[0]);
        Assert.AreEqual(WorkState.Held, scene.WorkOn(scene.World.Release)!.State);
    }

    private static bool IsFor(HttpContext context, string what) =>
        context.Request.Path.Value!.EndsWith(what, StringComparison.Ordinal);

    private static Func<HttpContext, Task<bool>> Always(string what, Func<HttpContext, Task<bool>> answer) =>
        context => IsFor(context, what) ? answer(context) : Task.FromResult(false);

    private static Func<HttpContext, Task<bool>> Once(string what, Func<HttpContext, Task<bool>> answer)
    {
        bool isOver = false;
        return Always(what, context =>
        {
            if (isOver) return Task.FromResult(false);
            isOver = true;
            return answer(context);
        });
    }

    private static async Task<bool> FailAsync(HttpContext context, string what)
    {
        if (!IsFor(context, what)) return false;
        context.Response.StatusCode = 503;
        await context.Response.CompleteAsync();
        return true;
    }

    private static void Head(HttpContext context, byte[] content, int first)
    {
        context.Response.StatusCode = 206;
        context.Response.Headers.ContentRange = string.Create(
            CultureInfo.InvariantCulture, $"bytes {first}-{content.Length - 1}/{content.Length}");
    }

    /// <summary>Some bytes of a part, and then the end: without a length the reader learns it from the bytes
    /// alone.</summary>
    private static async Task<bool> PartAsync(
        HttpContext context, byte[] content, int first, int count, bool isWhole = false)
    {
        if (!isWhole) Head(context, content, first);
        await context.Response.Body.WriteAsync(content.AsMemory(first, count));
        return true;
    }

    private static async Task<bool> WholeAsync(HttpContext context, byte[] content)
    {
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content);
        return true;
    }

    private static string[] Paths(KeeperScene scene) => [.. scene.Asked
        .Select(path => path.Split(' ')[0])
        .Select(path => path.EndsWith("fleets/0", StringComparison.Ordinal) ? "fleets/0" : path.Split('/')[^1])];

    private static string[] Ranges(KeeperScene scene, string what) => [.. scene.Asked
        .Where(path => path.Split(' ')[0].EndsWith(what, StringComparison.Ordinal))
        .Select(path => path.Contains(' ') ? path.Split(' ')[1] : "")];
}
