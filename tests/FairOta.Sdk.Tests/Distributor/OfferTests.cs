using System;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>However a package is asked for, the same bytes are sent and the same digest is over them.</summary>
[TestClass]
public sealed class OfferTests : IDisposable
{
    private const int Size = 16;

    private readonly World _world = new();
    private OfferCost _cost = new();
    private byte[] _whole = [];
    private Hash32 _digest;

    private int Count => _world.Holding.SegmentCount;

    [TestInitialize]
    public void SealAllAtOnce()
    {
        Offer offer = NewOffer();
        _whole = Take(offer, 1, Count);
        byte[] digest = Session().Id.ToBytes();
        foreach (byte[] segment in _whole.Chunk(Size)) digest = Segments.Digest(World.Host, digest, segment);
        _digest = Hash32.FromBytes(digest);
        Assert.AreEqual(_digest, offer.Digest(_world.Holding));
        _cost = new();
    }

    public void Dispose() => _world.Dispose();

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(64)]
    [DataRow(257)]
    public void Seal_InTurn_KeysOnceAndNoPassForTheDigest(int piece)
    {
        Offer offer = NewOffer();
        for (int first = 1; first <= Count; first += piece) Expect(offer, first, Math.Min(piece, Count - first + 1));
        Assert.AreEqual((Count, 0L), ((int)_cost.Keys, _cost.Passes));
        Assert.AreEqual((_digest, 0L), (offer.Digest(_world.Holding), _cost.Passes));
    }

    [TestMethod]
    public void Seal_EveryPieceTwiceAndOverlapping_DigestIsOverEachSegmentOnce()
    {
        Offer offer = NewOffer();
        for (int first = 1; first <= Count; first += 10) Expect(offer, first, Math.Min(25, Count - first + 1));
        Assert.AreEqual((_digest, 0L), (offer.Digest(_world.Holding), _cost.Passes));
    }

    [TestMethod]
    public void Seal_FromTheEnd_DigestTakesOnePass()
    {
        Offer offer = NewOffer();
        for (int i = Count; i >= 1; i--) Expect(offer, i, 1);
        Assert.IsLessThanOrEqualTo(Count + Count / 8 + 1, _cost.Keys);
        for (int again = 0; again < 2; again++)
            Assert.AreEqual((_digest, 1L), (offer.Digest(_world.Holding), _cost.Passes));
    }

    [TestMethod]
    public void Digest_HalfWasSent_IsOverAllAndSendingGoesOn()
    {
        Offer offer = NewOffer();
        Expect(offer, 1, Count / 2);
        Assert.AreEqual((_digest, 1L), (offer.Digest(_world.Holding), _cost.Passes));
        Expect(offer, Count / 2, Count - Count / 2);
        Assert.AreEqual((_digest, Count), (offer.Digest(_world.Holding), (int)_cost.Keys));
    }

    [TestMethod]
    public void Seal_BySeveralAtOnce_SameBytesAndDigest()
    {
        Offer offer = NewOffer();
        Parallel.For(0, 200, i => Expect(offer, 1 + i * 37 % Count, Math.Min(1 + i % 50, Count - i * 37 % Count)));
        Assert.AreEqual(_digest, offer.Digest(_world.Holding));
    }

    [TestMethod]
    public void Seal_InTurn_AllocatesNothingForASegment()
    {
        if (!System.Runtime.Intrinsics.X86.Aes.IsSupported)
            Assert.Inconclusive("This processor has no AES instructions: the library takes each key by an allocation.");
        Take(NewOffer(), 1, Count);
        Offer offer = NewOffer();
        byte[] buffer = new byte[Count * Size];
        offer.Seal(_world.Holding, 1, 1, buffer.AsSpan(0, Size));
        long before = GC.GetAllocatedBytesForCurrentThread();
        offer.Seal(_world.Holding, 2, Count - 1, buffer.AsSpan(0, (Count - 1) * Size));
        offer.Digest(_world.Holding);
        // One number per request, not 256 segments.
        Assert.IsLessThan(512, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private Offer NewOffer() => new(World.KeyOf("secret"), Session(), _world.Holding, _cost);

    private Session Session() => new()
    {
        Id = SessionId.FromBytes(World.KeyOf("session")),
        Release = _world.Release,
        Vendor = World.Vendor,
        Device = default,
        Place = default,
        Nonce = default,
        Epoch = Guid.Empty,
        OpenedAt = World.Start,
        EndsAt = World.Deadline,
    };

    private byte[] Take(Offer offer, int first, int count)
    {
        byte[] segments = new byte[count * Size];
        offer.Seal(_world.Holding, first, count, segments);
        return segments;
    }

    private void Expect(Offer offer, int first, int count) => CollectionAssert.AreEqual(
        _whole.AsSpan((first - 1) * Size, count * Size).ToArray(), Take(offer, first, count), $"{count} from {first}");
}
