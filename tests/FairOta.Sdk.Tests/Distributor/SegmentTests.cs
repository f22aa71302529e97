using System.Globalization;
using FairOta.Core;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class SegmentTests
{
    [TestMethod]
    [DataRow("0", "1", 400)]
    [DataRow("-1", "1", 400)]
    [DataRow("+1", "1", 400)]
    [DataRow("1", "0", 400)]
    [DataRow("1", "", 400)]
    [DataRow("", "1", 400)]
    [DataRow("0x1", "1", 400)]
    [DataRow("1", "4097", 400)]
    [DataRow("1", "9999999999", 400)]
    [DataRow("1", "258", 416)]
    [DataRow("257", "2", 416)]
    [DataRow("258", "1", 416)]
    [DataRow("999999999", "1", 416)]
    [DataRow("2147483647", "1", 416)]
    [DataRow("2147483647", "4096", 416)]
    [DataRow("9223372036854775807", "4096", 416)]
    [DataRow("99999999999999999999", "1", 416)]
    [DataRow("1", "99999999999999999999", 400)]
    [DataRow("257", "1", 200)]
    [DataRow("1", "257", 200)]
    public void Segments_Range_ExactStatus(string first, string count, int status)
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        World.AssertStatus(status, world.Get(exchange.Path("segments"), ("first", first), ("count", count)));
        long sent = world.Books.Find(SessionId.FromBytes(exchange.Session))!.SentBytes;
        Assert.AreEqual(status == 200 ? 16 * long.Parse(count, CultureInfo.InvariantCulture) : 0, sent);
    }

    [TestMethod]
    public void Segments_WithoutQuery_400()
    {
        using World world = new();
        World.AssertStatus(400, world.Get(world.Devices[0].Open().Path("segments")));
    }

    [TestMethod]
    public void Segments_InPieces_AreTheWhole()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        CollectionAssert.AreEqual(Bytes.Slice(exchange.Sealed, 32, 48), exchange.Segments(3, 3).Body());
    }

    [TestMethod]
    public void Segments_BeyondFourPackages_410AndTheSessionEnds()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        for (int i = 0; i < 4; i++) exchange.Fetch();
        World.AssertStatus(410, exchange.Segments(1, 1));
        World.AssertStatus(410, exchange.Challenge());
        Assert.IsTrue(world.Books.Find(SessionId.FromBytes(exchange.Session))!.Ended);
    }

    [TestMethod]
    public void Segments_AfterEnd_410()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        world.Now = exchange.Offer.EndsAt;
        World.AssertStatus(200, exchange.Segments(1, 1));
        world.Now++;
        World.AssertStatus(410, exchange.Segments(1, 1));
    }

    [TestMethod]
    public void Segments_OfAnsweredSession_StayAfterItsEnd()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Challenge();
        byte[] before = exchange.Sealed;
        world.Now = exchange.Offer.EndsAt + 1;
        exchange.Fetch();
        CollectionAssert.AreEqual(before, exchange.Sealed);
    }

    [TestMethod]
    public void Segments_LargeSegments_LimitIs64KiB()
    {
        ServedRelease terms = new(default, default, World.Deadline, 1000, 4096, 32);
        Session session = new()
        {
            Id = default,
            Release = default,
            Vendor = default,
            Device = default,
            Place = default,
            Nonce = default,
            Epoch = default,
            OpenedAt = World.Start,
            EndsAt = World.Deadline,
        };
        Assert.IsNull(SessionRules.Segments(session, terms, 1, 16, default, World.Start).Refusal);
        Assert.AreEqual(400, SessionRules.Segments(session, terms, 1, 17, default, World.Start).Refusal!.Status);
    }
}
