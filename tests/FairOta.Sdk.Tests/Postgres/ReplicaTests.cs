using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Postgres;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Tests.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Postgres;

/// <summary>Replicas over one database: the same distributor to every device.</summary>
[TestClass]
[TestCategory("PostgreSQL")]
public sealed class ReplicaTests
{
    private readonly PostgresScene _scene = new();

    [TestMethod]
    public void Exchange_EachStepAtAnotherReplica_GoesOnAndIsRepeatedTheSame()
    {
        using Replica one = _scene.Join(), two = _scene.Join();
        Exchange first = one.World.Devices[0].Open();
        first.Fetch();
        Exchange second = Same(first, two);
        World.AssertStatus(200, second.Open());
        CollectionAssert.AreEqual(first.Offer.Commitments, second.Offer.Commitments);
        second.Fetch();
        CollectionAssert.AreEqual(first.Sealed, second.Sealed);
        World.AssertStatus(200, second.Challenge());
        World.AssertStatus(200, first.Challenge());
        CollectionAssert.AreEqual(first.Samples.Encode(), second.Samples.Encode());
        World.AssertStatus(202, first.Receipt());
        World.AssertStatus(202, second.Receipt());
        Assert.AreEqual(1, one.Books.Mark.Answered);
    }

    [TestMethod]
    public void Challenge_DifferentOnesAtOnceAtThreeReplicas_OneIsAnswered()
    {
        using Replica one = _scene.Join(), two = _scene.Join(), three = _scene.Join();
        foreach (int device in Enumerable.Range(0, 8))
        {
            Exchange exchange = one.World.Devices[device].Open();
            exchange.Fetch();
            int[] statuses = new int[3];
            Parallel.ForEach(new[] { one, two, three }.Index(), each =>
            {
                Exchange same = Same(exchange, each.Item);
                World.AssertStatus(200, same.Open());
                same.Fetch();
                var request = same.ChallengeRequest();
                request.Indices = [.. Enumerable.Range(1 + each.Index, World.Samples)];
                using Answer answer = each.Item.World.Post(same.Path("challenge"), request.Encode());
                statuses[each.Index] = answer.Status;
            });
            CollectionAssert.AreEquivalent(new[] { 200, 409, 409 }, statuses);
        }

        Assert.AreEqual(8, one.Books.Mark.Answered);
    }

    [TestMethod]
    public void Open_AtOnceAtThreeReplicas_TheDeviceHasOneOpenSession()
    {
        using Replica one = _scene.Join(), two = _scene.Join(), three = _scene.Join();
        Parallel.ForEach(
            new[] { one, two, three }.Index(),
            each => each.Item.World.Devices[0].Open((uint)each.Index + 1));
        var sessions = one.Books.OfDevice(one.World.Release, one.World.Devices[0].Address);
        Assert.HasCount(3, sessions);
        Assert.HasCount(1, sessions.Where(session => !session.Ended).ToList());
    }

    [TestMethod]
    public void Session_OfAReplicaWhosePackageIsNotHere_503UntilItIs()
    {
        using Replica one = _scene.Join(), two = _scene.Join();
        Holding held = two.World.Holding;
        two.World.Holdings.Remove(held.Id);
        Exchange exchange = one.World.Devices[0].Open();
        Exchange there = Same(exchange, two);
        World.AssertStatus(503, there.Open());
        World.AssertStatus(503, there.Segments(1, 1));
        World.AssertStatus(404, Same(one.World.Devices[1].Exchange(), two).Segments(1, 1));
        two.World.Holdings.Put(held);
        World.AssertStatus(200, there.Open());
        two.World.Holdings.Remove(held.Id);
        two.World.Now += 4 * World.Day;
        World.AssertStatus(404, there.Segments(1, 1)); // it is over
    }

    [TestMethod]
    public void Owed_ReleaseOfAnotherReplicasReceipt_IsBroughtHereToo()
    {
        using Replica one = _scene.Join(), two = _scene.Join();
        Assert.IsEmpty(two.World.Service.Owed(two.World.Now));
        two.World.Holdings.Remove(two.World.Release);
        one.World.Devices[0].Receipt();
        Assert.AreEqual(one.World.Release, two.World.Service.Owed(two.World.Now).Single());
        Assert.IsEmpty(one.World.Service.Owed(one.World.Now));
    }

    [TestMethod]
    public void Epoch_WhileAReplicaStays_GoesOn()
    {
        using Replica stays = _scene.Join();
        Exchange exchange = stays.World.Devices[0].Open();
        exchange.Fetch();
        using (Replica goes = _scene.Join()) World.AssertStatus(200, Same(exchange, goes).Open());
        using Replica comes = _scene.Join();
        Assert.AreEqual(stays.Books.Mark.Epoch, comes.Books.Mark.Epoch);
        World.AssertStatus(200, exchange.Challenge());
    }

    [TestMethod]
    public void Epoch_AllConnectionsBreak_AnotherBeginsAndUnansweredSessionsAreOver()
    {
        using Replica one = _scene.Join(), two = _scene.Join();
        Exchange open = one.World.Devices[0].Open();
        open.Fetch();
        Exchange answered = two.World.Devices[1].Challenge();
        PostgresScene.Server.Disconnect(_scene.Database);
        World.AssertStatus(503, open.Challenge());
        World.AssertStatus(410, open.Challenge());
        World.AssertStatus(503, answered.Challenge());
        World.AssertStatus(200, answered.Challenge());
        Assert.AreEqual(one.Books.Mark.Epoch, two.Books.Mark.Epoch);
    }

