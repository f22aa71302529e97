using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>No session opens for a release where a newer one serves the device, and for nothing less.</summary>
[TestClass]
public sealed class SuccessionTests
{
    [TestMethod]
    public void Open_NewerReleaseServesTheDevice_410AndTheNewerOneOpens()
    {
        using World world = new();
        ReleaseId newer = world.AddRelease(2, World.Vendor);
        World.AssertStatus(410, world.Devices[0].Exchange().Open());
        Assert.IsEmpty(world.Books.OfDevice(world.Release, world.Devices[0].Address));
        World.AssertStatus(200, world.Devices[0].Exchange(release: newer).Open());
    }

    [TestMethod]
    public void Open_OpenedBeforeTheNewerCame_GoesOn()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        world.AddRelease(2, World.Vendor);
        World.AssertStatus(200, exchange.Open());
        exchange.Fetch();
        World.AssertStatus(200, exchange.Challenge());
        World.AssertStatus(202, exchange.Receipt());
        World.AssertStatus(410, exchange.Device.Exchange(2).Open());
    }

    [TestMethod]
    public void Open_AnotherVendorsRelease_SupersedesNothing() => Opens(world =>
        world.AddRelease(2, World.AddressOf("another vendor")));

    [TestMethod]
    public void Open_AnotherProductsRelease_SupersedesNothing() => Opens(world =>
        world.AddRelease(2, World.Vendor, manifest => manifest.ProductId = [.. new byte[15], 1]));

    [TestMethod]
    [DataRow(1)]
    [DataRow(0)]
    public void Open_SameOrLowerVersion_SupersedesNothing(int version) => Opens(world => world.AddRelease(
        2, World.Vendor, manifest => manifest.Version = new ImageVersion(1, 0, 0, version)));

    [TestMethod]
    public void Open_NewerForLessHardware_SupersedesNothing() => Opens(world =>
        world.AddRelease(2, World.Vendor, manifest => manifest.HardwareRevisions = [1, 2]));

    [TestMethod]
    public void Open_NewerIsNotOnTheChain_SupersedesNothing() => Opens(world =>
    {
        ReleaseId newer = world.AddRelease(2, World.Vendor);
        world.TakeBack(1);
        Assert.IsNotNull(world.Holdings.Find(newer));
    });

    [TestMethod]
    public void Open_NewerIsReclaimed_SupersedesNothing() => Opens(world =>
    {
        ReleaseId newer = world.AddRelease(2, World.Vendor);
        world.Block(new Reclaimed(default, newer, 1));
    });

    [TestMethod]
    public void Open_NewerIsRecalled_SupersedesNothing() => Opens(world =>
    {
        ReleaseId newer = world.AddRelease(2, World.Vendor);
        KeyPair signer = new(KeyKind.Manifest, World.ManifestKey);
        world.Holdings.Recall(newer, RecallNotice.Sign(newer, World.Start, signer));
    });

    [TestMethod]
    public void Open_NoDeviceInstallsTheNewerAnyMore_SupersedesNothing() => Opens(world =>
        world.AddRelease(2, World.Vendor, manifest => manifest.NotAfter = World.Start - 1));

    [TestMethod]
    public void Open_NewerCannotBeRead_SupersedesNothing() => Opens(world =>
    {
        Holding newer = world.Holdings.Find(world.AddRelease(2, World.Vendor))!;
        Unreadable content = new(newer.Served.Package);
        world.Holdings.Put(Holding.Verify(newer.Served.SignedManifest, content).With(0, newer.Fleets[0]!));
        content.IsBroken = true;
        Assert.ThrowsExactly<PackageUnreadableException>(() => world.Holdings.Find(newer.Id)!.Segment(1));
    });

    [TestMethod]
    public void Open_NewerTakesNoSessionsAnyMore_SupersedesNothing() => Opens(world =>
    {
        ReleaseId newer = world.AddRelease(2, World.Vendor);
        ReleaseView view = world.Chain.View.Find(newer)!;
        world.Block(
            view.Created with { ClaimDeadline = World.Start + 6 * World.Hour }, view.Tranches[0]);
    });

    [TestMethod]
    public void Open_DeviceOutsideTheNewersFleets_OpensAndThoseInsideDoNot()
    {
        using World world = new();
        ReleaseId newer = world.AddRelease(2, World.Vendor);
        FleetList canary = new([world.Devices[3].Address]);
        TrancheAdded tranche = new(default, newer, 0, new FleetTree(canary).Root, 1);
        world.Block(world.Chain.View.Find(newer)!.Created, tranche);
        world.Holdings.Put(
            world.Holdings.Find(newer)!.With(0, HeldFleet.Verify(canary.ToBytes(), tranche)));
        World.AssertStatus(200, world.Devices[0].Exchange().Open());
        World.AssertStatus(410, world.Devices[3].Exchange().Open());
    }

    [TestMethod]
    [DataRow("", "", true)]
    [DataRow("", "1", true)]
    [DataRow("1", "", false)]
    [DataRow("12", "2", true)]
    [DataRow("12", "3", false)]
    [DataRow("12", "13", false)]
    public void Succeeds_HardwareIncluded_Alone(string newer, string older, bool expected)
    {
        Manifest Of(long build, string hardware) => new()
        {
            ProductId = new byte[16],
            VendorAccount = new byte[20],
            Version = new ImageVersion(1, 0, 0, build),
            HardwareRevisions = System.Array.ConvertAll(hardware.ToCharArray(), digit => (long)(digit - '0')),
        };
        Assert.AreEqual(expected, SuccessionRules.Succeeds(Of(2, newer), Of(1, older)));
        Assert.IsFalse(SuccessionRules.Succeeds(Of(1, older), Of(2, newer)));
    }

    private sealed class Unreadable(IContent content) : IContent
    {
        public bool IsBroken { get; set; }

        public long Length => content.Length;

        public void Read(long offset, System.Span<byte> buffer)
        {
            if (IsBroken) throw new System.IO.IOException("The disk is at fault.");
            content.Read(offset, buffer);
        }
    }

    private static void Opens(System.Action<World> arrange)
    {
        using World world = new();
        arrange(world);
        World.AssertStatus(200, world.Devices[0].Exchange().Open());
    }
}
