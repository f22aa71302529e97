using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core.Crypto;
using FairOta.Core.Tests.Crypto;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Protocol;

/// <summary>Key polynomial, challenge and bodies beyond what the vectors show.</summary>
[TestClass]
public class ExchangeTests
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();

    [TestMethod]
    [DataRow(32, 257)]
    [DataRow(64, 16385)]
    public void Interpolate_AnySamples_GivesThePolynomialAndItsRun(int samples, int segmentCount)
    {
        KeyPolynomial polynomial = Polynomial(samples, 1);
        int[] indices = Challenge.Indices(Symmetric, Symmetric.Mac(Tags.Index, [9]), segmentCount, samples);
        KeyPolynomial found = KeyPolynomial.Interpolate(
            polynomial.Key, indices, [.. indices.Select(polynomial.Evaluate)]);
        for (int j = 0; j <= samples; j++)
            Assert.IsTrue(polynomial.Coefficient(j).EqualTo(found.Coefficient(j)));

        ForwardDifferences run = new(found);
        Scalar value = new();
        for (int i = 1; i <= segmentCount; i++)
        {
            run.Next(value);
            if (i % 97 == 1 || i == segmentCount)
                Assert.IsTrue(value.EqualTo(polynomial.Evaluate(i)), $"f({i})");
        }
    }

    [TestMethod]
    public void Interpolate_SamplesInAnyOrder_GivesThePolynomial()
    {
        KeyPolynomial polynomial = Polynomial(33, 12);
        int[] indices = [.. Enumerable.Range(1, 33).Select(i => i * 5 % 37 * 400)];
        KeyPolynomial found = KeyPolynomial.Interpolate(
            polynomial.Key, indices, [.. indices.Select(polynomial.Evaluate)]);
        for (int j = 0; j <= 33; j++)
            Assert.IsTrue(polynomial.Coefficient(j).EqualTo(found.Coefficient(j)));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(15)]
    [DataRow(16)]
    [DataRow(17)]
    [DataRow(31)]
    [DataRow(64)]
    public void ForwardDifferences_OfExtremeDifferences_GiveEveryValue(int degree)
    {
        // In Newton's form with nodes 1, 2, … and all differences q - 1, every entry of the table is as large as any.
        Scalar[] differences = [.. Enumerable.Repeat(BigInteger.MinusOne, degree + 1).Select(ToScalar)];
        KeyPolynomial polynomial = FromDifferences(differences);
        ForwardDifferences run = new(polynomial);
        BigInteger[] table = [.. Enumerable.Repeat(BigInteger.MinusOne, degree + 1)];
        Scalar value = new();
        for (int i = 1; i <= 500; i++)
        {
            run.Next(value);
            Assert.IsTrue(ToScalar(table[0]).EqualTo(value), $"f({i})");
            for (int j = 0; j < degree; j++)
                table[j] = Draws.Mod(table[j] + table[j + 1], Draws.Q);
        }

        static Scalar ToScalar(BigInteger value) => Draws.ToScalar(Draws.Mod(value, Draws.Q));

        KeyPolynomial FromDifferences(Scalar[] all)
        {
            // f(1), …, f(degree + 1) from the differences, and the polynomial through them and f(0).
            BigInteger[] row = [.. all.Select(_ => BigInteger.MinusOne)];
            BigInteger[] values = new BigInteger[degree + 1];
            for (int i = 0; i <= degree; i++)
            {
                values[i] = row[0];
                for (int j = 0; j < degree; j++)
                    row[j] += row[j + 1];
            }

            // f(0) = f(1) - Δf(0), Δ^j f(0) = Δ^j f(1) - Δ^(j+1) f(0).
            BigInteger key = 0;
            for (int j = degree; j >= 0; j--)
                key = BigInteger.MinusOne - key;
            return KeyPolynomial.Interpolate(
                ToScalar(key), [.. Enumerable.Range(1, degree)], [.. values.Take(degree).Select(ToScalar)]);
        }
    }

    [TestMethod]
    [DataRow(256)]
    [DataRow(257)]
    [DataRow(1024)]
    [DataRow(16385)]
    public void Indices_OfAnyCount_AreDistinctAscendingAndInRange(int segmentCount)
    {
        HashSet<int> seen = [];
        for (byte round = 0; round < 40; round++)
        {
            int[] indices = Challenge.Indices(Symmetric, Symmetric.Mac(Tags.Index, [round]), segmentCount, 32);
            Assert.AreEqual(32, indices.Length);
            Assert.IsTrue(indices[0] >= 1 && indices[^1] <= segmentCount);
            for (int t = 1; t < 32; t++)
                Assert.IsTrue(indices[t] > indices[t - 1]);
            seen.UnionWith(indices);
        }

        Assert.IsTrue(seen.Count > Math.Min(segmentCount, 1280) * 3 / 5, $"{seen.Count} different indices");
    }

    [TestMethod]
    [DataRow(32)]
    [DataRow(64)]
    public void OfferCheck_AnyEvaluationWrong_Fails(int samples)
    {
        KeyPolynomial polynomial = Polynomial(samples, 2);
        byte[] commitments = polynomial.Commit();
        byte[] seed = Symmetric.Mac(Tags.Index, [3]);
        int[] indices = Challenge.Indices(Symmetric, seed, 300, samples);
        OfferCheck check = new(Symmetric, seed, indices, commitments);
        Assert.IsTrue(check.Passes([.. indices.Select(polynomial.Evaluate)]));
        Assert.IsFalse(check.Advance());
        Scalar one = new();
        one.SetUInt(1);
        for (int t = 0; t < samples; t++)
        {
            Scalar[] evaluations = [.. indices.Select(polynomial.Evaluate)];
            evaluations[t].Add(evaluations[t], one);
            Assert.IsFalse(check.Passes(evaluations), $"sample {t}");
        }

        // Values of f + x - 1: all but two coefficients are right, and the errors of these cancel in an unweighted sum.
        Scalar[] cancelling = [.. indices.Select(polynomial.Evaluate)];
        Scalar error = new();
        for (int t = 0; t < samples; t++)
        {
            error.SetUInt((uint)indices[t] - 1);
            cancelling[t].Add(cancelling[t], error);
        }

        Assert.IsFalse(check.Passes(cancelling));
    }

    [TestMethod]
    public void OfferCheck_WrongCommitmentsThatCancelInAnUnweightedSum_Fails()
    {
        KeyPolynomial polynomial = Polynomial(32, 4);
        byte[] seed = Symmetric.Mac(Tags.Index, [5]);
        int[] indices = Challenge.Indices(Symmetric, seed, 300, 32);
        Scalar[] evaluations = [.. indices.Select(polynomial.Evaluate)];
        Scalar one = new();
        one.SetUInt(1);
        for (int j = 0; j < 31; j++)
        {
            Scalar[] coefficients = [.. Enumerable.Range(0, 33).Select(polynomial.Coefficient)];
            Scalar more = new(), less = new();
            more.Add(coefficients[j], one);
            less.Subtract(coefficients[j + 1], one);
            coefficients[j] = more;
            coefficients[j + 1] = less;
            byte[] commitments = new KeyPolynomial(coefficients).Commit();
            Assert.IsFalse(new OfferCheck(Symmetric, seed, indices, commitments).Passes(evaluations), $"A_{j}");
        }
    }

    [TestMethod]
    public void OfferCheck_AnyCommitmentOfAnotherPolynomial_Fails()
    {
        KeyPolynomial polynomial = Polynomial(32, 4);
        byte[] seed = Symmetric.Mac(Tags.Index, [5]);
        int[] indices = Challenge.Indices(Symmetric, seed, 300, 32);
        Scalar[] evaluations = [.. indices.Select(polynomial.Evaluate)];
        byte[] other = Polynomial(32, 6).Commit();
        Assert.IsFalse(new OfferCheck(Symmetric, seed, indices, other).Passes(evaluations));
        for (int j = 0; j <= 32; j++)
        {
            byte[] commitments = polynomial.Commit();
            Array.Copy(other, 64 * j, commitments, 64 * j, 64);
            Assert.IsFalse(new OfferCheck(Symmetric, seed, indices, commitments).Passes(evaluations), $"A_{j}");
        }
    }

    [TestMethod]
    public void OfferCheck_PolynomialOffByAMultipleOfWhatVanishes_FailsUnlessCommittedTo()
    {
        // f + c·∏(x - i_t) has the same samples; only the commitments tell it from f.
        KeyPolynomial polynomial = Polynomial(32, 4);
        byte[] seed = Symmetric.Mac(Tags.Index, [5]);
        int[] indices = Challenge.Indices(Symmetric, seed, 300, 32);
        Scalar[] evaluations = [.. indices.Select(polynomial.Evaluate)];
        Scalar key = new();
        key.SetUInt(7);
        KeyPolynomial same = KeyPolynomial.Interpolate(key, indices, evaluations);
        Assert.IsTrue(new OfferCheck(Symmetric, seed, indices, same.Commit()).Passes(evaluations));
        byte[] mixed = [.. polynomial.Commit()[..64], .. same.Commit()[64..]];
        Assert.IsFalse(new OfferCheck(Symmetric, seed, indices, mixed).Passes(evaluations));
    }

    [TestMethod]
    public void OfferCheck_CommitmentsMalformed_AreRefused()
    {
        byte[] commitments = Polynomial(32, 4).Commit();
        byte[] seed = Symmetric.Mac(Tags.Index, [5]);
        int[] indices = Challenge.Indices(Symmetric, seed, 300, 32);
        Assert.ThrowsExactly<ProtocolException>(
            () => new OfferCheck(Symmetric, seed, indices, commitments[64..]));
        commitments[^1] ^= 1;
        Assert.ThrowsExactly<ProtocolException>(
            () => new OfferCheck(Symmetric, seed, indices, commitments).Passes(new Scalar[32]));
    }

    [TestMethod]
    public void Commitments_OffTheCurveOrMiscounted_AreRefused()
    {
        byte[] commitments = Polynomial(32, 7).Commit();
        Commitments.Check(commitments, 32);
        Assert.ThrowsExactly<ProtocolException>(() => Commitments.Check(commitments, 33));
        Assert.ThrowsExactly<ProtocolException>(() => Commitments.Check(commitments[..^64], 32));
        for (int j = 0; j < 33; j += 16)
        {
            byte[] changed = [.. commitments];
            changed[(j * 64) + 63] ^= 1;
            Assert.ThrowsExactly<ProtocolException>(() => Commitments.Check(changed, 32), $"A_{j}");
        }
    }

    [TestMethod]
    public void IsKey_OfAnotherSession_IsRefused()
    {
        byte[] commitments = Polynomial(32, 8).Commit();
        Assert.IsTrue(Commitments.IsKey(commitments, Polynomial(32, 8).Key.ToBytes()));
        Assert.IsFalse(Commitments.IsKey(commitments, Polynomial(32, 9).Key.ToBytes()));
        Assert.IsFalse(Commitments.IsKey(commitments, new byte[32]));
        Assert.IsFalse(Commitments.IsKey(commitments, new byte[31]));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(1000)]
    [DataRow(100000)]
    public void AnswerReader_InPiecesOfAnySize_GivesEverySample(int pieceBytes)
    {
        byte[] body = Answer(out int[] indices, out ChallengeAnswer expected);
        ChallengeAnswerReader reader = new(indices, 300);
        List<Sample> samples = [];
        for (int start = 0; start < body.Length; start += pieceBytes)
        {
            int end = Math.Min(start + pieceBytes, body.Length);
            for (int offset = start; offset < end;)
            {
                int taken = reader.Append(body, offset, end - offset);
                Assert.IsTrue(taken > 0);
                offset += taken;
                if (reader.Take() is { } sample)
                    samples.Add(sample);
            }
        }

        Assert.IsTrue(reader.IsComplete);
        Assert.AreEqual(expected.ValidUntil, reader.ValidUntil);
        CollectionAssert.AreEqual(
            body, new ChallengeAnswer { ValidUntil = reader.ValidUntil, Samples = [.. samples] }.Encode());
        Assert.ThrowsExactly<ProtocolException>(() => reader.Append([0], 0, 1));
    }

    [TestMethod]
    public void AnswerReader_AnyByteOfTheFormChanged_IsRefused()
    {
        byte[] body = Answer(out int[] indices, out ChallengeAnswer expected);
        Assert.ThrowsExactly<ProtocolException>(() => ChallengeAnswer.Parse(body[..^1], indices, 300));
        Assert.ThrowsExactly<ProtocolException>(() => ChallengeAnswer.Parse([.. body, 0], indices, 300));
        foreach (int place in new[] { 0, 1, 6, 7, 8, 9, 10, 43 })
        {
            byte[] changed = [.. body];
            changed[place] ^= 0x40;
            Assert.ThrowsExactly<ProtocolException>(() => ChallengeAnswer.Parse(changed, indices, 300), $"{place}");
        }

        ChallengeAnswer fewer = new() { ValidUntil = expected.ValidUntil, Samples = expected.Samples[1..] };
        Assert.ThrowsExactly<ProtocolException>(() => ChallengeAnswer.Parse(fewer.Encode(), indices, 300));
        expected.Samples[3].Path = expected.Samples[3].Path[32..];
        Assert.ThrowsExactly<ProtocolException>(() => ChallengeAnswer.Parse(expected.Encode(), indices, 300));
    }

    [TestMethod]
    public void Bodies_CutAnywhereOrWithMore_AreRefused()
    {
        int[] indices = [.. Enumerable.Range(1, 32)];
        Refuse(
            new OpenRequest
            {
                ReleaseId = new byte[32],
                Device = new byte[20],
                Nonce = new byte[32],
                Signature = new byte[64]
            }
                .Encode(),
            body => OpenRequest.Parse(body));
        Refuse(new OpenAnswer { EndsAt = 1, Commitments = new byte[33 * 64] }.Encode(), body => OpenAnswer.Parse(body));
        Refuse(
            new ChallengeRequest { OpenSecret = new byte[32], Digest = new byte[32], Indices = indices }.Encode(),
            body => ChallengeRequest.Parse(body));
        Refuse(new ReceiptRequest { Signature = new byte[64] }.Encode(), body => ReceiptRequest.Parse(body));
        Refuse(new KeyAnswer { Key = new byte[32] }.Encode(), body => KeyAnswer.Parse(body));
        Refuse(
            new RepairRequest { Indices = indices, Signature = new byte[64] }.Encode(),
            body => RepairRequest.Parse(body));
        Refuse(
            new SessionRepairRequest { OpenSecret = new byte[32], Indices = indices, Signature = new byte[64] }
                .Encode(),
            body => SessionRepairRequest.Parse(body));
        Refuse(new DistributorList([new byte[20]], ["http://a"]).Encode(), body => DistributorList.Parse(body));
        Refuse(Report(Outcome.Installed).Encode(), body => OutcomeReport.Parse(body));
        Refuse(
            new OutcomeReportList { Next = 300, Reports = [Report(Outcome.Failed), Report(Outcome.Refused)] }.Encode(),
            body => OutcomeReportList.Parse(body));
    }

    [TestMethod]
    public void Bodies_BeyondTheirLimits_AreRefused()
    {
        Assert.ThrowsExactly<ProtocolException>(() => ChallengeRequest.Parse(
            new ChallengeRequest { OpenSecret = new byte[32], Digest = new byte[32], Indices = new int[65] }.Encode()));
        Assert.ThrowsExactly<ProtocolException>(() => RepairRequest.Parse(
            new RepairRequest { Indices = new int[4097], Signature = new byte[64] }.Encode()));
        Assert.ThrowsExactly<ProtocolException>(() => SessionRepairRequest.Parse(
            new SessionRepairRequest { OpenSecret = new byte[32], Indices = new int[4097], Signature = new byte[64] }
                .Encode()));
        Assert.ThrowsExactly<ProtocolException>(() => OpenAnswer.Parse(
            new OpenAnswer { Commitments = new byte[66 * 64] }.Encode()));
        string[] urls = [.. Enumerable.Repeat("http://a", 65)];
        Assert.ThrowsExactly<ProtocolException>(() => DistributorList.Parse(
            new DistributorList([.. urls.Select(_ => new byte[20])], urls).Encode()));
        Assert.ThrowsExactly<ProtocolException>(() => DistributorList.Parse(
            new DistributorList([new byte[20]], [new string('u', 121)]).Encode()));
    }

    [TestMethod]
    public void Reports_OfNoOutcomeOrTooMany_AreRefused()
    {
        OutcomeReportList most = new() { Next = 256, Reports = [.. Enumerable.Repeat(Report(Outcome.Refused), 256)] };
        OutcomeReportList read = OutcomeReportList.Parse(most.Encode());
        Assert.AreEqual(256, read.Next);
        CollectionAssert.AreEqual(most.Encode(), read.Encode());
        Assert.AreEqual(0, OutcomeReportList.Parse(new OutcomeReportList { Reports = [] }.Encode()).Reports.Length);

        most.Reports = [.. most.Reports, Report(Outcome.Refused)];
        Assert.ThrowsExactly<ProtocolException>(() => OutcomeReportList.Parse(most.Encode()));
        foreach (int outcome in new[] { 0, 4, 23, 24, 256, int.MaxValue })
            Assert.ThrowsExactly<ProtocolException>(() => OutcomeReport.Parse(Report(outcome).Encode()), $"{outcome}");
        byte[] longer = [0x83, 0x54, .. new byte[20], 0x18, 0x01, 0x58, 0x40, .. new byte[64]];
        Assert.ThrowsExactly<ProtocolException>(() => OutcomeReport.Parse(longer));
    }

    private static OutcomeReport Report(int outcome) =>
        new() { Device = new byte[20], Outcome = outcome, Signature = new byte[64] };

    private static void Refuse(byte[] body, Action<byte[]> parse)
    {
        parse(body);
        for (int length = 0; length < body.Length; length++)
            Assert.ThrowsExactly<ProtocolException>(() => parse(body[..length]));
        Assert.ThrowsExactly<ProtocolException>(() => parse([.. body, 0]));
    }

    private static byte[] Answer(out int[] indices, out ChallengeAnswer answer)
    {
        KeyPolynomial polynomial = Polynomial(32, 10);
        indices = Challenge.Indices(Symmetric, Symmetric.Mac(Tags.Index, [11]), 300, 32);
        answer = new ChallengeAnswer
        {
            ValidUntil = 1_900_000_000,
            Samples = [.. indices.Select(i => new Sample
            {
                Evaluation = polynomial.Evaluate(i).ToBytes(),
                Path = new byte[Tree.PathBytes(i, 300)],
            })],
        };
        return answer.Encode();
    }

    private static KeyPolynomial Polynomial(int degree, byte seed) =>
        new([.. Enumerable.Range(0, degree + 1).Select(j =>
        {
            Scalar coefficient = new();
            coefficient.ReadReduced(Symmetric.Mac([seed], Bytes.Be32((uint)j)), 0, 32);
            return coefficient;
        })]);
}
