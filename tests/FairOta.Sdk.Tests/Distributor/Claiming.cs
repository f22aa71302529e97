using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A claimer whose every call would succeed, and ways to bring a receipt so far.</summary>
internal static class Claiming
{
    /// <summary>Decides a step and commits to all of it.</summary>
    public static IReadOnlyList<EscrowCall> StepClaims(
        this DistributorService service, long now, ClaimFacts? facts = null, Action<ClaimNote>? note = null) =>
        [.. service.PlanClaims(now, facts, note).Where(service.Commit).Select(decided => decided.Call)];

    /// <summary>A step at the world's time.</summary>
    public static IReadOnlyList<EscrowCall> Step(World world) => world.Service.StepClaims(world.Now);

    /// <summary>A receipt of the first device, in a reservation that is on its way.</summary>
    public static Exchange Reserving(World world)
    {
        Exchange exchange = world.Devices[0].Receipt();
        world.Now += world.Policy.BatchAgeSeconds;
        Assert.IsInstanceOfType<Reserve>(Step(world).Single());
        return exchange;
    }

    /// <summary>The same, shown by the chain.</summary>
    public static Exchange ReservedByUs(World world)
    {
        Exchange exchange = Reserving(world);
        world.Block(world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
        return exchange;
    }

    /// <summary>How a session stands in the books.</summary>
    public static Standing StandingOf(World world, Exchange exchange) =>
        ChallengeTests.Stored(world, exchange).Standing;
}