    [TestMethod]
    public void Sync_ConnectionBrokeAfterTheWrite_NoAnswerLeavesOnItsStrength()
    {
        using Replica one = _scene.Join();
        one.Books.TryWrite([BooksContract.Full(1)], Durability.Process);
        long term = one.Books.Term;
        PostgresScene.Server.Disconnect(_scene.Database);
        Assert.ThrowsExactly<BooksUnavailableException>(one.Books.Sync);
        one.Books.Sync();
        Assert.AreEqual(term + 1, one.Books.Term);
    }

    [TestMethod]
    public void Restored_FromADump_AnotherEpochBeginsAndTheSecondChallengeIsRefused()
    {
        Exchange exchange;
        string dump;
        Guid before;
        using (Replica one = _scene.Join())
        {
            exchange = one.World.Devices[0].Open();
            exchange.Fetch();
            before = one.Books.Mark.Epoch;
            dump = PostgresScene.Server.Dump(_scene.Database);
            World.AssertStatus(200, exchange.Challenge());
        }

        _scene.Database = PostgresScene.Server.CreateDatabase();
        PostgresScene.Server.Restore(dump, _scene.Database);
        using Replica restored = _scene.Join();
        Assert.AreNotEqual(before, restored.Books.Mark.Epoch);
        Exchange again = Fetched(exchange, restored);
        World.AssertStatus(410, again.Challenge(ChallengeTests.Shifted(exchange)));
        World.AssertStatus(410, again.Challenge());
    }

    [TestMethod]
    public void Restored_UnderReplicasThatStayConnected_TheyLeaveAndAnotherEpochBegins()
    {
        using Replica one = _scene.Join(), two = _scene.Join();
        Exchange exchange = one.World.Devices[0].Open();
        exchange.Fetch();
        Guid before = one.Books.Mark.Epoch;
        string dump = PostgresScene.Server.Dump(_scene.Database);
        World.AssertStatus(200, exchange.Challenge());
        PostgresScene.Server.Restore(dump, _scene.Database);
        World.AssertStatus(503, exchange.Challenge(ChallengeTests.Shifted(exchange)));
        World.AssertStatus(503, exchange.Challenge()); // the other has not left yet: nobody joins
        World.AssertStatus(503, Same(exchange, two).Segments(1, 1));
        World.AssertStatus(410, Same(exchange, two).Segments(1, 1));
        Assert.AreNotEqual(before, two.Books.Mark.Epoch);
        using Replica three = _scene.Join();
        World.AssertStatus(410, Fetched(exchange, three).Challenge(ChallengeTests.Shifted(exchange)));
    }

    [TestMethod]
    public void Join_WithAnotherSecretAccountEscrowOrChain_IsRefusedInWords()
    {
        using (PostgresHold first = _scene.Hold()) first.Do(_ => { });
        PostgresOwner owner = _scene.Owner;
        void Refuses(PostgresOwner foreign, string word)
        {
            _scene.Owner = foreign;
            using PostgresHold hold = _scene.Hold();
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => hold.Do(_ => { })).Message, word);
        }

        Refuses(PostgresOwner.Of(World.Identity, World.KeyOf("another secret")), "The secret is another");
        Refuses(owner with { Account = World.AddressOf("another") }, "books of account");
        Refuses(owner with { Escrow = World.AddressOf("another") }, "books of escrow");
        Refuses(owner with { ChainId = 1 }, "books of chain");
    }

    [TestMethod]
    public void Join_SchemaOfANewerProgram_IsRefusedInWords()
    {
        using (PostgresHold first = _scene.Hold()) first.Do(_ => { });
        PostgresScene.Server.Execute(_scene.Database, "UPDATE fairota.version SET number = number + 1");
        using PostgresHold hold = _scene.Hold();
        InvalidDataException refusal = Assert.ThrowsExactly<InvalidDataException>(() => hold.Do(_ => { }));
        StringAssert.Contains(refusal.Message, "schema is version 2");
    }

    [TestMethod]
    public void Join_NoServer_SaysSoWithoutSecretsAndIsNotTriedForEachRequest()
    {
        SteppedTime time = new();
        using PostgresHold hold = new(
            new PostgresJoin("Host=/nowhere;Username=u;Database=d;Password=hidden", _scene.Owner, () => Guid.Empty),
            time);
        BooksUnavailableException first = Assert.ThrowsExactly<BooksUnavailableException>(() => hold.Do(_ => { }));
        StringAssert.Contains(first.Message, "cannot be reached");
        Assert.DoesNotContain("hidden", first.ToString());
        Assert.IsNull(Assert.ThrowsExactly<BooksUnavailableException>(() => hold.Do(_ => { })).InnerException);
    }

    [TestMethod]
    public void Do_FailsWithinAScope_NothingOfTheScopeIsWritten()
    {
        using Replica one = _scene.Join();
        using (one.Books.Enter())
        {
            one.Books.TryWrite([BooksContract.Full(1)], Durability.Process);
            Assert.ThrowsExactly<InvalidOperationException>(
                () => one.Hold.Do(session => session.Run("UPDATE session SET ended = true")));
            Assert.ThrowsExactly<BooksUnavailableException>(() => one.Books.Find(BooksContract.Full(1).Id));
        }

        Assert.IsNull(one.Books.Find(BooksContract.Full(1).Id));
    }

    /// <summary>The same session of the same device, spoken to another replica.</summary>
    private static Exchange Same(Exchange exchange, Replica replica) =>
        new(replica.World.Devices[exchange.Index], exchange.OpenSecret, 0, exchange.Release);

    /// <summary>What the device has fetched, brought to another replica.</summary>
    private static Exchange Fetched(Exchange exchange, Replica replica)
    {
        Exchange same = Same(exchange, replica);
        same.Take(exchange);
        return same;
    }
}
