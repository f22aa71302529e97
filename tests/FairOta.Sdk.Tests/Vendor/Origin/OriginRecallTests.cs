using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Origin;

/// <summary>An origin takes recalls as distributors do, and keeps them with the release.</summary>
[TestClass]
public sealed class OriginRecallTests
{
    private static readonly Release Release = Sample.Build();
    private static readonly byte[] Notice = RecallNotice.Sign(Release.Id, Sample.Now, Sample.ManifestKey);

    private static string Path => $"/v1/releases/{Release.Id.ToWire()}/recall";

    [TestMethod]
    public void Recall_Posted_IsServedAtOnceAndByTheNextProcess()
    {
        using TemporaryFolder folder = new();
        using (ReleaseFolder.Create(folder.File("one"), Release)) { }
        OriginService service = Serving(folder.Path);
        Assert.AreEqual(404, service.Handle(new ServiceRequest("GET", Path), Sample.Now).Status);
        Assert.AreEqual(202, Post(service, Notice).Status);
        CollectionAssert.AreEqual(Notice, service.Handle(new ServiceRequest("GET", Path), Sample.Now).Body());
        Assert.AreEqual(202, Post(service, Notice).Status);
        CollectionAssert.AreEqual(
            Notice, Serving(folder.Path).Handle(new ServiceRequest("GET", Path), Sample.Now).Body());
    }

    [TestMethod]
    public void Recall_WrittenIntoTheFolder_IsFoundByTheNextLook()
    {
        using TemporaryFolder folder = new();
        using (ReleaseFolder.Create(folder.File("one"), Release)) { }
        ReleaseShelf shelf = new(folder.Path);
        Assert.IsNull(Look(shelf).Single().Recall);
        string path = System.IO.Path.Combine(folder.File("one"), "recall.cose");
        File.WriteAllBytes(path, Notice);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddSeconds(4_000_000_000));
        CollectionAssert.AreEqual(Notice, Look(shelf).Single().Recall);
    }

    [TestMethod]
    public void Recall_FileThatIsNotTheSigners_IsSaidAndTheReleaseNotServed()
    {
        using TemporaryFolder folder = new();
        using (ReleaseFolder.Create(folder.File("one"), Release)) { }
        File.WriteAllBytes(
            System.IO.Path.Combine(folder.File("one"), "recall.cose"),
            RecallNotice.Sign(Release.Id, Sample.Now, Sample.OtherManifestKey));
        List<string> refused = [];
        Assert.IsEmpty(new ReleaseShelf(folder.Path).Refresh(e => refused.Add(e.Message)));
        StringAssert.Contains(refused.Single(), "recall.cose");
    }

    [TestMethod]
    public void Recall_ByAnotherKey_403AndNothingIsWritten()
    {
        using TemporaryFolder folder = new();
        using (ReleaseFolder.Create(folder.File("one"), Release)) { }
        OriginService service = Serving(folder.Path);
        byte[] notice = RecallNotice.Sign(Release.Id, Sample.Now, Sample.OtherManifestKey);
        Assert.AreEqual(403, Post(service, notice).Status);
        Assert.IsEmpty(Directory.GetFiles(folder.Path, "recall.cose", SearchOption.AllDirectories));
    }

    [TestMethod]
    public void Recall_FolderThatCannotBeWritten_503AndNothingChanges()
    {
        using TemporaryFolder folder = new();
        using (ReleaseFolder.Create(folder.File("one"), Release)) { }
        OriginService service = Serving(folder.Path);
        Directory.CreateDirectory(System.IO.Path.Combine(folder.File("one"), "recall.cose.draft"));
        Assert.AreEqual(503, Post(service, Notice).Status);
        Assert.AreEqual(404, service.Handle(new ServiceRequest("GET", Path), Sample.Now).Status);
    }

    [TestMethod]
    public void Recall_OriginWithoutFolders_503()
    {
        OriginService service = new() { Catalogue = Catalogue([Release.ToHeld()]) };
        Assert.AreEqual(503, Post(service, Notice).Status);
        Assert.AreEqual(404, service.Handle(new ServiceRequest("GET", Path), Sample.Now).Status);
    }

    private static OriginService Serving(string path)
    {
        ReleaseShelf shelf = new(path);
        return new OriginService(shelf) { Catalogue = Catalogue(Look(shelf)) };
    }

    private static IReadOnlyList<HeldRelease> Look(ReleaseShelf shelf) => shelf.Refresh(e => throw e);

    private static OriginCatalogue Catalogue(IEnumerable<HeldRelease> releases) => OriginCatalogue.Of(
        releases,
        EscrowView.Empty.Apply([new ReleaseCreated(
            default, Release.Id, Sample.Account.Address, Release.ManifestHash, default, 1, Sample.Now, "https://o")]));

    private static Answer Post(OriginService service, byte[] notice) => service.Handle(
        new ServiceRequest("POST", Path) { Body = notice, ContentType = Answer.Cose }, Sample.Now);
}
