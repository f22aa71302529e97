using System;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>Which manifest the device ends with, whoever serves it.</summary>
[TestClass]
public class DiscoveryTests
{
    private static readonly TestRelease Old = new("1.5.0.0");
    private static readonly TestRelease New = new("2.0.0.0");

    private readonly World _world = World.Honest(New);
    private readonly TestDevice _device;

    public DiscoveryTests()
    {
        _world.Publish(Old);
        _device = new TestDevice(_world);
    }

    [TestMethod]
    public void Discovery_OriginServesAnOldManifest_TheNewestOfTwoSourcesCounts()
    {
        _world.Origin.Manifest = _ => Old.Signed;
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(New));
    }

    [TestMethod]
    public void Discovery_DistributorsServeAnOldManifest_TheOriginCounts()
    {
        foreach (FakeDistributor distributor in _world.Distributors)
            distributor.Manifest = _ => Old.Signed;
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(New));
    }

    [TestMethod]
    public void Discovery_HigherVersionByAStrangersKey_IsNotTaken()
    {
        TestRelease foreign = new("9.0.0.0", signer: TestRelease.OtherManifestKey);
        _world.Publish(foreign);
        _world.Origin.Manifest = _ => foreign.Signed;
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(New));
        Assert.AreEqual("2.0.0.0", _device.Trust.AcceptedVersion!.ToString());
    }

    [TestMethod]
    public void Discovery_TamperedManifest_ChangesNothing()
    {
        byte[] tampered = (byte[])New.Signed.Clone();
        tampered[60] ^= 1;
        foreach (FakeServer server in _world.Distributors.Cast<FakeServer>().Append(_world.Origin))
            server.Manifest = _ => tampered;
        byte[] before = _device.Trust.Encode();

        _device.RunUntilIdle();

        CollectionAssert.AreEqual(before, _device.Trust.Encode());
        CollectionAssert.AreEqual(TestDevice.FactoryImage, _device.Slots.RunningImage);
    }

    [TestMethod]
    public void Discovery_EndlessManifest_IsCutShortAndOthersAreAsked()
    {
        _world.Origin.Override = r => r.Url.Contains("/manifest", StringComparison.Ordinal)
            ? new FakeAnswer { Status = 200, Body = new byte[1 << 22], HasLength = false }
            : null;
        _device.RunUntilIdle();

        Assert.IsTrue(_device.Events.Any(e => e == (AgentEvent.SourceUnavailable, _world.Origin.Url)));
        Assert.IsTrue(_device.Runs(New));
    }

    [TestMethod]
    public void Discovery_RotatedKey_IsFollowedByADeviceThatSleptThroughIt()
    {
        TestRelease rotating = new(
            "2.1.0.0", m => m.ManifestKeys = [TestRelease.Compressed(TestRelease.OtherManifestKey)]);
        TestRelease after = new("3.0.0.0", signer: TestRelease.OtherManifestKey);
        _world.Publish(rotating);
        _world.Publish(after);

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(after));
        CollectionAssert.AreEqual(
            TestRelease.Compressed(TestRelease.OtherManifestKey), _device.Trust.ManifestKeys.Single());
    }

    [TestMethod]
    public void Discovery_KeyRotatedAway_IsNotTrustedAnyMore()
    {
        TestRelease rotating = new(
            "2.1.0.0", m => m.ManifestKeys = [TestRelease.Compressed(TestRelease.OtherManifestKey)]);
        _world.Publish(rotating);
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(rotating));

        // Whoever holds the old key signs a higher version.
        TestRelease stolen = new("9.0.0.0");
        _world.Publish(stolen);
        foreach (FakeServer server in _world.Distributors.Cast<FakeServer>().Append(_world.Origin))
            server.Manifest = _ => stolen.Signed;
        _device.RunUntil(_ => _device.Phases.Last() == AgentPhase.Discovery);
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Runs(rotating));
    }

    [TestMethod]
    public void Discovery_EnvelopeVerifiedBeforeTheKeysRotated_IsVerifiedAnew()
    {
        // Signed by the old key, it is authentic only until it has taken effect.
        TestRelease rotating = new(
            "2.1.0.0", m => m.ManifestKeys = [TestRelease.Compressed(TestRelease.OtherManifestKey)]);
        _world.Publish(rotating);
        foreach (FakeServer server in _world.Distributors.Cast<FakeServer>().Append(_world.Origin))
            server.Manifest = _ => rotating.Signed;
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Events.Any(e => e == (AgentEvent.ManifestRefused, _world.Origin.Url)));
        Assert.IsTrue(_device.Runs(rotating));
    }

    [TestMethod]
    public void Discovery_SecondSourceTampersWithTheSameManifest_IsRefused()
    {
        byte[] tampered = (byte[])New.Signed.Clone();
        tampered[^1] ^= 1;
        foreach (FakeDistributor distributor in _world.Distributors)
            distributor.Manifest = _ => tampered;
        _device.RunUntilIdle();
        Assert.IsTrue(_device.Events.Any(
            e => e.What == AgentEvent.ManifestRefused && e.Url != _world.Origin.Url));
        Assert.IsFalse(_device.Events.Any(e => e == (AgentEvent.ManifestRefused, _world.Origin.Url)));
    }

    [TestMethod]
    public void Discovery_AfterTheUpdate_TheNextReleaseIsTaken()
    {
        _device.RunUntilIdle();
        TestRelease next = new("2.0.0.1");
        _world.Publish(next);
        Assert.IsTrue(_device.RunUntil(_ => _device.Runs(next)));
    }

    [TestMethod]
    public void Discovery_ReplayOfTheReplacedRelease_IsNotTaken()
    {
        _device.RunUntilIdle();
        foreach (FakeServer server in _world.Distributors.Cast<FakeServer>().Append(_world.Origin))
            server.Manifest = _ => Old.Signed;
        byte[] before = _device.Trust.Encode();
        _device.RunUntil(_ => _device.Phases.Last() == AgentPhase.Discovery);
        _device.RunUntilIdle();
        CollectionAssert.AreEqual(before, _device.Trust.Encode());
        Assert.IsTrue(_device.Runs(New));
    }

    [TestMethod]
    public void Discovery_ListOfPrivateAddresses_IsNotFollowed()
    {
        DistributorList list = new(
            [new byte[20], [.. new byte[19], 1]], ["http://zero.example", "http://10.0.0.1"]);
        _world.Origin.Override = r => r.Url.EndsWith("/v1/distributors", StringComparison.Ordinal)
            ? FakeAnswer.Ok(list.Encode())
            : null;
        _device.RunUntilIdle();
        Assert.IsFalse(_world.Log.Any(l => l.Contains("10.0.0.1", StringComparison.Ordinal)));
        Assert.IsFalse(_world.Log.Any(l => l.Contains("zero.example", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Discovery_StrangersFillTheBook_TheManifestsOriginsAreLearnedAllTheSame()
    {
        TestRelease next = new("3.0.0.0", m => m.Origins = ["http://vendor.example"]);
        World world = new();
        world.Publish(next);
        FakeOrigin vendor = world.AddOrigin("http://vendor.example");
        TestDevice device = new(world);
        device.Board.Origins = ["http://first.example", "http://second.example"];
        for (byte i = 0; i < 2; i++)
        {
            // An origin that was given serves manifest and list, but no package, and its list is full of strangers.
            byte[] list = Strangers((byte)(1 + i * AgentLimits.SourcesPerList));
            FakeOrigin given = world.AddOrigin(device.Board.Origins[i]);
            given.Manifest = i == 0 ? _ => null : null;
            given.Override = r => r.Url.EndsWith("/v1/distributors", StringComparison.Ordinal)
                ? FakeAnswer.Ok(list)
                : r.Url.Contains("/package", StringComparison.Ordinal) ? FakeAnswer.Of(404) : null;
        }

        // The first origin knows no manifest and the strangers are not there, so that the second is asked too.
        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(next));
        Assert.AreNotEqual(0, vendor.PackageBytes);
    }

    [TestMethod]
    public void SourceBook_Full_AStrangerDisplacesNobody()
    {
        SourceBook book = Filled();
        Assert.IsNull(book.Add(Stranger(99)));
        Assert.AreEqual(Limits.MaxDistributors, book.Count);
    }

    [TestMethod]
    public void SourceBook_FullOfStrangers_AnOriginTakesTheLastOnesPlace()
    {
        SourceBook book = Filled();
        Source kept = book.At(0);
        Source origin = new(null, "http://vendor.example");
        Assert.AreSame(origin, book.Add(origin));
        Assert.AreEqual(Limits.MaxDistributors, book.Count);
        Assert.AreSame(kept, book.At(0));
        Assert.AreSame(origin, book.Find(null, "http://vendor.example"));
    }

    [TestMethod]
    public void SourceBook_FullOfSourcesGiven_TakesNoMore()
    {
        SourceBook book = new();
        for (int i = 0; i < Limits.MaxDistributors; i++)
            book.Add(new Source(null, "http://o" + i + ".example"));
        Assert.IsNull(book.Add(new Source(null, "http://vendor.example")));
    }

    private static SourceBook Filled()
    {
        SourceBook book = new();
        for (byte i = 0; i < Limits.MaxDistributors; i++)
            book.Add(Stranger(i));
        return book;
    }

    private static byte[] Strangers(byte first)
    {
        byte[][] addresses = new byte[AgentLimits.SourcesPerList][];
        string[] urls = new string[AgentLimits.SourcesPerList];
        for (int i = 0; i < urls.Length; i++)
        {
            addresses[i] = [.. new byte[19], (byte)(first + i)];
            urls[i] = "http://s" + (first + i) + ".example";
        }

        return new DistributorList(addresses, urls).Encode();
    }

    private static Source Stranger(byte number) =>
        new([.. new byte[19], number], "http://s" + number + ".example") { IsStranger = true };

    [TestMethod]
    public void Discovery_NewReleaseWhileAReceiptBinds_DoesNotFreeTheDeviceForTheOldOne()
    {
        Assert.IsTrue(_device.RunUntil(_ => _world.Receipts.Count > 0));
        Assert.IsNotEmpty(_device.Trust.Bindings);
        _device.RunUntilIdle();
        Assert.IsNotEmpty(_device.Trust.Bindings);
    }
}
