using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>Distributors whose offer is not what they commit to.</summary>
[TestClass]
public sealed class FalseOfferTests
{
    private static readonly byte[] Order =
        Bytes.FromHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

    private static readonly byte[] FieldPrime =
        Bytes.FromHex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

    [TestMethod]
    [DataRow(0)]
    [DataRow(31)]
    public void Distributor_AnswersAWrongEvaluation_IsBarredUnpaid(int wrong) =>
        AssertBarred(rogue => rogue.SpoilEvaluation = (t, f) => f[31] ^= (byte)(t == wrong ? 1 : 0));

    [TestMethod]
    public void Distributor_AnswersEvaluationsOfAnotherPolynomial_IsBarredUnpaid() => AssertBarred(rogue =>
    {
        // The segments open under these evaluations, but the commitments are to another polynomial and another key.
        rogue.SpoilCommitments = commitments =>
            new KeyPolynomial(Equal(7, alternating: false)).Commit().CopyTo(commitments, 0);
    });

    [TestMethod]
    public void Distributor_CommitsToAnotherKeyAlone_IsBarredUnpaid() => AssertBarred(rogue =>
        rogue.SpoilCommitments = commitments => Ecdsa.PublicKey(Keys.Secret("another key")).CopyTo(commitments, 0));

    [TestMethod]
    public void Distributor_AnswersAnEvaluationOfTheOrder_IsBarredUnpaid() =>
        AssertBarred(rogue => rogue.SpoilEvaluation = (t, f) => Order.CopyTo(f, 0));

    [TestMethod]
    public void Distributor_AnswersAnEvaluationNotReduced_IsBarredUnpaid()
    {
        // f(1) = … = f(32) = 1, which fits into 32 bytes a second time as q + 1. One of them is sampled.
        int spoilt = 0;
        AssertBarred(rogue =>
        {
            rogue.Coefficients = _ => Through(Enumerable.Range(1, Limits.MinSamples));
            rogue.SpoilEvaluation = (_, f) =>
            {
                if (f[..^1].Any(b => b != 0) || f[^1] != 1) return;
                Order.CopyTo(f, 0);
                f[^1]++;
                spoilt++;
            };
        });
        Assert.IsGreaterThan(0, spoilt);
    }

    [TestMethod]
    public void Distributor_CommitsOffTheCurve_IsBarredUnpaid() =>
        AssertBarred(rogue => rogue.SpoilCommitments = commitments => commitments[^1] ^= 1);

    [TestMethod]
    public void Distributor_CommitsWithACoordinateOfTheFieldPrime_IsBarredUnpaid() =>
        AssertBarred(rogue => rogue.SpoilCommitments = commitments => FieldPrime.CopyTo(commitments, 64));

    [TestMethod]
    public void Distributor_CommitsToInfinity_IsBarredUnpaid() =>
        AssertBarred(rogue => rogue.SpoilCommitments = commitments => Array.Clear(commitments, 64, 64));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Distributor_CommitsEqualOrAlternatingInSign_AnswersWrong_IsBarredUnpaid(bool alternating) =>
        AssertBarred(rogue =>
        {
            rogue.Coefficients = _ => Equal(5, alternating);
            rogue.SpoilEvaluation = (t, f) => f[31] ^= (byte)(t == 3 ? 1 : 0);
        });

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Distributor_CommitsEqualOrAlternatingInSign_AnswersRight_IsCheckedRightlyAndOpens(bool alternating)
    {
        using Scene scene = new();
        scene.Rogue.Coefficients = _ => Equal(5, alternating);

        scene.MeetRogue();

        Assert.IsTrue(scene.Device.Runs(scene.Release));
        scene.RogueClaims();
        Assert.AreEqual(scene.Release.Reward, scene.World.Chain.BalanceOf(scene.Rogue.Address) - scene.Rogue.StartWei);
    }

    private static void AssertBarred(Action<WorldRogue> cheat)
    {
        using Scene scene = new();
        cheat(scene.Rogue);

        scene.MeetRogue();

        scene.AssertRogueIsBarredForGood();
        scene.AssertHonestDelivers();
    }

    private static Scalar[] Equal(uint value, bool alternating)
    {
        Scalar[] coefficients = new Scalar[Limits.MinSamples + 1];
        for (int j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] = Small(value);
            if (alternating && j % 2 == 1) coefficients[j].Negate(coefficients[j]);
        }

        return coefficients;
    }

    /// <summary>The polynomial that is 2 at 0 and 1 at these places.</summary>
    private static Scalar[] Through(IEnumerable<int> places)
    {
        int[] indices = [.. places];
        KeyPolynomial polynomial = KeyPolynomial.Interpolate(Small(2), indices, [.. indices.Select(_ => Small(1))]);
        return [.. Enumerable.Range(0, polynomial.Degree + 1).Select(polynomial.Coefficient)];
    }

    private static Scalar Small(uint value)
    {
        Scalar scalar = new();
        scalar.SetUInt(value);
        return scalar;
    }
}
