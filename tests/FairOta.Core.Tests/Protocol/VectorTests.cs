using System;
using System.Linq;
using System.Text.Json;
using FairOta.Core.Crypto;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Protocol;

/// <summary>Everything that PROTOCOL.md computes, against an independent model of it.</summary>
[TestClass]
public class VectorTests
{
    private static readonly ISymmetric[] Symmetrics = [new ManagedSymmetric(), new HostSymmetric()];

    [TestMethod]
    public void RepairRequest_OfVectors_HasTheDevicesSignatureForThatDistributor()
    {
        foreach (JsonElement row in Crypto.KnownAnswers.Of("repair/delivery.json"))
        {
            RepairRequest repair = RepairRequest.Parse(row.Hex("repairRequest"));
            byte[] digest = Eip712.Repair(row.Hex("releaseId"), row.Hex("distributor"), repair.Indices);
            foreach (ISymmetric symmetric in Symmetrics)
                AssertHex(repair.Signature, Ecdsa.Sign(symmetric, row.Hex("deviceKey"), digest));
            AssertHex(row.Hex("repairRequest"), repair.Encode());
            Assert.IsTrue(repair.Indices.Length > 0);
        }
    }

    [TestMethod]
    public void OutcomeReport_OfVectors_HasTheDevicesSignatureForThatReleaseAndOutcome()
    {
        foreach (JsonElement row in Crypto.KnownAnswers.Of("report/outcome.json"))
        {
            OutcomeReport report = OutcomeReport.Parse(row.Hex("report"));
            Assert.AreEqual(row.Number("outcome"), report.Outcome);
            byte[] digest = OutcomeReport.Digest(row.Hex("releaseId"), report.Outcome);
            AssertHex(row.Hex("digest"), digest);
            foreach (ISymmetric symmetric in Symmetrics)
                AssertHex(report.Signature, Ecdsa.Sign(symmetric, row.Hex("deviceKey"), digest));
            AssertHex(report.Device, Ecdsa.RecoverAddress(digest, report.Signature));
            AssertHex(row.Hex("report"), report.Encode());
        }
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Cases), typeof(VectorFiles))]
    public void Package_OfVector_HasItsSegmentsRootAndPaths(string file, int number)
    {
        JsonElement vector = VectorFiles.Case(file, number);
        foreach (ISymmetric symmetric in Symmetrics)
        {
            Package package = Pack(symmetric, vector);
            Assert.AreEqual(vector.Number("segmentCount"), package.SegmentCount);
            AssertHex(vector.Hex("segmentsSha256"), Sha256.Hash(package.Content));
            byte[][] shown = vector.HexList("segments");
            foreach (byte[] segment in shown)
                Assert.IsTrue(package.Content.AsSpan().IndexOf(segment) >= 0);
            AssertHex(shown[0], package.Segment(1));
            AssertHex(shown[^1], package.Segment(package.SegmentCount));
            AssertHex(vector.Hex("root"), package.Root);
            foreach (JsonElement path in vector.GetProperty("paths").EnumerateArray())
            {
                int index = (int)path.Number("index");
                byte[] leaf = path.Hex("leaf");
                AssertHex(leaf, Segments.Leaf(symmetric, package.Segment(index)));
                AssertHex(path.Hex("path"), package.Path(index));
                Assert.AreEqual(path.Hex("path").Length, Tree.PathBytes(index, package.SegmentCount));
                Assert.IsTrue(
                    Tree.Verify(symmetric, leaf, index, package.SegmentCount, path.Hex("path"), package.Root));
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Cases), typeof(VectorFiles))]
    public void Manifest_OfVector_ParsesEncodesSignsAndHashes(string file, int number)
    {
        JsonElement vector = VectorFiles.Case(file, number);
        JsonElement expected = vector.GetProperty("manifest");
        byte[] publicKey = new byte[33];
        Point point = new();
        Assert.IsTrue(point.TryRead(Ecdsa.PublicKey(expected.Hex("vendorManifestKey")), 0));
        point.WriteCompressed(publicKey, 0);
        AssertHex(expected.Hex("vendorManifestPublicKey"), publicKey);

        Manifest manifest = Manifest.Open(expected.Hex("coseSign1"), publicKey);
        AssertHex(expected.Hex("payload"), manifest.Encode());
        AssertHex(expected.Hex("manifestHash"), manifest.Hash());
        AssertHex(expected.Hex("releaseId"), manifest.ReleaseId());
        AssertHex(expected.Hex("vendorAccount"), manifest.VendorAccount);
        AssertHex(expected.Hex("escrow"), manifest.Escrow);
        AssertHex(vector.Hex("root"), manifest.PackageRoot);
        AssertHex(Sha256.Hash(vector.Hex("image")), manifest.ImageSha256);
        Assert.AreEqual(expected.Number("chainId"), manifest.ChainId);
        Assert.AreEqual(vector.Number("segmentSize"), manifest.SegmentSize);
        Assert.AreEqual(vector.Number("segmentCount"), manifest.SegmentCount);
        foreach (ISymmetric symmetric in Symmetrics)
            AssertHex(expected.Hex("coseSign1"), manifest.Sign(symmetric, expected.Hex("vendorManifestKey")));
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Cases), typeof(VectorFiles))]
    public void Open_OfVector_HasItsDigestSignatureAndBodies(string file, int number)
    {
        JsonElement vector = VectorFiles.Case(file, number);
        JsonElement expected = vector.GetProperty("exchange");
        JsonElement manifest = vector.GetProperty("manifest");
        ISymmetric symmetric = new HostSymmetric();
        byte[] deviceKey = expected.Hex("deviceKey");
        byte[] device = Ecdsa.Address(deviceKey);
        AssertHex(expected.Hex("device"), device);
        byte[] domain = Eip712.Domain(manifest.Number("chainId"), manifest.Hex("escrow"));
        AssertHex(expected.Hex("domainSeparator"), domain);

        byte[] secret = Challenge.Secret(symmetric, deviceKey);
        byte[] r = Challenge.OpenSecret(symmetric, secret, (uint)expected.Number("counter"));
        AssertHex(expected.Hex("r"), r);
        byte[] nonce = Challenge.Nonce(symmetric, r);
        AssertHex(expected.Hex("nonce"), nonce);
        OpenRequest request = new()
        {
            ReleaseId = manifest.Hex("releaseId"),
            Device = device,
            Nonce = nonce,
            BoundUntil = expected.Number("boundUntil"),
        };
        byte[] session = Eip712.OpenSession(
            domain, request.ReleaseId, expected.Hex("distributor"), device, nonce, request.BoundUntil);
        AssertHex(expected.Hex("session"), session);
        request.Signature = Ecdsa.Sign(symmetric, deviceKey, session);
        AssertHex(expected.Hex("openSignature"), request.Signature);
        AssertHex(device, Ecdsa.RecoverAddress(session, request.Signature));
        AssertHex(expected.Hex("openRequest"), request.Encode());
        AssertHex(expected.Hex("openRequest"), OpenRequest.Parse(request.Encode()).Encode());

        KeyPolynomial polynomial = Polynomial(expected);
        AssertHex(expected.Hex("commitments"), polynomial.Commit());
        OpenAnswer answer = new() { EndsAt = expected.Number("endsAt"), Commitments = polynomial.Commit() };
        AssertHex(expected.Hex("openAnswer"), answer.Encode());
        AssertHex(expected.Hex("openAnswer"), OpenAnswer.Parse(answer.Encode()).Encode());
        AssertHex(expected.Hex("key"), polynomial.Key.ToBytes());
        AssertHex(expected.Hex("keyCommitment"), Commitments.KeyCommitment(answer.Commitments));
        Assert.IsTrue(Commitments.IsKey(answer.Commitments, expected.Hex("key")));
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Cases), typeof(VectorFiles))]
    public void Sealing_OfVector_HasItsSegmentsAndRunningDigest(string file, int number)
    {
        JsonElement vector = VectorFiles.Case(file, number);
        foreach (ISymmetric symmetric in Symmetrics)
        {
            byte[] content = Seal(symmetric, vector, out byte[] digest);
            byte[][] shown = vector.GetProperty("exchange").HexList("sealed");
            AssertHex(vector.GetProperty("exchange").Hex("sealedSha256"), Sha256.Hash(content));
            AssertHex(vector.GetProperty("exchange").Hex("runningDigest"), digest);
            foreach (byte[] segment in shown)
                Assert.IsTrue(content.AsSpan().IndexOf(segment) >= 0);
        }
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Cases), typeof(VectorFiles))]
    public void Challenge_OfVector_HasItsSamplesWeightsAndBodies(string file, int number)
    {
        JsonElement vector = VectorFiles.Case(file, number);
        JsonElement expected = vector.GetProperty("exchange");
        ISymmetric symmetric = new HostSymmetric();
        Package package = Pack(symmetric, vector);
        byte[] seed = Challenge.Seed(
            symmetric, Challenge.Secret(symmetric, expected.Hex("deviceKey")), expected.Hex("session"),
            expected.Hex("commitments"), expected.Hex("runningDigest"));
        AssertHex(expected.Hex("challengeSeed"), seed);
        int samples = expected.GetProperty("indices").GetArrayLength();
        int[] indices = Challenge.Indices(symmetric, seed, package.SegmentCount, samples);
        CollectionAssert.AreEqual(
            expected.GetProperty("indices").EnumerateArray().Select(e => e.GetInt32()).ToArray(), indices);
        byte[][] weights = expected.HexList("weights");
        for (int t = 0; t < samples; t++)
            AssertHex(new byte[16].Concat(weights[t]).ToArray(), Challenge.Weight(symmetric, seed, t).ToBytes());

        ChallengeRequest request = new()
        {
            OpenSecret = expected.Hex("r"),
            Digest = expected.Hex("runningDigest"),
            Indices = indices,
        };
        AssertHex(expected.Hex("challengeRequest"), request.Encode());
        AssertHex(expected.Hex("challengeRequest"), ChallengeRequest.Parse(request.Encode()).Encode());

        KeyPolynomial polynomial = Polynomial(expected);
        ChallengeAnswer answer = new()
        {
            ValidUntil = expected.Number("validUntil"),
            Samples = indices.Select(i => new Sample
            {
                Evaluation = polynomial.Evaluate(i).ToBytes(),
                Path = package.Path(i),
            }).ToArray(),
        };
        AssertHex(expected.Hex("challengeAnswer"), answer.Encode());
        byte[] again = ChallengeAnswer.Parse(answer.Encode(), indices, package.SegmentCount).Encode();
        AssertHex(expected.Hex("challengeAnswer"), again);

        Scalar[] evaluations = expected.HexList("evaluations").Select(ReadScalar).ToArray();
        OfferCheck check = new(symmetric, seed, indices, expected.Hex("commitments"));
        Assert.IsTrue(check.Passes(evaluations));
        evaluations[samples / 2].Add(evaluations[samples / 2], evaluations[0]);
        Assert.IsFalse(check.Passes(evaluations));
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Cases), typeof(VectorFiles))]
    public void Receipt_OfVector_HasItsDigestSignatureAndBodies(string file, int number)
    {
        JsonElement vector = VectorFiles.Case(file, number);
        JsonElement expected = vector.GetProperty("exchange");
        ISymmetric symmetric = new ManagedSymmetric();
        byte[] digest = Eip712.ProofOfDistribution(
            expected.Hex("domainSeparator"), vector.GetProperty("manifest").Hex("releaseId"),
            expected.Hex("distributor"), expected.Hex("keyCommitment"), expected.Number("validUntil"));
        AssertHex(expected.Hex("podDigest"), digest);
        byte[] signature = Ecdsa.Sign(symmetric, expected.Hex("deviceKey"), digest);
        AssertHex(expected.Hex("podSignature"), signature);
        AssertHex(signature, ReceiptRequest.Parse(new ReceiptRequest { Signature = signature }.Encode()).Signature);
        AssertHex(expected.Hex("key"), KeyAnswer.Parse(new KeyAnswer { Key = expected.Hex("key") }.Encode()).Key);

        SessionRepairRequest repair = SessionRepairRequest.Parse(expected.Hex("repairRequest"));
        AssertHex(expected.Hex("r"), repair.OpenSecret);
        byte[] asked = SessionRepairRequest.Digest(expected.Hex("session"));
        AssertHex(repair.Signature, Ecdsa.Sign(symmetric, expected.Hex("deviceKey"), asked));
        AssertHex(expected.Hex("repairRequest"), repair.Encode());
        Assert.IsTrue(repair.Indices.Length > 0);
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Cases), typeof(VectorFiles))]
    public void Opening_FromKeyAndSamples_GivesTheImage(string file, int number)
    {
        JsonElement vector = VectorFiles.Case(file, number);
        JsonElement expected = vector.GetProperty("exchange");
        foreach (ISymmetric symmetric in Symmetrics)
        {
            byte[] content = Seal(symmetric, vector, out _);
            int size = (int)vector.Number("segmentSize");
            int count = (int)vector.Number("segmentCount");
            int[] indices = expected.GetProperty("indices").EnumerateArray().Select(e => e.GetInt32()).ToArray();
            Scalar[] evaluations = expected.HexList("evaluations").Select(ReadScalar).ToArray();
            KeyPolynomial polynomial = KeyPolynomial.Interpolate(ReadScalar(expected.Hex("key")), indices, evaluations);
            byte[][] coefficients = expected.HexList("coefficients");
            for (int j = 0; j < coefficients.Length; j++)
                AssertHex(coefficients[j], polynomial.Coefficient(j).ToBytes());

            PackageOpener opener = new(symmetric, size, count);
            ForwardDifferences values = new(polynomial);
            Scalar value = new();
            for (int i = 1; i <= count; i++)
            {
                values.Next(value);
                opener.Append(Segments.Unseal(symmetric, value, content[((i - 1) * size)..(i * size)]));
            }

            AssertHex(vector.Hex("root"), opener.Root());
            byte[] packageKey = opener.Unlock();
            AssertHex(vector.Hex("packageKey"), packageKey);

            byte[] image = vector.Hex("image");
            byte[] opened = new byte[(count - 1) * size];
            values.Rewind();
            for (int i = 1; i < count; i++)
            {
                values.Next(value);
                byte[] segment = Segments.Unseal(symmetric, value, content[((i - 1) * size)..(i * size)]);
                opener.OpenSegment(packageKey, i, segment).CopyTo(opened, (i - 1) * size);
            }

            AssertHex(image, opened[..image.Length]);
            Assert.IsTrue(opened[image.Length..].All(b => b == 0));
        }
    }

    [TestMethod]
    [DynamicData(nameof(VectorFiles.Negatives), typeof(VectorFiles))]
    public void Negatives_OfVectors_AreRefused(string file)
    {
        JsonElement negatives = VectorFiles.NegativesOf(file);
        JsonElement evaluation = negatives.GetProperty("evaluationNotBelowQ");
        Assert.IsTrue(new Scalar().TryRead(evaluation.Hex("accepted"), 0));
        Assert.IsFalse(new Scalar().TryRead(evaluation.Hex("refused"), 0));
        byte[] commitments = Ecdsa.PublicKey(Enumerable.Repeat((byte)7, 32).ToArray());
        foreach (byte[] key in negatives.GetProperty("keys").HexList("refused"))
        {
            Assert.IsFalse(Ecdsa.IsPrivateKey(key));
            Assert.IsFalse(Commitments.IsKey(commitments, key));
        }

        foreach (JsonProperty point in negatives.GetProperty("points").EnumerateObject())
            Assert.IsFalse(new Point().TryRead(Bytes.FromHex(point.Value.GetString()!), 0), point.Name);

        foreach (JsonElement degenerate in negatives.GetProperty("degenerateCommitments").EnumerateArray())
            AssertDegenerate(degenerate);

        JsonElement signature = negatives.GetProperty("signature");
        byte[] key33 = new byte[33];
        Point publicKey = new();
        Assert.IsTrue(publicKey.TryRead(Ecdsa.PublicKey(signature.Hex("key")), 0));
        publicKey.WriteCompressed(key33, 0);
        byte[] digest = signature.Hex("digest");
        AssertHex(signature.Hex("eip2098"), Ecdsa.Sign(new ManagedSymmetric(), signature.Hex("key"), digest));
        AssertHex(signature.Hex("rs"), Ecdsa.SignRs(new ManagedSymmetric(), signature.Hex("key"), digest));
        AssertHex(signature.Hex("address"), Ecdsa.RecoverAddress(digest, signature.Hex("eip2098")));
        Assert.IsTrue(Ecdsa.VerifyRs(key33, digest, signature.Hex("rs")));
        Assert.IsFalse(Ecdsa.VerifyRs(key33, digest, signature.Hex("refusedHighS")));
    }

    /// <summary>
    /// Commitments that are equal or alternate in sign are legal, and an incomplete addition gets them wrong.
    /// </summary>
    private static void AssertDegenerate(JsonElement degenerate)
    {
        KeyPolynomial polynomial = Polynomial(degenerate);
        int[] at = degenerate.GetProperty("at").EnumerateArray().Select(e => e.GetInt32()).ToArray();
        byte[][] evaluations = degenerate.HexList("evaluations");
        for (int i = 0; i < at.Length; i++)
            AssertHex(evaluations[i], polynomial.Evaluate(at[i]).ToBytes());
        ISymmetric symmetric = new HostSymmetric();
        byte[] commitments = polynomial.Commit();
        byte[] seed = symmetric.Mac(Tags.Offer, commitments);
        int[] indices = Challenge.Indices(symmetric, seed, 16 * polynomial.Degree, polynomial.Degree);
        Assert.IsTrue(new OfferCheck(symmetric, seed, indices, commitments).Passes(
            indices.Select(polynomial.Evaluate).ToArray()));
    }

    private static Package Pack(ISymmetric symmetric, JsonElement vector) => Package.Pack(
        symmetric, vector.Hex("image"), (int)vector.Number("segmentSize"), Samples(vector), vector.Hex("packageKey"));

    private static int Samples(JsonElement vector) =>
        vector.GetProperty("exchange").GetProperty("indices").GetArrayLength();

    private static byte[] Seal(ISymmetric symmetric, JsonElement vector, out byte[] digest)
    {
        Package package = Pack(symmetric, vector);
        KeyPolynomial polynomial = Polynomial(vector.GetProperty("exchange"));
        byte[] content = new byte[package.Content.Length];
        digest = vector.GetProperty("exchange").Hex("session");
        for (int i = 1; i <= package.SegmentCount; i++)
        {
            byte[] segment = Segments.Seal(symmetric, polynomial.Evaluate(i), package.Segment(i));
            segment.CopyTo(content, (i - 1) * package.SegmentSize);
            digest = Segments.Digest(symmetric, digest, segment);
        }

        return content;
    }

    private static KeyPolynomial Polynomial(JsonElement element) =>
        new(element.HexList("coefficients").Select(ReadScalar).ToArray());

    private static Scalar ReadScalar(byte[] bytes)
    {
        Scalar scalar = new();
        Assert.IsTrue(scalar.TryRead(bytes, 0));
        return scalar;
    }

    private static void AssertHex(byte[] expected, byte[]? actual) =>
        Assert.AreEqual(Bytes.ToHex(expected), actual == null ? null : Bytes.ToHex(actual));
}
