using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using static FairOta.Sdk.Tests.Distributor.Claiming;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>Processes that die and blocks that are taken back.</summary>
[TestClass]
public sealed class ClaimerCrashTests
{
    [TestMethod]
    public void Step_CrashAfterReserveIntent_IsSentAgainAndNotBefore()
    {
        using World world = new();
        Exchange exchange = Reserving(world);
        world.Now += world.Policy.ResendSeconds - 1;
        Assert.IsEmpty(Step(world));
        world.Now++;
        Assert.HasCount(1, ((Reserve)Step(world).Single()).Deliveries);
        Assert.AreEqual(Standing.Reserving, StandingOf(world, exchange));
    }

    [TestMethod]
    public void Step_CrashAfterReserveWasMined_GoesOnFromTheChain()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = world.Devices[0].Receipt(); // the intent itself was lost
        world.Block(world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
    }

    [TestMethod]
    public void Step_CrashAfterRevealIntent_IsSentAgainUntilTheWindowIsOver()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = ReservedByUs(world);
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
        Assert.IsEmpty(Step(world));
        world.Now += world.Policy.ResendSeconds;
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
        world.Now = exchange.Samples.ValidUntil;
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
        world.Now++;
        Assert.IsEmpty(Step(world));
    }

    [TestMethod]
    public void Step_CrashAfterRevealWasMined_NothingIsSentTwice()
    {
        using World world = new(new DistributorPolicy { Confirmations = 0 });
        Exchange exchange = ReservedByUs(world);
        Hash32 key = ((Reveal)Step(world).Single()).Keys.Single();
        world.Block(world.DeliveredBy(World.Self, exchange, key));
        world.Now += World.Hour;
        Assert.IsEmpty(Step(world));
        Assert.AreEqual(Standing.Paid, StandingOf(world, exchange));
        Assert.IsEmpty(world.Books.Claimable());
    }

    [TestMethod]
    public void Step_ChainTakesReservationBack_IsReservedAgain()
    {
        using World world = new();
        Exchange exchange = ReservedByUs(world);
        Step(world);
        Assert.AreEqual(Standing.Reserved, StandingOf(world, exchange));
        world.TakeBack(1);
        world.Now += world.Policy.ResendSeconds;
        Assert.IsInstanceOfType<Reserve>(Step(world).Single());
    }

    [TestMethod]
    public void Step_ChainTakesPaymentBack_IsRevealedAgain()
    {
        using World world = new();
        Exchange exchange = ReservedByUs(world);
        world.Settle();
        Hash32 key = ((Reveal)Step(world).Single()).Keys.Single();
        world.Block(world.DeliveredBy(World.Self, exchange, key));
        Assert.IsEmpty(Step(world));
        Assert.AreEqual(Standing.Reserved, StandingOf(world, exchange));
        world.TakeBack(1);
        world.Now += world.Policy.ResendSeconds;
        Assert.IsInstanceOfType<Reveal>(Step(world).Single());
    }
}
