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

/// <summary>A vendor takes a release back: no new session, and nothing else changes. Nobody but the key that signed
/// the manifest can.</summary>
[TestClass]
public sealed class RecallTests
{
    private static readonly KeyPair Signer = new(KeyKind.Manifest, World.ManifestKey);
    private static readonly KeyPair Account = new(KeyKind.Account, World.KeyOf("vendor"));
    private static readonly KeyPair Stranger = new(KeyKind.Manifest, World.KeyOf("another manifest key"));

    [TestMethod]
    public void Recall_BySignerOfTheManifest_202AgainAsWellAndGivenToWhoeverAsks()
    {
        using World world = new();
        byte[] notice = RecallNotice.Sign(world.Release, World.Start, Signer);
        World.AssertStatus(404, world.Get(Path(world)));
        World.AssertStatus(202, Post(world, notice));
        World.AssertStatus(202, Post(world, RecallNotice.Sign(world.Release, World.Start + 1, Signer)));
        Answer given = world.Get(Path(world));
        Assert.AreEqual("application/cose", given.ContentType);
        CollectionAssert.AreEqual(notice, given.Body());
    }

    [TestMethod]
    public void Recall_ByTheVendorAccount_CountsWhoeversSignatureAHijackedOriginGave()
    {
        using World world = new();
        world.Holdings.Put(world.Holding.Resigned(world.Holding.Manifest.Sign(World.Host, Stranger.Secret)));
        World.AssertStatus(403, Post(world, RecallNotice.Sign(world.Release, World.Start, Signer)));
        World.AssertStatus(200, world.Devices[0].Exchange().Open());
        byte[] notice = RecallNotice.Sign(world.Release, World.Start, Account);
        World.AssertStatus(202, Post(world, notice));
        CollectionAssert.AreEqual(notice, world.Get(Path(world)).Body());
        World.AssertStatus(410, world.Devices[1].Exchange().Open());
    }

    [TestMethod]
    public void Recall_ByAnotherAccountOrOfAnotherTag_403AndSessionsOpen()
    {
        using World world = new();
        KeyPair other = new(KeyKind.Account, World.KeyOf("another vendor"));
        World.AssertStatus(403, Post(world, RecallNotice.Sign(world.Release, World.Start, other)));
        byte[] payload = Core.CoseSign1.Payload(RecallNotice.Sign(world.Release, World.Start, Account));
        byte[] manifest = "FairOTA/1/manifest"u8.ToArray();
        World.AssertStatus(403, Post(world, Core.CoseSign1.Sign(World.Host, Account.Secret, payload, manifest)));
        World.AssertStatus(200, world.Devices[0].Exchange().Open());
    }

    [TestMethod]
    [DataRow("another key", 403)]
    [DataRow("another release", 400)]
    [DataRow("cut off", 400)]
    [DataRow("too large", 413)]
    [DataRow("cbor", 400)]
    [DataRow("not held", 404)]
    public void Recall_ThatDoesNotCount_IsRefusedAndSessionsOpen(string why, int status)
    {
        using World world = new();
        byte[] notice = RecallNotice.Sign(world.Release, World.Start, why == "another key" ? Stranger : Signer);
        ReleaseId other = new(Hash32.FromBytes(World.KeyOf("other")));
        World.AssertStatus(status, why switch
        {
            "another release" => Post(world, RecallNotice.Sign(other, World.Start, Signer)),
            "cut off" => Post(world, notice[..^1]),
            "too large" => Post(world, new byte[RecallNotice.MaxBytes + 1]),
            "cbor" => world.Post(Path(world), notice),
            "not held" => Post(world, RecallNotice.Sign(other, World.Start, Signer), other),
            _ => Post(world, notice),
        });
        World.AssertStatus(404, world.Get(Path(world)));
        World.AssertStatus(200, world.Devices[0].Exchange().Open());
    }

    [TestMethod]
    public void Recalled_NewSession_410AndNothingIsWritten()
    {
        using World world = new();
        Recall(world);
        World.AssertStatus(410, world.Devices[0].Exchange().Open());
        Assert.IsEmpty(world.Books.OfDevice(world.Release, world.Devices[0].Address));
    }

