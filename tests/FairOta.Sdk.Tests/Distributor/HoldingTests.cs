using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class HoldingTests
{
    [TestMethod]
    public void Verify_PackageOfAnotherRootOrLength_Refused()
    {
        using World world = new();
        byte[] signed = world.Holding.Served.SignedManifest;
        byte[] whole = world.Holding.Served.Package.ToArray();
        byte[] garbled = [.. whole];
        garbled[100] ^= 1;
        Assert.ThrowsExactly<InvalidDataException>(() => Holding.Verify(signed, garbled));
        Assert.ThrowsExactly<InvalidDataException>(() => Holding.Verify(signed, whole[..^16]));
        Assert.ThrowsExactly<InvalidDataException>(() => Holding.Verify(signed[..^1], whole));
    }

    [TestMethod]
    public void HeldFleet_WrongList_Refused()
    {
        using World world = new();
        TrancheAdded tranche = world.Tranche(0);
        byte[] list = world.Fleet.ToBytes();
        HeldFleet.Verify(list, tranche);
        byte[] swapped = [.. list[20..40], .. list[..20], .. list[40..]];
        byte[] zero = [.. new byte[20], .. list[20..]];
        byte[] repeated = [.. list[..20], .. list[..20], .. list[40..]];
        foreach (byte[] wrong in new[] { swapped, zero, repeated, list[..^20], [.. list, .. new byte[20]], [] })
            Assert.ThrowsExactly<InvalidDataException>(() => HeldFleet.Verify(wrong, tranche));
    }

    [TestMethod]
    public void PlacesOf_SeveralTranches_AllOfThem()
    {
        using World world = new();
        Holding holding = world.Holding.With(2, HeldFleet.Verify(world.Fleet.ToBytes(), world.Tranche(2)));
        CollectionAssert.AreEqual(
            new[] { new Place(0, 4), new Place(2, 4) }, holding.PlacesOf(world.Devices[4].Address).ToArray());
        Assert.IsEmpty(holding.PlacesOf(World.Self));
        Assert.IsFalse(holding.Served.Fleets.ContainsKey(1));
    }

    [TestMethod]
    public void Store_SavedAndLoaded_Same()
    {
        using World world = new();
        using TestFolder folder = new();
        HoldingStore store = new(folder.File("releases"));
        Assert.IsEmpty(store.Releases());
        store.Save(world.Holding);
        Assert.AreEqual(world.Release, store.Releases().Single());
        CollectionAssert.AreEqual(
            world.Holding.Served.Package.ToArray(), store.Load(world.Release).Served.Package.ToArray());
        CollectionAssert.AreEqual(world.Fleet.ToBytes(), store.LoadFleet(world.Release, 0));
        Assert.IsNull(store.LoadFleet(world.Release, 1));
        store.Delete(world.Release);
        Assert.IsEmpty(store.Releases());
    }

    [TestMethod]
    public void Store_DamagedOrForeignFolder_Refused()
    {
        using World world = new();
        using TestFolder folder = new();
        HoldingStore store = new(folder.Path);
        store.Save(world.Holding);
        ReleaseId other = new(Hash32.FromBytes(World.KeyOf("other")));
        string path = Path.Combine(folder.Path, world.Release.ToWire());
        Directory.Move(path, folder.File(other.ToWire()));
        Assert.ThrowsExactly<InvalidDataException>(() => store.Load(other));
        string package = Path.Combine(folder.File(other.ToWire()), "package.bin");
        File.WriteAllBytes(package, new byte[world.Holding.Served.Package.Length]);
        Assert.ThrowsExactly<InvalidDataException>(() => store.Load(other));
    }

    [TestMethod]
    public void ReadSegments_SeveralOfAFile_AsTheyLieThere()
    {
        using World world = new();
        using TestFolder folder = new();
        HoldingStore store = new(folder.Path);
        store.Save(world.Holding);
        Holding held = store.Load(world.Release);
        byte[] buffer = new byte[3 * held.SegmentSize];
        held.ReadSegments(255, 3, buffer);
        CollectionAssert.AreEqual(world.Holding.Served.Package.ToArray()[(254 * 16)..], buffer);
        CollectionAssert.AreEqual(world.Holding.Path(257), held.Path(257));
        Assert.ThrowsExactly<System.ArgumentException>(() => held.ReadSegments(1, 2, buffer));
    }

    [TestMethod]
    public void Package_CannotBeRead_WhatNeedsItIs503AndTheRestGoesOn()
    {
        using World world = new();
        FailingContent content = new(world.Holding.Served.Package);
        Holding holding = Holding.Verify(world.Holding.Served.SignedManifest, content);
        world.Holdings.Put(holding.With(0, world.Holding.Fleets[0]!));
        Exchange exchange = world.Devices[0].Challenge();
        Exchange opened = world.Devices[1].Open();
        content.IsFailing = true;
        World.AssertStatus(503, opened.Segments(1, 1));
        World.AssertStatus(202, exchange.Receipt());
        long due = world.Now + world.Policy.BatchAgeSeconds;
        Assert.HasCount(1, world.Service.StepClaims(due).OfType<Reserve>().ToList());
        Assert.IsTrue(world.Holdings.Find(world.Release)!.IsDamaged);
    }

    [TestMethod]
    public void FleetPart_OneSourceUnderManyNames_OnlyTheLargestOfAFewStay()
    {
        using TestFolder folder = new();
        ReleaseDraft draft = new(folder.Path);
        for (int i = 1; i <= 20; i++)
            File.WriteAllBytes(draft.FleetPart(0, $"https://{i}.example"), new byte[i]);
        File.WriteAllBytes(draft.FleetPart(1, "https://1.example"), new byte[1]);
        string[] parts = Directory.GetFiles(folder.Path, "*.part");
        CollectionAssert.AreEquivalent(
            new long[] { 1, 17, 18, 19, 20 }, parts.Select(part => new FileInfo(part).Length).ToArray());
    }

    [TestMethod]
    public void Challenge_LessWasSentThanThePackageHas_412AndThePackageIsNotPassedOver()
    {
        using World world = new();
        FailingContent content = new(world.Holding.Served.Package);
        world.Holdings.Put(Holding.Verify(world.Holding.Served.SignedManifest, content)
            .With(0, world.Holding.Fleets[0]!));
        Exchange exchange = world.Devices[0].Open();
        World.AssertStatus(200, exchange.Segments(1, world.Holding.SegmentCount - 1));
        content.IsFailing = true;
        World.AssertStatus(412, exchange.Challenge(new ChallengeRequest
        {
            OpenSecret = exchange.OpenSecret,
            Digest = new byte[32],
            Indices = [.. Enumerable.Range(1, World.Samples)],
        }));
        content.IsFailing = false;
        exchange.Fetch();
        World.AssertStatus(200, exchange.Challenge());
    }

    [TestMethod]
    [DataRow(1, 503)]
    [DataRow(2, 200)] // D was kept while the segments were sent, so that nothing is read for it
    public void Package_BroughtAgainAfterADamage_SessionsInUseGoOn(int cachedOffers, int status)
    {
        using World world = new() { CachedOffers = cachedOffers };
        world.Restart();
        FailingContent content = new(world.Holding.Served.Package);
        world.Holdings.Put(Holding.Verify(world.Holding.Served.SignedManifest, content)
            .With(0, world.Holding.Fleets[0]!));
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        world.Devices[1].Open();
        content.IsFailing = true;
        World.AssertStatus(status, exchange.Challenge());
        World.AssertStatus(503, exchange.Segments(1, 1));
        world.Holdings.Put(world.Holding);
        World.AssertStatus(200, exchange.Challenge());
        World.AssertStatus(200, exchange.Segments(1, 1));
    }

    [TestMethod]
    public void Package_DamagedWhenLoaded_ReceiptsAreTakenAndClaimedAndTheRestIs503()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0, BatchAgeSeconds = 0 });
        Exchange answered = world.Devices[0].Challenge();
        Exchange opened = world.Devices[1].Open();
        world.Holdings.Put(Holding.Damaged(world.Holding.Served.SignedManifest).With(0, world.Holding.Fleets[0]!));
        World.AssertStatus(503, opened.Segments(1, 1));
        World.AssertStatus(503, answered.Challenge());
        World.AssertStatus(202, answered.Receipt());
        Assert.HasCount(1, world.Service.StepClaims(world.Now).OfType<Reserve>().ToList());
        world.Block(world.ReservedBy(World.Self, answered.Samples.ValidUntil, answered));
        Assert.HasCount(1, world.Service.StepClaims(world.Now).OfType<Reveal>().Single().Keys);
        World.AssertStatus(200, answered.Key());
    }

    [TestMethod]
    public void HasDevice_FleetCouldNotBeReadOnce_IsReadTheNextTime()
    {
        using World world = new();
        FailingContent content = new(new MemoryContent(world.Fleet.ToBytes())) { IsFailing = true };
        HeldRelease held = new(
            world.Holding.Served.SignedManifest,
            world.Holding.Served.Package,
            world.Holding.Served.Leaves,
            new System.Collections.Generic.Dictionary<uint, IContent> { [0] = content });
        Assert.ThrowsExactly<IOException>(() => held.HasDevice(world.Devices[0].Address));
        content.IsFailing = false;
        Assert.IsTrue(held.HasDevice(world.Devices[0].Address));
    }

    private sealed class FailingContent(IContent content) : IContent
    {
        public bool IsFailing { get; set; }

        public long Length => content.Length;

        public void Read(long offset, System.Span<byte> buffer)
        {
            if (IsFailing) throw new IOException("The disk is at fault.");
            content.Read(offset, buffer);
        }
    }

    [TestMethod]
    public void Package_ForCallersAllowedAlone()
    {
        PackageAccess access = PackageAccess.Tokens(["sixteen characters"]);
        Assert.IsTrue(access.Allows("Bearer sixteen characters"));
        Assert.IsFalse(access.Allows("Bearer sixteen character"));
        Assert.IsFalse(access.Allows("sixteen characters"));
        Assert.IsFalse(access.Allows(null));
        Assert.IsFalse(PackageAccess.Nobody.Allows("Bearer "));
        Assert.IsTrue(PackageAccess.Everybody.Allows(null));
    }

    [TestMethod]
    public void Get_CatalogueOfADistributor_ServesAllButThePackage()
    {
        using World world = new();
        string release = $"/v1/releases/{world.Release.ToWire()}/";
        CollectionAssert.AreEqual(world.Holding.Served.SignedManifest, world.Get(release + "manifest").Body());
        CollectionAssert.AreEqual(world.Fleet.ToBytes(), world.Get(release + "fleets/0").Body());
        Assert.AreEqual(257 * 32, world.Get(release + "leaves").Count);
        World.AssertStatus(404, world.Get(release + "fleets/1"));
        foreach (string other in new[] { "00", "+0", " 0", "0x0", "-0", "", "4294967296" })
            World.AssertStatus(400, world.Get(release + "fleets/" + other));
        World.AssertStatus(403, world.Get(release + "package"));
        Answer manifest = world.Get($"/v1/products/{new string('0', 32)}/manifest");
        CollectionAssert.AreEqual(world.Holding.Served.SignedManifest, manifest.Body());
    }

    [TestMethod]
    public void Distributors_Announced_SelfFirstThenThePaidAndNoInvalidUrl()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Exchange();
        Address earner = World.AddressOf("earner");
        world.Block(
            new DistributorAnnounced(default, World.AddressOf("newcomer"), "https://newcomer.example"),
            new DistributorAnnounced(default, earner, "https://earner.example"),
            new DistributorAnnounced(default, World.AddressOf("file"), "file:///etc/passwd"),
            new DistributorAnnounced(default, World.AddressOf("long"), "https://" + new string('a', 120)),
            new DistributorAnnounced(default, World.Self, "https://self.example"),
            world.DeliveredBy(earner, exchange, Hash32.FromBytes(World.KeyOf("k"))));
        Core.DistributorList list = Core.DistributorList.Parse(world.Get("/v1/distributors").Body());
        CollectionAssert.AreEqual(
            new[] { "https://self.example", "https://earner.example", "https://newcomer.example" }, list.Urls);
    }

    [TestMethod]
    public void Distributors_ShamFleetOfDustAndOfWorthlessTokens_BuyNoRank()
    {
        using World world = new();
        Address earner = World.AddressOf("earner"), dust = World.AddressOf("dust"), token = World.AddressOf("token");
        ReleaseId dusty = new(Hash32.FromBytes(World.KeyOf("dusty")));
        ReleaseId sham = new(Hash32.FromBytes(World.KeyOf("sham")));
        Hash32 key = Hash32.FromBytes(World.KeyOf("k"));
        Delivered Paid(ReleaseId release, Address to) =>
            new(default, release, world.Devices[0].Address, to, key);
        world.Block([
            new DistributorAnnounced(default, dust, "https://dust.example"),
            new DistributorAnnounced(default, token, "https://token.example"),
            new DistributorAnnounced(default, earner, "https://earner.example"),
            world.Created with { Release = dusty, Reward = 1 },
            world.Created with { Release = sham, Token = World.AddressOf("worthless"), Reward = 1_000_000 },
            Paid(world.Release, earner),
            Paid(sham, token),
            .. Enumerable.Range(0, 10).Select(_ => Paid(dusty, dust))]);
        Core.DistributorList list = Core.DistributorList.Parse(world.Get("/v1/distributors").Body());
        CollectionAssert.AreEqual(
            new[] { "https://earner.example", "https://dust.example", "https://token.example" }, list.Urls);
    }

    [TestMethod]
    public void Distributors_ManyAnnounced_64()
    {
        using World world = new();
        world.Block([.. Enumerable.Range(0, 70).Select(i =>
            new DistributorAnnounced(default, World.AddressOf("d" + i), "https://example.org/" + i))]);
        Assert.HasCount(64, Core.DistributorList.Parse(world.Get("/v1/distributors").Body()).Urls);
    }
}
