using System;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Simulator.Checks;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Checks;

[TestClass]
public sealed class StatisticsTests
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();

    /// <summary>The sampling itself, many times: nobody gets away more often than (1-ε)^λ, and, since λ distinct of n
    /// are drawn, just as often as C(n-g, λ) / C(n, λ).</summary>
    [TestMethod]
    [DataRow(256, 2)]
    [DataRow(257, 8)]
    [DataRow(257, 13)]
    [DataRow(1000, 30)]
    [DataRow(4097, 400)]
    public void Indices_OfManySeeds_MissAGarbledShareAsOftenAsTheyShould(int count, int garbled)
    {
        const int Samples = Limits.MinSamples, Tries = 4000;
        double share = (double)garbled / count;
        double exact = Enumerable.Range(0, Samples).Aggregate(1.0, (p, t) => p * (count - garbled - t) / (count - t));
        long missed = Enumerable.Range(0, Tries).LongCount(i => Array.TrueForAll(
            Challenge.Indices(Symmetric, Keys.Secret($"seed {count} {i}"), count, Samples), index => index > garbled));
        double most = Tries * Math.Pow(1 - share, Samples);
        Assert.IsLessThanOrEqualTo(most, Tries * exact);
        Assert.IsGreaterThan(Tail.Significance, Tail.AtLeast(most, missed), $"{missed} of {most}");
        Assert.IsGreaterThan(Tail.Significance, Tail.AtMost(Tries * exact, missed), $"{missed} of {Tries * exact}");
    }

    [TestMethod]
    public void Indices_OfManySeeds_AreSpreadOverAllSegments()
    {
        const int Count = 257, Tries = 4000;
        long[] drawn = new long[Count];
        for (int i = 0; i < Tries; i++)
            foreach (int index in Challenge.Indices(Symmetric, Keys.Secret($"spread {i}"), Count, Limits.MinSamples))
                drawn[index - 1]++;
        double due = (double)Tries * Limits.MinSamples / Count;
        double chiSquare = drawn.Sum(each => (each - due) * (each - due) / due);
        Assert.IsLessThan(6, Tail.DeviateOfChiSquare(chiSquare, Count - 1));
    }

    [TestMethod]
    [DataRow(100, 0.05)]
    [DataRow(1000, 0.001)]
    [DataRow(40, 0.5)]
    public void Tail_OfBinomials_IsNeverBelowTheExactOne(int tries, double probability)
    {
        double[] exact = new double[tries + 1];
        exact[0] = Math.Pow(1 - probability, tries);
        for (int k = 1; k <= tries; k++)
            exact[k] = exact[k - 1] * (tries - k + 1) / k * probability / (1 - probability);
        for (int k = 0; k <= tries; k++)
        {
            Assert.IsGreaterThanOrEqualTo(exact[k..].Sum() - 1e-12, Tail.AtLeast(tries * probability, k));
            Assert.IsGreaterThanOrEqualTo(exact[..(k + 1)].Sum() - 1e-12, Tail.AtMost(tries * probability, k));
        }
    }

    [TestMethod]
    public void Tail_OfWhatIsFarOff_IsBelowTheSignificance()
    {
        Assert.IsLessThan(Tail.Significance, Tail.AtLeast(1e-20, 1));
        Assert.IsLessThan(Tail.Significance, Tail.AtLeast(10, 40));
        Assert.IsLessThan(Tail.Significance, Tail.AtMost(30, 0));
        Assert.AreEqual(0, Tail.AtLeast(0, 1));
        Assert.IsGreaterThan(6, Tail.DeviateOfChiSquare(450, 256));
    }

    /// <summary>The checkers' own opening of a package against the product's sealing of it.</summary>
    [TestMethod]
    public void PackageOpening_OfKeyAndSamples_SealsAsTheProductDoes()
    {
        const int Count = 257;
        Scalar[] coefficients = [.. Enumerable.Range(0, Limits.MinSamples + 1).Select(j =>
        {
            Scalar scalar = new();
            scalar.ReadReduced(Keys.Secret($"a {j}"), 0, 32);
            return scalar;
        })];
        KeyPolynomial polynomial = new(coefficients);
        int[] indices = Challenge.Indices(Symmetric, Keys.Secret("some"), Count, Limits.MinSamples);
        BigInteger[] values = PackageOpening.Values(
            polynomial.Evaluate(0).ToBytes(), indices, [.. indices.Select(i => polynomial.Evaluate(i).ToBytes())],
            Count);
        int i = 0;
        foreach (byte[] sealedSegment in PackageOpening.Seal(values, at => Keys.Stream($"segment {at}", 48)))
        {
            byte[] segment = Keys.Stream($"segment {++i}", 48);
            CollectionAssert.AreEqual(Segments.Seal(Symmetric, polynomial.Evaluate(i), segment), sealedSegment);
        }

        Assert.AreEqual(Count, i);
    }

    [TestMethod]
    [DataRow(257, 0, 1)]
    [DataRow(257, 9, 1)]
    [DataRow(257, 10, 1)]
    [DataRow(257, 11, 2)]
    [DataRow(257, 320, 51)]
    [DataRow(257, 5000, 257)]
    [DataRow(1, 100, 1)]
    public void Pool_OfFewDraws_LeavesNoneWithLessThanDue(int places, int draws, int pools)
    {
        long[] counts = new long[places];
        for (int i = 0; i < draws; i++) counts[i % places]++;
        (long[] pooled, double[] due) = Tail.Pool(counts, 5);
        Assert.HasCount(pools, pooled);
        Assert.AreEqual(draws, pooled.Sum());
        Assert.AreEqual(draws, due.Sum(), 1e-6);
        if (pools > 1) Assert.IsGreaterThanOrEqualTo(5 - 1e-9, due.Min());
    }
}
