using System;
using System.IO;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Tests.Serving;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>Books whose disk fails: nothing is answered that could be lost, and the host hears of it.</summary>
[TestClass]
public sealed class BrokenBooksTests
{
    [TestMethod]
    public void Sync_FailedOnce_NothingIsAnsweredAndTheClaimerThrowsForTheHostToStop()
    {
        (IDistributorBooks books, ObservedBooks observed) = ObservedBooks.Make();
        using World world = new(books: () => books);
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        world.Service.StepClaims(world.Now);
        observed.IsFull = true;
        Assert.ThrowsExactly<IOException>(() => exchange.Challenge());
        observed.IsFull = false;
        Assert.ThrowsExactly<InvalidOperationException>(() => exchange.Challenge());
        Assert.ThrowsExactly<InvalidOperationException>(() => world.Service.StepClaims(world.Now));
        world.Restart();
        World.AssertStatus(200, exchange.Challenge());
        world.Service.StepClaims(world.Now);
    }

    [TestMethod]
    public void CountClaimable_HoweverOften_ReadsNoSession()
    {
        (IDistributorBooks books, ObservedBooks observed) = ObservedBooks.Make();
        using World world = new(books: () => books);
        world.Devices[0].Receipt();
        world.Devices[1].Receipt();
        Assert.AreEqual(2, world.Service.CountClaimable());
        Assert.AreEqual(0, observed.Readings);
    }

    [TestMethod]
    public async Task Health_AskedOftenByAnybody_BooksAreWrittenNowAndThen()
    {
        (IDistributorBooks books, ObservedBooks observed) = ObservedBooks.Make();
        using World world = new(books: () => books);
        using TestFolder folder = new();
        SteppedTime time = new();
        DistributorHealthCheck check = new(
            world.Service,
            new EscrowFollower(new FakeEscrow(), 0),
            new DistributorOptions { DataDirectory = folder.Path },
            time,
            NullLogger<DistributorHealthCheck>.Instance);
        for (int i = 0; i < 10; i++) await check.CheckHealthAsync(new HealthCheckContext());
        Assert.AreEqual(1, observed.Syncs);
        observed.IsFull = true;
        time.Advance(DistributorHealthCheck.ProbeEvery);
        HealthCheckResult result = await check.CheckHealthAsync(new HealthCheckContext());
        Assert.AreEqual(2, observed.Syncs);
        StringAssert.Contains(result.Description, "The books cannot be written.");
    }
}
