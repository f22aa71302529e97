using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Vendor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Recalling;

[TestClass]
public sealed class RecallTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly Release _release = Sample.Build();
    private readonly ReleaseFolder _folder;

    public RecallTests() => _folder = ReleaseFolder.Create(_temporary.File("r"), _release);

    private byte[] Notice => RecallNotice.Sign(_release.Id, Sample.Now, Sample.ManifestKey);

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [TestMethod]
    public void TakeBack_ByTheSigner_IsThereWhenLoadedAndServed()
    {
        byte[] notice = Notice;
        _folder.TakeBack(notice);
        using ReleaseFolder loaded = ReleaseFolder.Load(_temporary.File("r"));
        CollectionAssert.AreEqual(notice, loaded.Recall);
        CollectionAssert.AreEqual(notice, loaded.ToHeld().Recall);
    }

    [TestMethod]
    public void TakeBack_Twice_KeepsTheFirstNotice()
    {
        byte[] first = Notice;
        _folder.TakeBack(first);
        _folder.TakeBack(RecallNotice.Sign(_release.Id, Sample.Now + 1, Sample.ManifestKey));
        CollectionAssert.AreEqual(first, _folder.Recall);
    }

    [TestMethod]
    public void TakeBack_ByAnotherKeyOrOfAnotherReleaseOrNoNotice_IsRefusedAndWritesNothing()
    {
        Release other = Sample.Build(seed: 100);
        Refused(RecallNotice.Sign(_release.Id, Sample.Now, Sample.OtherManifestKey));
        Refused(RecallNotice.Sign(other.Id, Sample.Now, Sample.ManifestKey));
        Refused([1, 2, 3]);
        Assert.IsNull(_folder.Recall);
        Assert.IsFalse(File.Exists(_temporary.File("r/recall.cose")));
    }

    [TestMethod]
    public void Load_RecallOfAnotherKey_IsRefused()
    {
        File.WriteAllBytes(
            _temporary.File("r/recall.cose"), RecallNotice.Sign(_release.Id, 1, Sample.OtherManifestKey));
        Assert.ThrowsExactly<ReleaseException>(() => ReleaseFolder.Load(_temporary.File("r")));
    }

    [TestMethod]
    public void Shelf_OnceAReleaseIsRecalled_HoldsItRecalled()
    {
        var shelf = new ReleaseShelf(_temporary.Path);
        Assert.IsNull(shelf.Refresh(Fail).Single().Recall);
        _folder.TakeBack(Notice);
        CollectionAssert.AreEqual(Notice, shelf.Refresh(Fail).Single().Recall);
    }

    [TestMethod]
    public async Task Publish_RecalledRelease_IsRefusedAndPaysNothing()
    {
        var escrow = new FakeEscrow(Sample.Account.Address);
        var publisher = new Publisher(escrow, 0);
        await publisher.PublishAsync(_folder);
        int next = _folder.Add(Sample.Fleet(2, first: 50));
        _folder.TakeBack(Notice);
        await Assert.ThrowsExactlyAsync<PublishException>(() => publisher.PublishAsync(_folder, next));
        Assert.AreEqual(new BigInteger(3000), escrow.Locked);
        Assert.IsTrue((await publisher.PublishAsync(_folder)).WasThere);
    }

    [TestMethod]
    public async Task Courier_ToServers_TellsWhoTookIt()
    {
        var bodies = new List<byte[]>();
        await using LocalHost takes = await ServeAsync(202, bodies);
        await using LocalHost lacks = await ServeAsync(404, bodies);
        await using LocalHost moved = await ServeAsync(302, bodies);
        using var http = new StrangerHttp(allowPrivateNetworks: true);
        var answers = await new RecallCourier(http, http, TimeProvider.System).CarryAsync(
            Notice, [.. new[] { takes, lacks, moved }.Select(host => new RecallTarget(null, host.Url))]);
        Assert.AreSequenceEqual<int?>([202, 404, 302], answers.Select(answer => answer.Status));
        Assert.AreSequenceEqual<bool>([true, false, false], answers.Select(answer => answer.IsTaken));
        Assert.IsTrue(answers[1].IsNotHeld);
        foreach (byte[] body in bodies) CollectionAssert.AreEqual(Notice, body);
    }

    [TestMethod]
    public async Task Courier_ToAStrangerInAPrivateNetwork_SendsNothing()
    {
        var bodies = new List<byte[]>();
        await using LocalHost host = await ServeAsync(202, bodies);
        using var own = new StrangerHttp(allowPrivateNetworks: true);
        using var strangers = new StrangerHttp(allowPrivateNetworks: false);
        var answers = await new RecallCourier(own, strangers, TimeProvider.System).CarryAsync(
            Notice, [new RecallTarget(Sample.Account.Address, host.Url)]);
        Assert.IsFalse(answers[0].IsTaken);
        Assert.IsNotNull(answers[0].Problem);
        Assert.IsEmpty(bodies);
    }

    [TestMethod]
    public void Targets_NamedOnesThenTheBestPaid_NobodyTwice()
    {
        Address idle = Sample.Fleet(1, 61)[0], busy = Sample.Fleet(1, 62)[0], odd = Sample.Fleet(1, 63)[0];
        EscrowView view = EscrowView.Empty.Apply(
        [
            new ReleaseCreated(
                default, _release.Id, Sample.Account.Address, _release.ManifestHash, default, 1, Sample.Now, "x"),
            new TrancheAdded(default, _release.Id, 0, default, 3),
            new DistributorAnnounced(default, idle, "https://idle.example"),
            new DistributorAnnounced(default, busy, "https://busy.example"),
            new DistributorAnnounced(default, odd, "ftp://odd.example"),
            new Delivered(default, _release.Id, Sample.Fleet(1)[0], busy, default),
        ]);
        var targets = RecallCourier.Targets(_release.Id, ["https://own.example", "https://idle.example/"], view);
        Assert.AreSequenceEqual<RecallTarget>(
            [new(null, "https://own.example"), new(null, "https://idle.example/"), new(busy, "https://busy.example")],
            targets);
    }

    [TestMethod]
    public void Targets_MoreThanTheMost_AreCutOff()
    {
        EscrowView view = EscrowView.Empty.Apply(Sample.Fleet(RecallCourier.MaxServers + 1).Devices.ToArray()
            .Select((account, i) => new DistributorAnnounced(default, account, $"https://d{i}.example")));
        Assert.HasCount(RecallCourier.MaxServers, RecallCourier.Targets(_release.Id, [], view));
    }

    private static void Fail(ReleaseException e) => Assert.Fail(e.Message);

    private void Refused(byte[] notice) =>
        Assert.ThrowsExactly<ReleaseException>(() => _folder.TakeBack(notice));

    private Task<LocalHost> ServeAsync(int status, List<byte[]> bodies) => LocalHost.StartAsync(
        _ => { },
        app => app.MapPost($"/v1/releases/{_release.Id.ToWire()}/recall", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            lock (bodies) bodies.Add(body.ToArray());
            if (status == 302) context.Response.Headers.Location = "/elsewhere";
            context.Response.StatusCode = status;
        }));
}
