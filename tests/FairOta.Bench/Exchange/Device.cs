using System;
using System.IO;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Bench.Exchange;

/// <summary>What a device works out in one session, by the same classes of Core in the same order as the agent's
/// phases, upon staging and a slot in memory.</summary>
internal sealed class Device
{
    private static readonly HostSymmetric Symmetric = new();

    private readonly Manifest _manifest;
    private readonly byte[] _session;
    private readonly byte[] _secret = Challenge.Secret(Symmetric, Shape.Key(3));
    private readonly byte[] _staging;
    private readonly byte[] _slot;
    private byte[] _digest;
    private byte[] _commitments = [];
    private Scalar[] _evaluations = [];

    /// <summary>A device that takes a release.</summary>
    public Device(Manifest manifest, byte[] session)
    {
        _manifest = manifest;
        _session = session;
        _digest = session;
        _staging = new byte[manifest.SegmentCount * manifest.SegmentSize];
        _slot = new byte[manifest.ImageSize];
    }

    /// <summary>The image, once it is opened.</summary>
    public ReadOnlySpan<byte> Image => _slot;

    /// <summary>The challenge's indices.</summary>
    public int[] Indices { get; private set; } = [];

    /// <summary>Takes the answer to Open.</summary>
    public void Open(byte[] body)
    {
        _commitments = OpenAnswer.Parse(body).Commitments;
        Commitments.Check(_commitments, _manifest.Samples);
    }

    /// <summary>Stages what comes, with the digest over it.</summary>
    public void Download(byte[][] pieces)
    {
        byte[] segment = new byte[_manifest.SegmentSize];
        int offset = 0;
        foreach (byte[] piece in pieces)
        {
            for (int at = 0; at < piece.Length; at += segment.Length)
            {
                Array.Copy(piece, at, segment, 0, segment.Length);
                _digest = Segments.Digest(Symmetric, _digest, segment);
            }

            piece.CopyTo(_staging, offset);
            offset += piece.Length;
        }
    }

    /// <summary>The body of the challenge, and what of the check goes on while its answer is awaited.</summary>
    public (byte[] Body, OfferCheck Check) Ask()
    {
        byte[] seed = Challenge.Seed(Symmetric, _secret, _session, _commitments, _digest);
        Indices = Challenge.Indices(Symmetric, seed, _manifest.SegmentCount, _manifest.Samples);
        OfferCheck check = new(Symmetric, seed, Indices, _commitments);
        while (check.Advance()) continue;
        byte[] secret = Challenge.OpenSecret(Symmetric, _secret, 1);
        return (new ChallengeRequest { OpenSecret = secret, Digest = _digest, Indices = Indices }.Encode(), check);
    }

    /// <summary>Checks the answer.</summary>
    public void Check(byte[] answer, OfferCheck check)
    {
        Sample[] samples = ChallengeAnswer.Parse(answer, Indices, _manifest.SegmentCount).Samples;
        _evaluations = new Scalar[samples.Length];
        for (int t = 0; t < samples.Length; t++)
        {
            _evaluations[t] = new Scalar();
            Demand(_evaluations[t].TryRead(samples[t].Evaluation, 0));
            byte[] leaf = Segments.Leaf(
                Symmetric, Segments.Unseal(Symmetric, _evaluations[t], Staged(Indices[t])));
            Demand(Tree.Verify(
                Symmetric, leaf, Indices[t], _manifest.SegmentCount, samples[t].Path, _manifest.PackageRoot));
        }

        Demand(check.Passes(_evaluations));
    }

    /// <summary>Opens the package: both passes, with the root in each.</summary>
    public void Unseal(byte[] keyAnswer)
    {
        int written = 0;
        byte[] k = KeyAnswer.Parse(keyAnswer).Key;
        Demand(Commitments.IsKey(_commitments, k));
        Scalar key = new();
        Demand(key.TryRead(k, 0));
        int n = _manifest.SegmentCount;
        SegmentKeys keys = new(Symmetric);
        ForwardDifferences differences = new(KeyPolynomial.Interpolate(key, Indices, _evaluations));
        Scalar evaluation = new();
        byte[] Next(int i)
        {
            differences.Next(evaluation);
            return Symmetric.Decrypt(keys.Of(evaluation), Staged(i));
        }

        PackageOpener opener = new(Symmetric, _manifest.SegmentSize, n);
        for (int i = 1; i <= n; i++) opener.Append(Next(i));
        Demand(Bytes.Equal(opener.Root(), _manifest.PackageRoot));
        byte[] packageKey = opener.Unlock();

        differences.Rewind();
        TreeHasher tree = new(Symmetric);
        for (int i = 1; i <= n; i++)
        {
            byte[] segment = Next(i);
            tree.Append(Segments.Leaf(Symmetric, segment));
            if (i == n || written == _slot.Length) continue;
            byte[] plain = opener.OpenSegment(packageKey, i, segment);
            int count = Math.Min(plain.Length, _slot.Length - written);
            Array.Copy(plain, 0, _slot, written, count);
            written += count;
        }

        Demand(Bytes.Equal(tree.Root(), _manifest.PackageRoot));
    }

    private byte[] Staged(int index) =>
        Bytes.Slice(_staging, (index - 1) * _manifest.SegmentSize, _manifest.SegmentSize);

    private static void Demand(bool holds)
    {
        if (!holds) throw new InvalidDataException("An honest exchange was refused.");
    }
}