    [TestMethod]
    public void Recalled_SessionsOpenedBefore_GoOnToTheirPayAndRepair()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0, BatchAgeSeconds = 0 });
        Exchange opened = world.Devices[0].Open(), answered = world.Devices[1].Challenge();
        Exchange received = world.Devices[2].Receipt();
        Recall(world);
        World.AssertStatus(200, opened.Open());
        opened.Fetch();
        World.AssertStatus(200, opened.Challenge());
        World.AssertStatus(202, opened.Receipt());
        World.AssertStatus(202, answered.Receipt());
        Reserve reserve = world.Service.StepClaims(world.Now).OfType<Reserve>().Single();
        Assert.HasCount(3, reserve.Deliveries);
        world.Block(world.ReservedBy(World.Self, received.Samples.ValidUntil, opened, answered, received));
        Assert.HasCount(3, world.Service.StepClaims(world.Now).OfType<Reveal>().Single().Keys);
        World.AssertStatus(200, received.Key());
        World.AssertStatus(200, received.Repair([1]));
        World.AssertStatus(410, world.Devices[3].Exchange().Open());
    }

    [TestMethod]
    public void Recalled_NewestManifest_IsTheOneBefore()
    {
        using World world = new();
        ReleaseId newer = world.AddRelease(2, World.Vendor);
        string product = $"/v1/products/{new string('0', 32)}/manifest";
        CollectionAssert.AreEqual(
            world.Holdings.Find(newer)!.Served.SignedManifest, world.Get(product).Body());
        Recall(world, newer);
        CollectionAssert.AreEqual(world.Holding.Served.SignedManifest, world.Get(product).Body());
        Recall(world);
        World.AssertStatus(404, world.Get(product));
        World.AssertStatus(200, world.Get($"/v1/releases/{newer.ToWire()}/manifest"));
    }

    [TestMethod]
    public async Task Recalled_AfterARestart_StillIs()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        byte[] notice = RecallNotice.Sign(scene.World.Release, World.Start, Signer);
        scene.Holdings.Recall(scene.World.Release, notice);
        scene.Restart();
        Assert.IsTrue(scene.Held!.IsRecalled);
        CollectionAssert.AreEqual(notice, scene.Held.Served.Recall);
        await scene.StepAsync();
        Assert.IsTrue(scene.Held.IsRecalled);
        Assert.IsNotNull(scene.Held.Fleets[0]);
    }

    [TestMethod]
    public async Task Recall_FileThatIsNotTheSigners_IsNotBelieved()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        scene.Store.SaveRecall(
            scene.World.Release, RecallNotice.Sign(scene.World.Release, World.Start, Stranger));
        scene.Restart();
        Assert.IsFalse(scene.Held!.IsRecalled);
    }

    [TestMethod]
    public async Task Recall_CannotBeWritten_503AndTheReleaseIsAsBefore()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        Directory.Delete(scene.Folder, recursive: true);
        DistributorCatalogue catalogue = new(scene.Holdings, () => EscrowView.Empty, default);
        ServiceRequest request = new("POST", Path(scene.World))
        {
            Body = RecallNotice.Sign(scene.World.Release, World.Start, Signer),
            ContentType = Answer.Cose,
        };
        World.AssertStatus(503, new ReadService(catalogue, _ => false).Answer(request)!);
        Assert.IsFalse(scene.Held!.IsRecalled);
        Directory.CreateDirectory(scene.Folder);
    }

    [TestMethod]
    public async Task AskOrigins_OriginHasOne_IsTakenAndAskedOnceAnHourUntilThen()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        scene.Asked.Clear();
        await scene.AskOriginsAsync();
        Assert.IsFalse(scene.Held!.IsRecalled);
        Assert.HasCount(2, scene.Asked); // for the manifest, and for a recall
        scene.World.Holdings.Recall(scene.World.Release, RecallNotice.Sign(scene.World.Release, 1, Signer));
        scene.World.Now += World.Hour - 1;
        await scene.AskOriginsAsync();
        Assert.HasCount(2, scene.Asked);
        scene.World.Now++;
        await scene.AskOriginsAsync();
        Assert.IsTrue(scene.Held.IsRecalled);
        scene.Asked.Clear();
        scene.World.Now += World.Day;
        await scene.AskOriginsAsync();
        Assert.IsFalse(scene.Asked.Any(path => path.Contains("recall")));
    }

    [TestMethod]
    public async Task AskOrigins_ManifestIsHereWithAForeignSignature_TheOriginsCountsAndSoDoItsRecalls()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        byte[] right = scene.World.Holding.Served.SignedManifest;
        byte[] foreign = scene.World.Holding.Manifest.Sign(World.Host, Stranger.Secret);
        scene.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("manifest", StringComparison.Ordinal)) return false;
            await context.Response.Body.WriteAsync(foreign);
            return true;
        };
        await scene.StepAsync();
        CollectionAssert.AreEqual(foreign, scene.Held!.Served.SignedManifest);
        scene.Instead = null;
        await scene.AskOriginsAsync();
        CollectionAssert.AreEqual(right, scene.Held.Served.SignedManifest);
        Assert.IsFalse(scene.Held.IsRecalled);
        Assert.IsNotNull(scene.Held.Fleets[0]);
        scene.Restart();
        CollectionAssert.AreEqual(right, scene.Held.Served.SignedManifest);
        Assert.IsFalse(scene.Held.IsRecalled);
    }

    [TestMethod]
    public async Task AskOrigins_RecalledAndTheOriginHasAnotherSignature_StaysRecalledUntilThatSignerRecallsIt()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        ReleaseId release = scene.World.Release;
        byte[] right = scene.Held!.Served.SignedManifest;
        byte[] notice = RecallNotice.Sign(release, 1, Signer);
        scene.Holdings.Recall(release, notice);
        byte[] foreign = scene.World.Holding.Manifest.Sign(World.Host, Stranger.Secret);
        byte[]? foreignRecall = null;
        scene.Instead = async context =>
        {
            string path = context.Request.Path.Value!;
            byte[]? answer = path.EndsWith("manifest", StringComparison.Ordinal) ? foreign
                : path.EndsWith("recall", StringComparison.Ordinal) ? foreignRecall : null;
            if (answer is not null) await context.Response.Body.WriteAsync(answer);
            return answer is not null;
        };
        await scene.AskOriginsAsync();
        CollectionAssert.AreEqual(notice, scene.Held.Served.Recall);
        CollectionAssert.AreEqual(right, scene.Held.Served.SignedManifest);
        scene.Restart();
        CollectionAssert.AreEqual(notice, scene.Held.Served.Recall);
        foreignRecall = RecallNotice.Sign(release, 2, Stranger);
        await scene.AskOriginsAsync();
        CollectionAssert.AreEqual(foreignRecall, scene.Held.Served.Recall);
        CollectionAssert.AreEqual(foreign, scene.Held.Served.SignedManifest);
        scene.Restart();
        Assert.IsTrue(scene.Held.IsRecalled);
    }

    [TestMethod]
    public async Task AskOrigins_OriginGivesOneOfAnotherKey_IsNotTaken()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        await scene.StepAsync();
        byte[] notice = RecallNotice.Sign(scene.World.Release, 1, Stranger);
        scene.Instead = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("recall", StringComparison.Ordinal)) return false;
            await context.Response.Body.WriteAsync(notice);
            return true;
        };
        await scene.AskOriginsAsync();
        Assert.IsFalse(scene.Held!.IsRecalled);
    }

    [TestMethod]
    public async Task Step_OriginSaysItIsTakenBack_ItIsNotTakenUpNorAfterARestart()
    {
        await using KeeperScene scene = await KeeperScene.StartAsync();
        scene.World.Holdings.Recall(scene.World.Release, RecallNotice.Sign(scene.World.Release, 1, Signer));
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.AreEqual(WorkRule.Recall, scene.WorkOn(scene.World.Release)!.Refusal!.Rule);
        Assert.IsFalse(scene.Asked.Any(path => path.Contains("package")));
        scene.Restart();
        scene.Asked.Clear();
        await scene.StepAsync();
        Assert.IsEmpty(scene.Asked);
        scene.World.Now = World.Deadline + 8 * World.Day;
        await scene.StepAsync();
        Assert.IsEmpty(scene.Store.Recalled());
    }

    private static void Recall(World world, ReleaseId? release = null)
    {
        ReleaseId id = release ?? world.Release;
        World.AssertStatus(202, Post(world, RecallNotice.Sign(id, World.Start, Signer), id));
    }

    private static string Path(World world, ReleaseId? release = null) =>
        $"/v1/releases/{(release ?? world.Release).ToWire()}/recall";

    private static Answer Post(World world, byte[] notice, ReleaseId? release = null) => world.Service.Handle(
        new ServiceRequest("POST", Path(world, release)) { Body = notice, ContentType = Answer.Cose }, world.Now);
}
