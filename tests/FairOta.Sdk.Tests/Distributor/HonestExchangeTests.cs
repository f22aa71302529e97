using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class HonestExchangeTests
{
    [TestMethod]
    public void Exchange_OnOneThreadUnderVirtualClock_OpensPackageAndIsPaid()
    {
        using World world = new();
        Exchange exchange = world.Devices[2].Challenge();

        // The device's check of the offer.
        byte[] seed = Challenge.Seed(
            World.Host, exchange.Device.Secret, exchange.Session, exchange.Offer.Commitments, exchange.Digest);
        Scalar[] evaluations = [.. exchange.Samples.Samples.Select(s => Read(s.Evaluation))];
        OfferCheck check = new(World.Host, seed, exchange.Indices, exchange.Offer.Commitments);
        Assert.IsTrue(check.Passes(evaluations));
        for (int t = 0; t < World.Samples; t++)
        {
            int index = exchange.Indices[t];
            byte[] segment = Segments.Unseal(
                World.Host, evaluations[t], Bytes.Slice(exchange.Sealed, (index - 1) * 16, 16));
            Assert.IsTrue(Tree.Verify(
                World.Host,
                Segments.Leaf(World.Host, segment),
                index,
                world.Holding.SegmentCount,
                exchange.Samples.Samples[t].Path,
                world.Holding.Manifest.PackageRoot));
        }

        World.AssertStatus(202, exchange.Receipt());
        World.AssertStatus(202, exchange.Key());

        // The claimer reserves when the batch is due, and hands out no key before the reservation is final.
        Assert.IsEmpty(world.Service.StepClaims(world.Now));
        world.Now += world.Policy.BatchAgeSeconds;
        Reserve reserve = (Reserve)world.Service.StepClaims(world.Now).Single();
        Assert.AreEqual(exchange.KeyCommitment, reserve.Deliveries.Single().KeyCommitment);
        Reserved reserved = world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange);
        world.Block(reserved);
        Assert.IsEmpty(world.Service.StepClaims(world.Now));
        World.AssertStatus(202, exchange.Key());
        world.Settle();
        Reveal reveal = (Reveal)world.Service.StepClaims(world.Now).Single();
        Hash32 key = reveal.Keys.Single();
        World.AssertStatus(200, exchange.Key());
        Assert.IsTrue(Commitments.IsKey(exchange.Offer.Commitments, KeyAnswer.Parse(exchange.Key().Body()).Key));

        world.Block(world.DeliveredBy(World.Self, exchange, key));
        world.Settle();
        Assert.IsEmpty(world.Service.StepClaims(world.Now));
        Assert.AreEqual(Standing.Paid, world.Books.Find(SessionId.FromBytes(exchange.Session))!.Standing);

        // The key and the samples fix f, and f opens every segment.
        KeyPolynomial polynomial = KeyPolynomial.Interpolate(Read(key.ToBytes()), exchange.Indices, evaluations);
        for (int i = 1; i <= world.Holding.SegmentCount; i++)
        {
            byte[] segment = Segments.Unseal(
                World.Host, polynomial.Evaluate(i), Bytes.Slice(exchange.Sealed, (i - 1) * 16, 16));
            CollectionAssert.AreEqual(world.Holding.Segment(i), segment);
        }
    }

    private static Scalar Read(byte[] bytes)
    {
        Scalar scalar = new();
        Assert.IsTrue(scalar.TryRead(bytes, 0));
        return scalar;
    }
}
