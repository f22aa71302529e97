using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Serving;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Origin;

[TestClass]
public sealed class OriginServiceTests
{
    private static readonly Release Old = Sample.Build(plan => plan with { Version = new ImageVersion(1, 0, 0, 0) });
    private static readonly Release New = Sample.Build(
        plan => plan with { Version = new ImageVersion(2, 0, 0, 0) }, seed: 100);

    /// <summary>A higher version under the same product, by somebody else.</summary>
    private static readonly Release Foreign = Sample.Build(
        plan => plan with { Version = new ImageVersion(9, 0, 0, 0) }, Sample.OtherManifestKey, seed: 200);

    private static readonly string Signer = Convert.ToHexStringLower(Sample.ManifestKey.CompressedPublicKey);
    private readonly OriginService _service = Serving([Old, New, Foreign]);

    [TestMethod]
    public void NewestManifest_OfASigner_IsItsHighestVersion()
    {
        Answer answer = Get(ProductPath, ("signer", Signer));
        Assert.AreEqual(200, answer.Status);
        Assert.AreEqual("application/cose", answer.ContentType);
        CollectionAssert.AreEqual(New.SignedManifest, answer.Body());
    }

    [TestMethod]
    public void NewestManifest_WithoutSigner_IsTheHighestVersionOfAll() =>
        CollectionAssert.AreEqual(Foreign.SignedManifest, Get(ProductPath).Body());

    [TestMethod]
    public void NewestManifest_OfEqualVersions_IsTheOneIssuedLast()
    {
        Release again = Sample.Build(
            plan => plan with { Version = new ImageVersion(2, 0, 0, 0) }, seed: 300);
        again.Manifest.IssuedAt++;
        byte[] signed = again.Manifest.Sign(new Core.Crypto.HostSymmetric(), Sample.ManifestKey.Secret);
        again = again with { SignedManifest = signed };
        foreach (Release[] releases in new[] { new[] { New, again }, [again, New] })
        {
            Answer answer = Serving(releases).Handle(new ServiceRequest("GET", ProductPath), 0);
            CollectionAssert.AreEqual(again.SignedManifest, answer.Body());
        }
    }

    [TestMethod]
    public void NewestManifest_OfAnUnknownSignerOrProduct_IsUnknown()
    {
        string stranger = Convert.ToHexStringLower(Sample.Account.CompressedPublicKey);
        Refused(404, Get(ProductPath, ("signer", stranger)));
        Refused(404, Get($"/v1/products/{new string('0', 32)}/manifest", ("signer", Signer)));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("02")]
    [DataRow("0x")]
    public void NewestManifest_SignerThatIsNoKey_IsMalformed(string signer) =>
        Refused(400, Get(ProductPath, ("signer", signer)));

    [TestMethod]
    public void NewestManifest_UpperCase_IsMalformed()
    {
        Refused(400, Get(ProductPath, ("signer", Signer.ToUpperInvariant())));
        Refused(400, Get($"/v1/products/{Sample.Product.ToWire().ToUpperInvariant()}/manifest"));
    }

    [TestMethod]
    public void Manifest_OfARelease_IsThatOne() =>
        CollectionAssert.AreEqual(Old.SignedManifest, Get(ReleasePath(Old, "manifest")).Body());

    [TestMethod]
    public void Leaves_OfARelease_AreHashedToTheManifestsRoot()
    {
        Answer answer = Get(ReleasePath(New, "leaves"));
        Assert.AreEqual("application/octet-stream", answer.ContentType);
        var tree = new TreeHasher(new Core.Crypto.HostSymmetric());
        foreach (byte[] leaf in answer.Body().Chunk(32)) tree.Append(leaf);
        CollectionAssert.AreEqual(New.Manifest.PackageRoot, tree.Root());
    }

