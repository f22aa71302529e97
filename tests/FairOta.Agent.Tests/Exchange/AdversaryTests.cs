using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>
/// Distributors that cheat. In each test the cheat is the device's first choice, the other distributor is honest, and
/// the device must end on the release, having signed nothing for the cheat unless the test says so.
/// </summary>
[TestClass]
public class AdversaryTests
{
    private static readonly TestRelease Release = new("2.0.0.0");

    private readonly World _world = World.Honest(Release);
    private readonly TestDevice _device;
    private readonly FakeDistributor _cheat;

    public AdversaryTests()
    {
        TestDevice probe = new(World.Honest(Release));
        probe.RunUntil(_ => probe.Chosen.Count > 0);
        _device = new TestDevice(_world);
        _cheat = _world.Distributors.Single(d => d.Url == probe.Chosen[0]);
    }

    [TestMethod]
    public void Cheat_GarblesEverySegment_IsBarredUnpaid()
    {
        _cheat.ChangeSegment = (_, _, segment) => Flip(segment);
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_AnswersAWrongEvaluation_IsBarredUnpaid()
    {
        _cheat.ChangeAnswer = (_, answer) => Flip(answer.Samples[7].Evaluation);
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_SealsUnderAnotherPolynomialThanItCommitted_IsBarredUnpaid()
    {
        // The segments and evaluations agree with each other and with the tree: only the batched check can tell.
        _cheat.ChangeSession = session =>
        {
            Scalar[] coefficients = new Scalar[TestRelease.Samples + 1];
            for (int j = 0; j < coefficients.Length; j++)
                coefficients[j] = session.Polynomial.Coefficient(j);
            coefficients[0] = new Scalar();
            coefficients[0].SetUInt(5);
            session.Polynomial = new KeyPolynomial(coefficients);
        };
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_AnswersAnEvaluationNotBelowQ_IsBarredUnpaid()
    {
        _cheat.ChangeAnswer = (_, answer) => Array.Fill(answer.Samples[0].Evaluation, (byte)0xFF);
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_AnswersAWrongPath_IsBarredUnpaid()
    {
        _cheat.ChangeAnswer = (_, answer) => Flip(answer.Samples[31].Path);
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_AnswersMoreSamplesThanAsked_IsBarredUnpaid()
    {
        OnPath("/challenge", answer => FakeAnswer.Ok(Bytes.Concat(answer.Body, new byte[1])));
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_AnnouncesAnAnswerLongerThanAnyCanBe_IsBarredUnpaid()
    {
        OnPath("/challenge", _ => FakeAnswer.Ok(new byte[AgentLimits.ChallengeAnswerBytes + 1]));
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_AnswersFewerSamplesThanAsked_IsBarredUnpaid()
    {
        OnPath("/challenge", answer => FakeAnswer.Ok(answer.Body[..^1]));
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Honest_ChallengeAnswerBreaksOff_IsAskedForAgain()
    {
        int times = 0;
        OnPath(
            "/challenge",
            a => times++ < 3 ? new FakeAnswer { Status = 200, Body = a.Body, BreaksAfter = 100 } : a);

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Assert.IsFalse(IsBarredEvent());
        Assert.HasCount(1, _device.Chosen);
    }

    [TestMethod]
    public void Cheat_CommitsOffTheCurve_IsBarredUnpaid()
    {
        _cheat.ChangeSession = session => session.Commitments = Flip((byte[])session.Commitments.Clone());
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_CommitsTooFewPoints_IsBarredUnpaid()
    {
        _cheat.ChangeSession = session => session.Commitments = session.Commitments[64..];
        ExpectBarredUnpaid();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Honest_EqualOrOppositeCommitments_AreAccepted(bool alternating)
    {
        _cheat.ChangeSession = session =>
        {
            Scalar[] coefficients = new Scalar[TestRelease.Samples + 1];
            for (int j = 0; j < coefficients.Length; j++)
            {
                coefficients[j] = new Scalar();
                coefficients[j].Set(session.Polynomial.Key);
                if (alternating && j % 2 == 1)
                    coefficients[j].Negate(coefficients[j]);
            }

            session.Polynomial = new KeyPolynomial(coefficients);
            session.Commitments = session.Polynomial.Commit();
        };

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Assert.HasCount(1, _world.Receipts);
        CollectionAssert.AreEqual(_cheat.Address, _world.Receipts[0].Distributor);
    }

    [TestMethod]
    public void Cheat_GarblesAFewSegments_IsPaidButRepaired()
    {
        // Too few to be caught for sure; what slips through the samples is what repair is for.
        _cheat.ChangeSegment = (_, index, segment) => index == 257 ? Flip(segment) : segment;

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        bool wasSampled = SampledIndices().Contains(257);
        Assert.AreEqual(wasSampled, IsBarredEvent());
        Assert.AreEqual(!wasSampled, _device.Events.Any(e => e.What == AgentEvent.SegmentsBad));
    }

    [TestMethod]
    public void Cheat_SilentAfterTheChallenge_IsLeftUnpaid()
    {
        _cheat.Override = r => Ends(r, "/challenge") ? FakeAnswer.Silent : null;

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_SilentForADayWhileAnOriginAnswers_IsBarred()
    {
        _world.Remove(_world.Distributors.Single(d => d != _cheat));
        _cheat.Override = r => Ends(r, "/challenge") ? FakeAnswer.Silent : null;

        Assert.IsTrue(_device.RunUntil(_ => IsBarredEvent()));
        Assert.IsTrue(Find(_cheat)!.Barred);
        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        ExpectUnpaid();
        Assert.HasCount(1, _cheat.Sessions.ToList());
    }

    [TestMethod]
    public void Honest_SilentForADayWhileNobodyAnswers_IsNotBarred()
    {
        _world.Remove(_world.Distributors.Single(d => d != _cheat));
        Assert.IsTrue(_device.RunUntil(_ => _device.Phases.LastOrDefault() == AgentPhase.Challenge));
        long back = _world.Now + 30 * 3600;
        _cheat.Override = _ => _world.Now < back ? FakeAnswer.Silent : null;
        _world.Origin.Override = _ => _world.Now < back ? FakeAnswer.Silent : null;

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Assert.IsFalse(IsBarredEvent());
        CollectionAssert.AreEqual(_cheat.Address, _world.Receipts[0].Distributor);
    }

    [TestMethod]
    public void Cheat_WithholdsTheKey_IsNotUsedAgainAndNobodyElseIsSignedForBefore()
    {
        _cheat.RevealSeconds = -1;

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Receipt[] receipts = [.. _world.Receipts.DistinctBy(r => Bytes.ToHex(r.Session))];
        Assert.HasCount(2, receipts);
        Assert.IsGreaterThan(receipts[0].ValidUntil + Limits.KeepSealedSeconds, receipts[1].At);
        Assert.HasCount(1, _cheat.Sessions.ToList());
        Assert.IsTrue(_device.Events.Any(e => e.What == AgentEvent.ReceiptLapsed));
    }

    [TestMethod]
    public void Honest_RevealsInTheLastMinute_IsStillUsed()
    {
        _cheat.RevealSeconds = Limits.OfferedValiditySeconds + 500;

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Assert.AreEqual(1, _world.Receipts.Select(r => Bytes.ToHex(r.Session)).Distinct().Count());
    }

    [TestMethod]
    public void Cheat_GivesAWrongKey_NeverOpensAndTheChainsKeyDoes()
    {
        _cheat.KeyToGive = _ => TestRelease.Seeded("wrong key");

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Assert.AreEqual(1, _world.Receipts.Select(r => Bytes.ToHex(r.Session)).Distinct().Count());
    }

    [TestMethod]
    [DataRow(1L)]
    [DataRow(4L * 3600)]
    [DataRow(24L * 3600 + 60)]
    [DataRow(10L * 365 * 24 * 3600)]
    public void Cheat_OffersAnUnfairValidUntil_IsLeftUnpaid(long seconds)
    {
        _cheat.ValiditySeconds = seconds;

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_ServesMoreBytesThanAsked_IsLeftUnpaid()
    {
        OnPath("/segments", answer => new FakeAnswer { Status = 200, Body = new byte[1 << 20], HasLength = false });

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_ServesFewerBytesThanAsked_IsLeftUnpaid()
    {
        OnPath("/segments", answer => FakeAnswer.Ok(answer.Body[..^1]));

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_ServesNoBytes_IsLeftUnpaid()
    {
        OnPath("/segments", _ => FakeAnswer.Silent);

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_DribblesBytes_IsLeftUnpaid()
    {
        OnPath("/segments", a => new FakeAnswer { Status = 200, Body = a.Body, BytesPerSecond = 20 });

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        ExpectUnpaid();
    }

    [TestMethod]
    public void Cheat_ServesEveryPieceJustInTime_IsLeftForItsAverage()
    {
        TestRelease large = new("3.0.0.0", segmentSize: 64);
        _world.Publish(large);
        OnPath("/segments", a => new FakeAnswer { Status = 200, Body = a.Body, BytesPerSecond = 100 });

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(large));
        ExpectUnpaid();
        Assert.IsLessThan(large.Package.Content.Length, _cheat.Sessions.Sum(s => s.BytesServed));
    }

    [TestMethod]
    public void Honest_BreaksOff_IsResumed()
    {
        int times = 0;
        OnPath("/segments", a => times++ < 3 ? new FakeAnswer { Status = 200, Body = a.Body, BreaksAfter = 100 } : a);

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Assert.HasCount(1, _device.Chosen);
    }

    [TestMethod]
    public void Honest_EndsTheSession_IsOpenedAnewWithAnotherSecret()
    {
        int times = 0;
        _world.Remove(_world.Distributors.Single(d => d != _cheat));
        OnPath("/segments", answer => times++ < 3 ? FakeAnswer.Of(410) : answer);

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Assert.HasCount(4, _cheat.Sessions.ToList());
        Assert.AreEqual(4, _cheat.Sessions.Select(s => Bytes.ToHex(s.Open.Nonce)).Distinct().Count());
    }

    [TestMethod]
    public void Honest_LostBytes_AreFetchedAgainInTheSameSession()
    {
        int times = 0;
        _cheat.Override = r => Ends(r, "/challenge") && times++ == 0 ? FakeAnswer.Of(412) : null;

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Assert.AreEqual(2 * Release.Package.Content.Length, _cheat.Sessions.Single().BytesServed);
    }

    [TestMethod]
    public void Cheat_SaysForeverThatBytesWereLost_IsLeftUnpaid()
    {
        _cheat.Override = r => Ends(r, "/challenge") ? FakeAnswer.Of(412) : null;

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        ExpectUnpaid();
        Assert.IsTrue(_cheat.Sessions.All(s => s.BytesServed <= 4 * Release.Package.Content.Length));
    }

    [TestMethod]
    public void Refusals_OfAllDistributors_AreWaitedOutWithRetryAfter()
    {
        long free = _world.Now + 1800;
        foreach (FakeDistributor distributor in _world.Distributors)
            distributor.Override = r => Ends(r, "/v1/sessions") && _world.Now < free ? FakeAnswer.Of(429, 600) : null;

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        Assert.IsLessThan(12, _world.Log.Count(l => l.EndsWith("/v1/sessions", StringComparison.Ordinal)));
        Assert.IsFalse(IsBarredEvent());
    }

    [TestMethod]
    public void Impostor_AnswersForAnHonestAddressFromAnotherUrl_GetsNothingAndHarmsNobody()
    {
        // The impostor can relay, but what the device signs pays the address it names.
        FakeDistributor honest = _world.Distributors.Single(d => d != _cheat);
        _world.Remove(_cheat);
        FakeDistributor impostor = _world.Add(
            new FakeDistributor(_world, "http://impostor.example", "impostor") { Address = honest.Address });
        impostor.ChangeSegment = (_, _, segment) => Flip(segment);

        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        CollectionAssert.AreEqual(honest.Address, _world.Receipts.Single().Distributor);
        Assert.IsEmpty(impostor.Sessions.Where(s => s.ReceiptAt != 0));
    }

    private static byte[] Flip(byte[] bytes)
    {
        bytes[^1] ^= 1;
        return bytes;
    }

    private static bool Ends(LinkRequest request, string path) => request.Url.EndsWith(path, StringComparison.Ordinal);

    private bool IsBarredEvent() => _device.Events.Any(e => e.What == AgentEvent.DistributorBarred);

    private DistributorRecord? Find(FakeDistributor distributor) =>
        _device.Release?.Find(distributor.Address, distributor.Url);

    private IEnumerable<int> SampledIndices() => _cheat.Sessions
        .Where(s => s.ChallengeBody != null)
        .SelectMany(s => ChallengeRequest.Parse(s.ChallengeBody!).Indices);

    /// <summary>Changes what the cheat honestly answers to requests for that path.</summary>
    private void OnPath(string path, Func<FakeAnswer, FakeAnswer> change)
    {
        bool inside = false;
        _cheat.Override = r =>
        {
            if (inside || !r.Url.Contains(path, StringComparison.Ordinal))
                return null;
            inside = true;
            FakeAnswer answer = _cheat.Handle(r);
            inside = false;
            return change(answer);
        };
    }

    private void ExpectUnpaid() => Assert.IsTrue(
        _world.Receipts.All(r => !Bytes.Equal(r.Distributor, _cheat.Address)), "The cheat got a receipt.");

    private void ExpectBarredUnpaid()
    {
        Assert.IsTrue(_device.RunUntil(_ => IsBarredEvent()));

        // Durable at once: a device that lost power right here knows.
        Assert.IsTrue(Find(_cheat)!.Barred);
        Assert.IsNull(_device.Release!.Session);
        _device.Restart();
        _device.RunUntilIdle();

        Assert.IsTrue(_device.Runs(Release));
        ExpectUnpaid();
        Assert.HasCount(1, _cheat.Sessions.ToList());
    }
}
