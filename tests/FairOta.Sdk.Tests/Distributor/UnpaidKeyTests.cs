using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A key is given away only once its payment would succeed, and whatever the process dies of in between is
/// made up for by the next one.</summary>
[TestClass]
public sealed class UnpaidKeyTests : IDisposable
{
    private readonly World _world;
    private readonly FakeEscrow _escrow = new();
    private readonly Meters _meters = new();
    private readonly MeterListener _listener = new();
    private readonly List<string> _counted = [];
    private DistributorLoop _loop;

    public UnpaidKeyTests()
    {
        MemoryBooks books = new();
        MemoryEpochMark mark = new();
        _world = new World(
            new DistributorPolicy { Confirmations = 0, BatchAgeSeconds = 0 }, books: () => books, mark: () => mark);
        _escrow.Mine(World.Start, _world.Created, _world.Tranche(0));
        _loop = NewLoop();
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            _counted.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meters.Create(new MeterOptions(""))) listener.EnableMeasurementEvents(instrument);
        };
        _listener.Start();
    }

    [TestMethod]
    [DynamicData(nameof(Refusals))]
    public async Task Reveal_WouldNotBePaid_NoKeyLeavesAndItIsTriedAgainAndCounted(ChainException refusal)
    {
        Exchange exchange = await ReservedAsync();
        _escrow.Refusal = call => call is Reveal ? refusal : null;
        for (int i = 0; i < 3; i++) await StepAsync();

        World.AssertStatus(202, exchange.Key());
        Assert.IsFalse(Stored(exchange).KeyOut);
        Assert.IsFalse(_escrow.Sent.OfType<Reveal>().Any());
        Assert.HasCount(1, _escrow.Simulated.OfType<Reveal>().ToList());
        CollectionAssert.Contains(_counted, "reveal refused");

        _escrow.Refusal = _ => null;
        _world.Now += _world.Policy.ResendSeconds;
        await StepAsync();
        Assert.HasCount(1, _escrow.Sent.OfType<Reveal>().ToList());
        World.AssertStatus(200, exchange.Key());
        CollectionAssert.Contains(_counted, "reveal sent");
    }

    private static IEnumerable<object[]> Refusals =>
    [
        [new EscrowRevertedException("PaymentFailed", ImmutableDictionary<string, string>.Empty)],
        [new FeeLimitException("Gas costs too much.")],
        [new InsufficientFundsException(World.Self, 1, 2)],
    ];

    [TestMethod]
    public async Task Reveal_NodeDoesNotAnswer_NoKeyLeavesAndItIsTriedAtTheNextStep()
    {
        Exchange exchange = await ReservedAsync();
        _escrow.Refusal = call => call is Reveal ? new NodeException("It does not answer.") : null;
        await StepAsync();
        World.AssertStatus(202, exchange.Key());
        _escrow.Refusal = _ => null;
        await StepAsync();
        World.AssertStatus(200, exchange.Key());
    }

    [TestMethod]
    public async Task Reserve_WouldRevert_NothingIsDecidedAndItIsTriedAgain()
    {
        Exchange exchange = _world.Devices[0].Receipt();
        _escrow.Refusal = _ => new EscrowRevertedException(
            "NothingAccepted", ImmutableDictionary<string, string>.Empty);
        await StepAsync();
        await StepAsync();
        Assert.AreEqual(Standing.Received, Stored(exchange).Standing);
        Assert.HasCount(1, _escrow.Simulated);
        _escrow.Refusal = _ => null;
        _world.Now += _world.Policy.ResendSeconds;
        await StepAsync();
        Assert.AreEqual(Standing.Reserving, Stored(exchange).Standing);
        Assert.HasCount(1, _escrow.Sent);
    }

    /// <summary>The process dies while it simulates, or between committing and sending.</summary>
    [TestMethod]
    [DataRow(0, false)]
    [DataRow(1, true)]
    public async Task Reveal_ProcessDies_TheNextOneRevealsAndTheKeyIsOutOnlyOnceCommitted(int at, bool isOut)
    {
        Exchange exchange = await ReservedAsync();
        if (at == 0) _escrow.Refusal = call => call is Reveal ? throw new OperationCanceledException() : null;
        else _escrow.BeforeSending = call => _ = call is Reveal ? throw new OperationCanceledException() : call;
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(StepAsync);
        Assert.AreEqual(isOut, Stored(exchange).KeyOut);
        World.AssertStatus(isOut ? 200 : 202, exchange.Key());
        Assert.IsFalse(_escrow.Sent.OfType<Reveal>().Any());

        _escrow.Refusal = _ => null;
        _escrow.BeforeSending = _ => { };
        Restart();
        _world.Now += _world.Policy.ResendSeconds;
        await StepAsync();
        Reveal reveal = _escrow.Sent.OfType<Reveal>().Single();
        World.AssertStatus(200, exchange.Key());
        _escrow.Mine(_world.Now, _world.DeliveredBy(World.Self, exchange, reveal.Keys[0]));
        await StepAsync();
        Assert.AreEqual(Standing.Paid, Stored(exchange).Standing);
    }

    /// <summary>The same of a reservation.</summary>
    [TestMethod]
    [DataRow(0, Standing.Received)]
    [DataRow(1, Standing.Reserving)]
    public async Task Reserve_ProcessDies_TheNextOneReserves(int at, object standing)
    {
        Exchange exchange = _world.Devices[0].Receipt();
        if (at == 0) _escrow.Refusal = _ => throw new OperationCanceledException();
        else _escrow.BeforeSending = _ => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(StepAsync);
        Assert.AreEqual(standing, Stored(exchange).Standing);
        Assert.IsEmpty(_escrow.Sent);
        _escrow.Refusal = _ => null;
        _escrow.BeforeSending = _ => { };
        Restart();
        _world.Now += _world.Policy.ResendSeconds;
        await StepAsync();
        Assert.HasCount(1, _escrow.Sent.OfType<Reserve>().ToList());
    }

    [TestMethod]
    public void Commit_SessionChangedSinceItWasDecided_IsNotWrittenAndNotSent()
    {
        Exchange exchange = _world.Devices[0].Receipt();
        ClaimCall decided = _world.Service.PlanClaims(_world.Now).Single();
        Session session = ChallengeTests.Stored(_world, exchange);
        _world.Books.TryWrite([session.Next() with { LostTo = World.Vendor }], Durability.Process);
        Assert.IsFalse(_world.Service.Commit(decided));
        Assert.AreEqual(Standing.Received, ChallengeTests.Stored(_world, exchange).Standing);
    }

    [TestMethod]
    public void Commit_TwiceOrByAStepDecidedTwice_CountsOnce()
    {
        _world.Devices[0].Receipt();
        ClaimCall first = _world.Service.PlanClaims(_world.Now).Single();
        ClaimCall second = _world.Service.PlanClaims(_world.Now).Single();
        Assert.IsTrue(_world.Service.Commit(first));
        Assert.IsFalse(_world.Service.Commit(first));
        Assert.IsFalse(_world.Service.Commit(second));
    }

    [TestMethod]
    public void ClaimCall_OfAReveal_SaysNothingOfItsKeys()
    {
        Exchange exchange = _world.Devices[0].Receipt();
        _world.Service.StepClaims(_world.Now);
        _world.Block(_world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
        ClaimCall decided = _world.Service.PlanClaims(_world.Now).Single();
        Assert.DoesNotContain(((Reveal)decided.Call).Keys[0].ToString(), decided.ToString()!);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _loop.Dispose();
        _meters.Dispose();
        _world.Dispose();
    }

    private Task StepAsync() => _loop.StepAsync(_world.Now, CancellationToken.None);

    /// <summary>A new process over the same books.</summary>
    private void Restart()
    {
        _world.Restart();
        _loop.Dispose();
        _loop = NewLoop();
    }

    private DistributorLoop NewLoop()
    {
        DistributorOptions options = new() { Escrow = _escrow, DataDirectory = "data", Policy = _world.Policy };
        return new DistributorLoop(
            _world.Service, _escrow,
            ClaimTurn.Always(_escrow.OpenOutbox(new MemoryOutboxStore(), new OutboxOptions())),
            new EscrowFollower(_escrow, 1),
            dropped: null,
            options, new CallCounter(_meters),
            new DistributorTelemetry(_meters, NullLogger<DistributorTelemetry>.Instance),
            NullLogger<DistributorLoop>.Instance);
    }

    private async Task<Exchange> ReservedAsync()
    {
        Exchange exchange = _world.Devices[0].Receipt();
        await StepAsync();
        Assert.HasCount(1, _escrow.Sent.OfType<Reserve>().ToList());
        _escrow.Mine(_world.Now, _world.ReservedBy(World.Self, exchange.Samples.ValidUntil, exchange));
        return exchange;
    }

    private Session Stored(Exchange exchange) => ChallengeTests.Stored(_world, exchange);

    private sealed class Meters : IMeterFactory
    {
        private readonly Meter _meter = new(DistributorHosting.TelemetryName);

        public Meter Create(MeterOptions options) => _meter;

        public void Dispose() => _meter.Dispose();
    }
}
