using System;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>Distributors whose segments, commitments or answers are false.</summary>
[TestClass]
public class FalseOfferTests : CheatScene
{
    [TestMethod]
    public void Cheat_GarblesEverySegment_IsBarredUnpaid()
    {
        Cheat.ChangeSegment = (_, _, segment) => Flip(segment);
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_AnswersAWrongEvaluation_IsBarredUnpaid()
    {
        Cheat.ChangeAnswer = (_, answer) => Flip(answer.Samples[7].Evaluation);
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_SealsUnderAnotherPolynomialThanItCommitted_IsBarredUnpaid()
    {
        // The segments and evaluations agree with each other and with the tree: only the batched check can tell.
        Cheat.ChangeSession = session =>
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
        Cheat.ChangeAnswer = (_, answer) => Array.Fill(answer.Samples[0].Evaluation, (byte)0xFF);
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_AnswersAWrongPath_IsBarredUnpaid()
    {
        Cheat.ChangeAnswer = (_, answer) => Flip(answer.Samples[31].Path);
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
    public void Honest_StagedSegmentsRotBeforeTheChallenge_AreFetchedAgainAndNobodyIsBarred()
    {
        Assert.IsTrue(Device.RunUntil(_ => Device.Phases.Contains(AgentPhase.Challenge)));
        foreach (ref byte staged in Device.Staging.Bytes)
            staged ^= 4;

        Device.RunUntilIdle();

        Assert.IsFalse(IsBarredEvent());
        Assert.IsTrue(Device.Runs(Release));
        Assert.IsTrue(World.Receipts.All(r => Bytes.Equal(r.Distributor, Cheat.Address)), "It was left for another.");
        Assert.HasCount(1, Cheat.Sessions.ToList());
    }

    [TestMethod]
    public void Honest_StagingThatNeverKeepsWhatItIsGiven_EndsTheSessionButBarsNobody()
    {
        Cheat.Override = _ =>
        {
            if (Device.Phases[^1] == AgentPhase.Challenge)
            {
                foreach (ref byte staged in Device.Staging.Bytes)
                    staged ^= 4;
            }

            return null;
        };

        Assert.IsTrue(Device.RunUntil(_ => Device.Events.Any(e => e.What == AgentEvent.SessionLeft)));

        Assert.IsFalse(Find(Cheat)!.Barred);
        ExpectUnpaid();
    }

    [TestMethod]
    public void Honest_ChallengeAnswerBreaksOff_IsAskedForAgain()
    {
        int times = 0;
        OnPath(
            "/challenge",
            a => times++ < 3 ? new FakeAnswer { Status = 200, Body = a.Body, BreaksAfter = 100 } : a);

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Assert.IsFalse(IsBarredEvent());
        Assert.HasCount(1, Device.Chosen);
    }

    [TestMethod]
    public void Cheat_CommitsOffTheCurve_IsBarredUnpaid()
    {
        Cheat.ChangeSession = session => session.Commitments = Flip((byte[])session.Commitments.Clone());
        ExpectBarredUnpaid();
    }

    [TestMethod]
    public void Cheat_CommitsTooFewPoints_IsBarredUnpaid()
    {
        Cheat.ChangeSession = session => session.Commitments = session.Commitments[64..];
        ExpectBarredUnpaid();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Honest_EqualOrOppositeCommitments_AreAccepted(bool alternating)
    {
        Cheat.ChangeSession = session =>
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

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        Assert.HasCount(1, World.Receipts);
        CollectionAssert.AreEqual(Cheat.Address, World.Receipts[0].Distributor);
    }

    [TestMethod]
    public void Cheat_GarblesAFewSegments_IsPaidButRepaired()
    {
        // Too few to be caught for sure; what slips through the samples is what repair is for.
        Cheat.ChangeSegment = (_, index, segment) => index == 257 ? Flip(segment) : segment;

        Device.RunUntilIdle();

        Assert.IsTrue(Device.Runs(Release));
        bool wasSampled = SampledIndices().Contains(257);
        Assert.AreEqual(wasSampled, IsBarredEvent());
        Assert.AreEqual(!wasSampled, Device.Events.Any(e => e.What == AgentEvent.SegmentsBad));
    }
}