    [TestMethod]
    public void Package_Whole_IsThePackage()
    {
        Answer answer = Get(ReleasePath(New, "package"));
        Assert.AreEqual(200, answer.Status);
        Assert.IsTrue(answer.AcceptsRanges);
        CollectionAssert.AreEqual(New.Package.ToArray(), answer.Body());
    }

    [TestMethod]
    public void Package_Range_IsThatPart()
    {
        var request = new ServiceRequest("GET", ReleasePath(New, "package")) { Range = "bytes=16-47" };
        Answer answer = _service.Handle(request, 0);
        Assert.AreEqual(206, answer.Status);
        CollectionAssert.AreEqual(New.Package.ToArray()[16..48], answer.Body());
    }

    [TestMethod]
    public void Package_UnderItsFilesName_IsThePackage()
    {
        string path = ReleasePath(New, $"package/{New.Id.ToWire()}.package");
        CollectionAssert.AreEqual(New.Package.ToArray(), Get(path).Body());
        Answer part = _service.Handle(new ServiceRequest("GET", path) { Range = "bytes=16-47" }, 0);
        Assert.AreEqual(206, part.Status);
        CollectionAssert.AreEqual(New.Package.ToArray()[16..48], part.Body());
    }

    [TestMethod]
    public void Package_UnderAnotherName_IsRefused()
    {
        Refused(400, Get(ReleasePath(New, $"package/{New.Id.ToWire()}")));
        Refused(400, Get(ReleasePath(New, $"package/{new string('0', 64)}.package")));
        Refused(404, Get(ReleasePath(New, $"package/{New.Id.ToWire()}.package/x")));
    }

    [TestMethod]
    public void Fleet_OfATranche_IsItsList()
    {
        CollectionAssert.AreEqual(Sample.Fleet(3).ToBytes(), Get(ReleasePath(New, "fleets/0")).Body());
        var request = new ServiceRequest("GET", ReleasePath(New, "fleets/0")) { Range = "bytes=20-39" };
        CollectionAssert.AreEqual(Sample.Fleet(3)[1].ToBytes(), _service.Handle(request, 0).Body());
    }

    [TestMethod]
    public void Fleet_OfNoTranche_IsUnknownOrMalformed()
    {
        Refused(404, Get(ReleasePath(New, "fleets/1")));
        Refused(400, Get(ReleasePath(New, "fleets/-1")));
        Refused(400, Get(ReleasePath(New, "fleets/x")));
    }

    [TestMethod]
    public void Package_ForADeviceOfAFundedTranche_IsGiven()
    {
        Address last = New.Tranches[0][New.Tranches[0].Count - 1];
        Answer answer = Get(ReleasePath(New, "package"), ("device", last.ToWire()));
        CollectionAssert.AreEqual(New.Package.ToArray(), answer.Body());
    }

    [TestMethod]
    public void Package_ForADeviceWhoseWaveIsNotFunded_IsRefused()
    {
        FleetList wave = Sample.Fleet(3, first: 500);
        Release staged = New with { Tranches = New.Tranches.Add(wave) };
        _service.Catalogue = Serving([staged]).Catalogue;
        Refused(403, Get(ReleasePath(New, "package"), ("device", wave[2].ToWire())));
        Refused(404, Get(ReleasePath(New, "fleets/1")));
        TrancheAdded[] both = [Funded(staged, 0), Funded(staged, 1)];
        _service.Catalogue = OriginCatalogue.Of(
            [staged.ToHeld()], EscrowView.Empty.Apply([Created(staged), .. both]));
        Assert.AreEqual(200, Get(ReleasePath(New, "package"), ("device", wave[2].ToWire())).Status);
        Assert.AreEqual(200, Get(ReleasePath(New, "fleets/1")).Status);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("0x0000000000000000000000000000000000000001")]
    [DataRow("00000000000000000000000000000000000000")]
    [DataRow("AB00000000000000000000000000000000000000")]
    public void Package_DeviceThatIsNoAddress_IsMalformed(string device) =>
        Refused(400, Get(ReleasePath(New, "package"), ("device", device)));

