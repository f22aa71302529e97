using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>What a BitTorrent client left for the distributor: what is right is taken without a word to an origin, and
/// whatever is wrong costs what it did not give.</summary>
[TestClass]
public sealed class PackageFolderTests
{
    private const int Segment = 16;
    private const int Whole = 257 * Segment;

    [TestMethod]
    public async Task Folder_WithThePackage_IsTakenWithoutAskingForIt()
    {
        using TestFolder folder = new();
        await using KeeperScene scene = await StartAsync(folder);
        byte[] package = Content(scene);
        await File.WriteAllBytesAsync(PathOf(folder, scene), package);
        await scene.StepAsync();
        AssertHeld(scene, bytesAsked: 0);
        CollectionAssert.AreEqual(package, await File.ReadAllBytesAsync(PathOf(folder, scene)));
    }

    [TestMethod]
    [DataRow("absent", Whole)]
    [DataRow("empty", Whole)]
    [DataRow("folder", Whole)]
    [DataRow("link", Whole)]
    [DataRow("pipe", Whole)]
    [DataRow("longer", Whole)]
    [DataRow("noise", Whole)]
    [DataRow("short", Whole - 100 * Segment)]
    [DataRow("torn", Whole - 100 * Segment)]
    [DataRow("garbled", 2 * Segment)]
    public async Task Folder_WithWhatIsNotThePackage_GivesWhatIsRightAndTheOriginTheRest(string what, int bytesAsked)
    {
        using TestFolder folder = new();
        await using KeeperScene scene = await StartAsync(folder);
        Make(what, PathOf(folder, scene), Content(scene));
        await scene.StepAsync();
        AssertHeld(scene, bytesAsked);
    }

    [TestMethod]
    public async Task Folder_FileThatGrows_IsAwaitedAndTakenPartByPart()
    {
        using TestFolder folder = new();
        await using KeeperScene scene = await StartAsync(folder, TimeSpan.FromHours(1));
        byte[] package = Content(scene);
        foreach (int there in new[] { 0, 100 * Segment, Whole - 1 })
        {
            if (there > 0) await File.WriteAllBytesAsync(PathOf(folder, scene), package[..there]);
            await scene.StepAsync();
            Assert.IsNull(scene.Held);
            ReleaseWork work = scene.WorkOn(scene.World.Release)!;
            Assert.AreEqual((WorkState.Waiting, WorkRule.Folder), (work.State, work.Refusal!.Rule));
            StringAssert.Contains(
                work.Refusal.Sentence, there == 0 ? "is not there" : $"lacks {257 - there / Segment} of 257 segments");
            scene.World.Now += 600;
        }

        await File.WriteAllBytesAsync(PathOf(folder, scene), package);
        await scene.StepAsync();
        AssertHeld(scene, bytesAsked: 0);
    }

    [TestMethod]
    public async Task Folder_FileThatNeverComes_IsAwaitedNoLongerThanItsTime()
    {
        using TestFolder folder = new();
        await using KeeperScene scene = await StartAsync(folder, TimeSpan.FromMinutes(10));
        await scene.StepAsync();
        scene.World.Now += 599;
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.AreEqual(0, scene.PackageBytes);
        scene.World.Now += 11;
        await scene.StepAsync();
        AssertHeld(scene, Whole);
    }

    [TestMethod]
    public async Task Folder_FileThatIsAwaited_HoldsUpNoOtherRelease()
    {
        using TestFolder folder = new();
        await using KeeperScene scene = await StartAsync(folder, TimeSpan.FromHours(1));
        ReleaseId other = scene.Add(2, 1);
        await File.WriteAllBytesAsync(folder.File(PackageFile.NameOf(other)), Content(scene));
        for (int turn = 0; turn < 2; turn++) await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.IsNotNull(scene.Holdings.Find(other));
        Assert.AreEqual(0, scene.PackageBytes);
    }

    [TestMethod]
    public async Task Folder_ReleaseThatIsOwed_AwaitsNothing()
    {
        using TestFolder folder = new();
        await using KeeperScene scene = await StartAsync(folder);
        await scene.StepAsync();
        string path = Directory.GetFiles(scene.Folder, "package.bin", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(path, new byte[Whole]);
        scene.Duties.Add(scene.World.Release);
        scene.Options.PackageWait = TimeSpan.FromHours(1);
        scene.Restart();
        scene.PackageBytes = 0;
        await scene.StepAsync();
        AssertHeld(scene, Whole);
    }

    [TestMethod]
    [DataRow("packages", 0, 0)]
    [DataRow("packages", 7 * 24 * 3600, 0)]
    [DataRow("packages", 7 * 24 * 3600 + 1, 1)]
    [DataRow("packages", -1, 1)]
    [DataRow("", 0, 1)]
    [DataRow(null, 0, 0)]
    [DataRow(null, 1, 1)]
    public void Options_FolderAndItsTime_AreChecked(string? folder, int seconds, int errors)
    {
        int before = new DistributorOptions().Errors().Count;
        DistributorOptions options = new()
        {
            PackageFolder = folder,
            PackageWait = TimeSpan.FromSeconds(seconds),
        };
        Assert.AreEqual(before + errors, options.Errors().Count);
    }

    private static async Task<KeeperScene> StartAsync(TestFolder folder, TimeSpan wait = default)
    {
        KeeperScene scene = await KeeperScene.StartAsync();
        (scene.Options.PackageFolder, scene.Options.PackageWait) = (folder.Path, wait);
        scene.Restart();
        return scene;
    }

    private static void Make(string what, string path, byte[] package)
    {
        string beside = path + ".beside";
        switch (what)
        {
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "link":
                File.WriteAllBytes(beside, package);
                File.CreateSymbolicLink(path, beside);
                break;
            case "pipe":
                using (var made = Process.Start("mkfifo", [path])) made.WaitForExit();
                Assert.IsTrue(File.Exists(path));
                break;
            case "longer":
                File.WriteAllBytes(path, [.. package, 0]);
                break;
            case "noise":
                File.WriteAllBytes(path, [.. package.Select(each => (byte)~each)]);
                break;
            case "short":
                File.WriteAllBytes(path, package[..(100 * Segment)]);
                break;
            case "torn":
                File.WriteAllBytes(path, package[..(101 * Segment - 1)]);
                break;
            case "garbled":
                package[5 * Segment] ^= 1;
                package[Whole - 1] ^= 1;
                File.WriteAllBytes(path, package);
                break;
            default:
                Assert.AreEqual("absent", what);
                break;
        }
    }

    private static string PathOf(TestFolder folder, KeeperScene scene) =>
        folder.File(PackageFile.NameOf(scene.World.Release));

    private static byte[] Content(KeeperScene scene) => scene.World.Holding.Served.Package.ToArray();

    private static void AssertHeld(KeeperScene scene, int bytesAsked)
    {
        Assert.IsNotNull(scene.Held, scene.WorkOn(scene.World.Release)?.Refusal?.Sentence);
        CollectionAssert.AreEqual(Content(scene), scene.Held.Served.Package.ToArray());
        Assert.AreEqual(bytesAsked, scene.PackageBytes);
        Assert.AreEqual(bytesAsked > 0, scene.Asked.Any(path => path.Contains("/package")));
    }
}
