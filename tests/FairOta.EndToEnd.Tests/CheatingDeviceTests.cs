using System;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>Devices that want the package, or a distributor's work, for nothing.</summary>
[TestClass]
public sealed class CheatingDeviceTests
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private World _world = null!;
    private WorldVendor _vendor = null!;
    private WorldRelease _release = null!;
    private WorldDistributor _distributor = null!;

    private static byte[] Alice => Keys.Secret("alice");

    private static byte[] Bob => Keys.Secret("bob");

    [TestInitialize]
    public void Begin()
    {
        _world = new World();
        _vendor = _world.AddVendor();
        string[] fleet = ["alice", "bob", "carol"];
        _release = _vendor.Publish(_vendor.Make(3000, fleet.Select(name => new WorldDevice(_world, name))));
        _distributor = _world.AddDistributor("distributor", _release);
    }

    [TestCleanup]
    public void End() => _world.Dispose();

    [TestMethod]
    public void Device_NotInTheFleet_GetsNoSession()
    {
        Exchange stranger = new(_world, _distributor, _release, Keys.Secret("mallory"));

        Assert.AreEqual(403, stranger.Open().Status);
        AssertNoSession(Keys.Secret("mallory"));
        Assert.AreEqual(404, stranger.Fetch(1, 1).Status);
    }

    [TestMethod]
    public void Device_ClaimsAnothersPlaceWithItsOwnKey_GetsNoSession()
    {
        Exchange mallory = new(_world, _distributor, _release, Keys.Secret("mallory"));
        mallory.Request.Device = Ecdsa.Address(Alice);
        mallory.Request.Signature =
            Ecdsa.Sign(Symmetric, Keys.Secret("mallory"), mallory.DigestOf(mallory.Request));

        Assert.AreEqual(403, mallory.Open().Status);
        AssertNoSession(Alice);
    }

    [TestMethod]
    public void Device_SignsAnothersReceiptWithItsOwnKey_IsRefused()
    {
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        byte[] forged = Ecdsa.Sign(Symmetric, Bob, Eip712.ProofOfDistribution(
            Eip712.Domain(_world.Chain.ChainId, _world.Chain.Escrow.ToBytes()), _release.Id.ToBytes(),
            _distributor.Address.ToBytes(), alice.KeyCommitment.ToBytes(), alice.Answer.ValidUntil));

        Assert.AreEqual(403, alice.Receipt(forged).Status);
        Assert.AreEqual(Standing.Answered, SessionOf(alice).Standing);
        AssertKeyIsNotOut(alice);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(256)]
    public void Device_ChallengesBeforeItFetchedEverything_IsRefusedAndNothingIsBurnt(int fetched)
    {
        Exchange alice = new(_world, _distributor, _release, Alice);
        alice.Open().Demand();
        alice.FetchAll();

        Assert.AreEqual(412, alice.Challenge(digest: alice.DigestOver(fetched)).Status);
        Assert.IsNull(SessionOf(alice).Challenge);
        Assert.AreEqual(200, alice.Challenge().Status);
    }

    [TestMethod]
    [DataRow("zero")]
    [DataRow("too few")]
    [DataRow("too many")]
    [DataRow("repeated")]
    [DataRow("beyond the end")]
    [DataRow("descending")]
    [DataRow("none")]
    public void Device_AsksForWrongIndices_IsRefusedAndNothingIsBurnt(string kind)
    {
        Exchange alice = new(_world, _distributor, _release, Alice);
        alice.Open().Demand();
        alice.FetchAll();
        int[] right = alice.Indices();
        int[] wrong = kind switch
        {
            "zero" => [0, .. right[1..]],
            "too few" => right[1..],
            "too many" => [.. Enumerable.Range(1, right.Length + 1)],
            "repeated" => [right[0], right[0], .. right[2..]],
            "beyond the end" => [.. right[..^1], _release.Manifest.SegmentCount + 1],
            "descending" => [.. right.Reverse()],
            _ => [],
        };

        Assert.AreEqual(400, alice.Challenge(wrong).Status);
        Assert.IsNull(SessionOf(alice).Challenge);
        Assert.AreEqual(200, alice.Challenge().Status);
    }

    [TestMethod]
    public void Device_OpensTheSameSessionAsAnother_CanNeitherChallengeNorTakeItsKey()
    {
        Exchange alice = new(_world, _distributor, _release, Alice);
        byte[] offer = alice.Open().Demand();
        Exchange bob = new(_world, _distributor, _release, Bob);

        // Alice's very request gets her very answer: it tells nothing that the wire did not show.
        CollectionAssert.AreEqual(offer, bob.Post("/v1/sessions", alice.Request.Encode()).Demand());

        // Under Bob's own name with Alice's nonce it is another session with another polynomial.
        bob.Request.Nonce = alice.Request.Nonce;
        bob.Request.Signature = Ecdsa.Sign(Symmetric, Bob, bob.DigestOf(bob.Request));
        bob.Open().Demand();
        CollectionAssert.AreNotEqual(alice.Commitments, bob.Commitments);

        // And her session answers no challenge without her r.
        alice.FetchAll();
        Assert.AreEqual(403, alice.Challenge(openSecret: bob.OpenSecret).Status);
        Assert.IsNull(SessionOf(alice).Challenge);
        Assert.AreEqual(200, alice.Challenge().Status);
    }

    [TestMethod]
    public void Device_SendsASecondDifferentChallenge_IsRefusedAlsoAfterARestart()
    {
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        byte[] answer = alice.Challenge().Demand();

        Assert.AreEqual(409, alice.Challenge(Others(alice)).Status);
        _distributor.Restart();
        Assert.AreEqual(409, alice.Challenge(Others(alice)).Status);
        CollectionAssert.AreEqual(answer, alice.Challenge(alice.Indices()).Demand());
    }

    [TestMethod]
    public void Device_SendsASecondDifferentChallenge_AfterTheDatabaseWasRestoredFromABackup_IsRefused()
    {
        string folder = Directory.CreateTempSubdirectory("fairota-books-").FullName;
        try
        {
            string books = Path.Combine(folder, "books.db"), backup = Path.Combine(folder, "backup.db");
            _distributor.Restart(new SqliteBooks(books), new FileEpochMark(Path.Combine(folder, "mark")));
            Exchange alice = new(_world, _distributor, _release, Alice);
            alice.Open().Demand();
            alice.FetchAll();
            _distributor.Books.Dispose();
            File.Copy(books, backup);
            _distributor.Restart(new SqliteBooks(books));
            Assert.AreEqual(200, alice.Challenge().Status);
            byte[] before = alice.Commitments;

            _distributor.Books.Dispose();
            foreach (string file in Directory.GetFiles(folder, "books.db*")) File.Delete(file);
            File.Copy(backup, books);
            _distributor.Restart(new SqliteBooks(books));

            // The books do not know that it was answered; the mark outside of them does.
            Assert.IsNull(SessionOf(alice).Challenge);
            Assert.AreEqual(410, alice.Challenge(Others(alice)).Status);
            Assert.AreEqual(410, alice.Fetch(1, 1).Status);
            Exchange again = new(_world, _distributor, _release, Alice, counter: 2);
            again.UpToChallenge();
            CollectionAssert.AreNotEqual(before, again.Commitments);
        }
        finally
        {
            _distributor.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void Device_ReplaysASession_GetsWhatItGotBeforeAndNothingElse()
    {
        Exchange first = new(_world, _distributor, _release, Alice);
        byte[] offer = first.Open().Demand();
        CollectionAssert.AreEqual(offer, first.Open().Demand());

        // A new Open ends the unanswered one; replaying the old one does not bring it back.
        Exchange second = new(_world, _distributor, _release, Alice, counter: 2);
        second.UpToChallenge();
        CollectionAssert.AreEqual(offer, first.Open().Demand());
        Assert.AreEqual(410, first.Fetch(1, 1).Status);
        Assert.HasCount(2, _distributor.Books.OfDevice(_release.Id, Address.FromBytes(Ecdsa.Address(Alice))));
    }

    [TestMethod]
    public void Device_ReplaysItsOpenToAnotherDistributor_IsRefused()
    {
        WorldDistributor other = _world.AddDistributor("other", _release);
        Exchange here = new(_world, _distributor, _release, Alice);
        Exchange there = new(_world, other, _release, Alice);

        Assert.AreEqual(403, there.Post("/v1/sessions", here.Request.Encode()).Status);
    }

    [TestMethod]
    public void Device_HidesAReceiptItAlreadySigned_OneIsPaidAndTheOthersKeyStaysIn()
    {
        WorldDistributor other = _world.AddDistributor("other", _release);
        Exchange first = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        Assert.AreEqual(202, first.Receipt().Status);

        // Nothing of the first receipt is on the chain yet, and its boundUntil says that there is none.
        Exchange second = new Exchange(_world, other, _release, Alice, counter: 2).UpToChallenge();
        Assert.AreEqual(202, second.Receipt().Status);
        _world.Run(World.Hour);

        WorldDistributor paid = Earned(_distributor) > 0 ? _distributor : other;
        WorldDistributor unpaid = paid == other ? _distributor : other;
        Assert.AreEqual(_release.Reward, Earned(paid));
        Assert.AreEqual(0, Earned(unpaid));
        AssertKeyIsNotOut(unpaid == other ? second : first);
        Assert.IsFalse(unpaid.Sent.Exists(call => call is Reveal));
        Assert.AreEqual("NothingAccepted", unpaid.Refused[0].Error);
    }

    [TestMethod]
    public void Device_OpensElsewhereWhileTheChainShowsItReserved_GetsNoBytes()
    {
        WorldDistributor other = _world.AddDistributor("other", _release);
        _distributor.BeforeSending = call => call is Reveal ? null : call;
        Exchange first = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        first.Receipt();
        _world.Run(World.Hour / 2);

        Reply refused = new Exchange(_world, other, _release, Alice, counter: 2).Open();

        Assert.AreEqual(409, refused.Status);
        Assert.IsGreaterThan(0, refused.RetryAfterSeconds);
    }

    [TestMethod]
    public void Device_HarvestsSamplesOverSessions_GetsTwoChallengesAndFourSessions()
    {
        int answered = 0, opened = 0;
        for (uint counter = 1; counter <= 12; counter++)
        {
            Exchange alice = new(_world, _distributor, _release, Alice, counter);
            if (alice.Open().Status == 200)
            {
                opened++;
                alice.FetchAll();
                if (alice.Challenge().Status == 200) answered++;
            }

            _world.Skip(World.Day);
        }

        Assert.AreEqual(2, answered);
        Assert.IsLessThanOrEqualTo(4, opened);
    }

    [TestMethod]
    public void Device_WalksAwayBeforeTheReceipt_HoldsSamplesThatOpenNothing()
    {
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();

        AssertKeyIsNotOut(alice);
        Assert.AreEqual(409, alice.Repair(1).Status);
        int size = _release.Manifest.SegmentSize, count = _release.Manifest.SegmentCount;
        PackageOpener opener = new(Symmetric, size, count);
        int[] indices = alice.Indices();
        for (int i = 1; i <= count; i++)
        {
            byte[] segment = Bytes.Slice(alice.Sealed, (i - 1) * size, size);
            int sample = Array.IndexOf(indices, i);
            Scalar f = new();
            if (sample >= 0 && f.TryRead(alice.Answer.Samples[sample].Evaluation, 0))
            {
                segment = Segments.Unseal(Symmetric, f, segment);
                CollectionAssert.AreEqual(_release.Package.Segment(i), segment);
            }

            opener.Append(segment);
        }

        CollectionAssert.AreNotEqual(_release.Manifest.PackageRoot, opener.Root());
        byte[] first = _release.Package.Segment(indices[0]);
        byte[]? key = KeyOrNothing(opener);
        if (key is not null)
        {
            CollectionAssert.AreNotEqual(
                _release.Image[((indices[0] - 1) * size)..][..size], opener.OpenSegment(key, indices[0], first));
        }
    }

    [TestMethod]
    public void Devices_WalkAwayOneAfterAnother_CostTheDistributorNoMoreThanItsCredit()
    {
        _distributor.Restart(new DistributorPolicy { ReleaseCredit = 2, BatchAgeSeconds = 0 });
        new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        new Exchange(_world, _distributor, _release, Bob).UpToChallenge();

        Exchange carol = new(_world, _distributor, _release, Keys.Secret("carol"));
        Assert.AreEqual(429, carol.Open().Status);
        AssertNoSession(Keys.Secret("carol"));

        _world.Skip(Limits.OfferedValiditySeconds + World.Day + 1);
        Assert.AreEqual(200, carol.Open().Status);
    }

    [TestMethod]
    public void Device_DownloadsASessionOverAndOver_IsCutOffAfterFourTimes()
    {
        Exchange alice = new(_world, _distributor, _release, Alice);
        alice.Open().Demand();
        for (int i = 0; i < Limits.MaxDownloadsPerSession; i++) alice.FetchAll();

        Assert.AreEqual(410, alice.Fetch(1, 1).Status);
        Assert.AreEqual(410, alice.Challenge().Status);
    }

    [TestMethod]
    public void Device_WithAReceiptInHand_CollectsTheKeyOnlyOnceTheDeliveryIsReserved()
    {
        Exchange alice = new Exchange(_world, _distributor, _release, Alice).UpToChallenge();
        _distributor.Claims = false;
        Assert.AreEqual(202, alice.Receipt().Status);
        AssertKeyIsNotOut(alice);
        Assert.AreEqual(409, alice.Repair(1).Status);

        _distributor.Claims = true;
        Assert.IsTrue(_world.RunUntil(() => alice.Key().Status == 200));
        Assert.AreEqual(alice.KeyCommitment, Address.FromBytes(Ecdsa.Address(KeyAnswer.Parse(alice.Key().Body).Key)));
        Assert.IsInstanceOfType<Reserve>(_distributor.Sent[0]);
    }

    private static byte[]? KeyOrNothing(PackageOpener opener)
    {
        try
        {
            return opener.Unlock();
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private static int[] Others(Exchange exchange) =>
        [.. Enumerable.Range(1, 257).Except(exchange.Indices()).Take(Limits.MinSamples)];

    private Session SessionOf(Exchange exchange) =>
        _distributor.Books.Find(SessionId.FromBytes(exchange.Session))!;

    private System.Numerics.BigInteger Earned(WorldDistributor distributor) =>
        _world.Chain.BalanceOf(distributor.Address) - distributor.StartWei;

    private void AssertKeyIsNotOut(Exchange exchange)
    {
        Assert.AreEqual(202, exchange.Key().Status);
        string path = $"/v1/releases/{_release.Id.ToWire()}/deliveries/"
            + Bytes.ToHex(exchange.Request.Device) + "/key";
        Reply reply = _world.Send(exchange.Url, new Sdk.Serving.ServiceRequest("GET", path));
        if (reply.Status == 200)
        {
            byte[] other = KeyAnswer.Parse(reply.Body).Key;
            Assert.AreNotEqual(exchange.KeyCommitment, Address.FromBytes(Ecdsa.Address(other)));
        }
    }

    private void AssertNoSession(byte[] device) =>
        Assert.IsEmpty(_distributor.Books.OfDevice(_release.Id, Address.FromBytes(Ecdsa.Address(device))));
}