    [TestMethod]
    public void Release_UnknownOrMalformed_IsRefused()
    {
        Refused(404, Get($"/v1/releases/{new string('0', 64)}/manifest"));
        Refused(400, Get("/v1/releases/0/manifest"));
        Refused(400, Get($"/v1/releases/{New.Id}/package")); // with 0x
    }

    [TestMethod]
    public void Release_ThatTheChainDoesNotShow_IsNotServed()
    {
        _service.Catalogue = OriginCatalogue.Of([New.ToHeld()], EscrowView.Empty);
        Refused(404, Get(ReleasePath(New, "manifest")));
        Refused(404, Get(ProductPath));
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("/v1/")]
    [DataRow("/v2/distributors")]
    [DataRow("/v1/sessions")]
    [DataRow("/v1/distributors/")]
    public void Handle_OtherPath_IsUnknown(string path) => Refused(404, Get(path));

    [TestMethod]
    public void Handle_OtherMethod_IsRefused() =>
        Refused(405, _service.Handle(new ServiceRequest("POST", "/v1/distributors"), 0));

    [TestMethod]
    public void Distributors_ThatAnnounced_AreListedUnlessTheirUrlIsNone()
    {
        DistributorAnnounced[] announced =
        [
            Announced(1, "https://one.example"),
            Announced(2, "javascript:alert(1)"),
            Announced(3, "http://three.example"),
            Announced(1, "https://moved.example"),
        ];
        _service.Catalogue = OriginCatalogue.Of([], EscrowView.Empty.Apply(announced));
        Answer answer = Get("/v1/distributors");
        Assert.AreEqual("application/cbor", answer.ContentType);
        CollectionAssert.AreEqual(
            new[] { "https://moved.example", "http://three.example" }, DistributorList.Parse(answer.Body()).Urls);
    }

    [TestMethod]
    public void Distributors_MoreThan64_AreCutOff()
    {
        var announced = Enumerable.Range(1, 70).Select(i => Announced(i, $"https://d{i}.example"));
        _service.Catalogue = OriginCatalogue.Of([], EscrowView.Empty.Apply(announced));
        Assert.AreEqual(64, DistributorList.Parse(Get("/v1/distributors").Body()).Urls.Length);
    }

    private static string ProductPath => $"/v1/products/{Sample.Product.ToWire()}/manifest";

    private static string ReleasePath(Release release, string what) => $"/v1/releases/{release.Id.ToWire()}/{what}";

    private static OriginService Serving(IReadOnlyList<Release> releases) => new()
    {
        Catalogue = OriginCatalogue.Of(
            releases.Select(release => release.ToHeld()),
            EscrowView.Empty.Apply(releases.SelectMany(each => new EscrowEvent[] { Created(each), Funded(each, 0) }))),
    };

    private static ReleaseCreated Created(Release release) => new(
        default, release.Id, Sample.Account.Address, release.ManifestHash, default, 1, Sample.Now, "https://o.example");

    private static TrancheAdded Funded(Release release, int tranche) => new(
        default, release.Id, (uint)tranche, new FleetTree(release.Tranches[tranche]).Root,
        (uint)release.Tranches[tranche].Count);

    private static DistributorAnnounced Announced(int account, string url) =>
        new(default, Sample.Fleet(1, account)[0], url);

    private static void Refused(int status, Answer answer)
    {
        Assert.AreEqual(status, answer.Status);
        Assert.AreEqual("application/problem+json", answer.ContentType);
        Assert.AreEqual(status, (int)JsonNode.Parse(answer.Body())!["status"]!);
    }

    private Answer Get(string path, params (string Name, string Value)[] query)
    {
        ServiceRequest request = new("GET", path) { Query = query.ToDictionary(pair => pair.Name, pair => pair.Value) };
        return Documented.Check(_service.Handle(request, 0), request, ServerRole.Origin);
    }
}
