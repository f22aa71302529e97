using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>Distributors that take the receipt and do not give the key, or want one on unfair terms.</summary>
[TestClass]
public class WithheldKeyTests : CheatScene
{
    [TestMethod]
    public void Cheat_WithholdsTheKey_IsNotUsedAgainAndNobodyElseIsSignedForBefore()
    {
        Cheat.RevealSeconds = -1;

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Receipt[] receipts = [.. World.Receipts.DistinctBy(r => Bytes.ToHex(r.Session))];
        Assert.HasCount(2, receipts);
        Assert.IsGreaterThan(receipts[0].ValidUntil + Limits.KeepSealedSeconds, receipts[1].At);
        Assert.HasCount(1, Cheat.Sessions.ToList());
        Assert.IsTrue(Device.Events.Any(e => e.What == AgentEvent.ReceiptLapsed));
    }

    [TestMethod]
    public void Honest_RevealsInTheLastMinute_IsStillUsed()
    {
        Cheat.RevealSeconds = Limits.OfferedValiditySeconds + 500;

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Assert.AreEqual(1, World.Receipts.Select(r => Bytes.ToHex(r.Session)).Distinct().Count());
    }

    [TestMethod]
    public void Cheat_GivesAWrongKey_NeverOpensAndTheChainsKeyDoes()
    {
        Cheat.KeyToGive = _ => TestRelease.Seeded("wrong key");

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Assert.AreEqual(1, World.Receipts.Select(r => Bytes.ToHex(r.Session)).Distinct().Count());
    }

    [TestMethod]
    [DataRow(1L)]
    [DataRow(4L * 3600)]
    [DataRow(24L * 3600 + 60)]
    [DataRow(10L * 365 * 24 * 3600)]
    public void Cheat_OffersAnUnfairValidUntil_IsLeftUnpaid(long seconds)
    {
        Cheat.ValiditySeconds = seconds;

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Impostor_AnswersForAnHonestAddressFromAnotherUrl_GetsNothingAndHarmsNobody()
    {
        // The impostor can relay, but what the device signs pays the address it names.
        FakeDistributor honest = World.Distributors.Single(d => d != Cheat);
        World.Remove(Cheat);
        FakeDistributor impostor = World.Add(
            new FakeDistributor(World, "http://impostor.example", "impostor") { Address = honest.Address });
        impostor.ChangeSegment = (_, _, segment) => Flip(segment);

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        CollectionAssert.AreEqual(honest.Address, World.Receipts.Single().Distributor);
        Assert.IsEmpty(impostor.Sessions.Where(s => s.ReceiptAt != 0));
    }
}
