using System.Collections.Concurrent;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent.Tests;

/// <summary>A distributor's side of one session.</summary>
internal sealed class FakeSession
{
    // Polynomials are the same for the same session, so runs that repeat an exchange share them.
    private static readonly ConcurrentDictionary<string, (KeyPolynomial, byte[], byte[][])> Offers = new();

    private KeyPolynomial _polynomial;
    private byte[][] _sealed;

    public FakeSession(byte[] secret, byte[] digest, OpenRequest open, TestRelease release)
    {
        Digest = digest;
        Open = open;
        Release = release;
        (_polynomial, Commitments, _sealed) = Offers.GetOrAdd(
            Bytes.ToHex(secret) + Bytes.ToHex(digest), _ => Draw(secret, digest, release));
    }

    public byte[] Digest { get; }

    public OpenRequest Open { get; }

    public TestRelease Release { get; }

    public KeyPolynomial Polynomial
    {
        get => _polynomial;
        set => (_polynomial, _sealed) = (value, new byte[_sealed.Length][]);
    }

    public byte[] Commitments { get; set; }

    public byte[]? ChallengeBody { get; set; }

    public byte[]? ChallengeAnswer { get; set; }

    public long ValidUntil { get; set; }

    /// <summary>When a right receipt came, or 0.</summary>
    public long ReceiptAt { get; set; }

    public long BytesServed { get; set; }

    /// <summary>The same session in another world.</summary>
    public FakeSession Clone() => (FakeSession)MemberwiseClone();

    /// <summary>e[index], to keep.</summary>
    public byte[] Sealed(int index)
    {
        _sealed[index - 1] ??= Segments.Seal(
            TestRelease.Symmetric, Polynomial.Evaluate(index), Release.Package.Segment(index));
        return (byte[])_sealed[index - 1].Clone();
    }

    private static (KeyPolynomial, byte[], byte[][]) Draw(byte[] secret, byte[] digest, TestRelease release)
    {
        Scalar[] coefficients = new Scalar[release.Manifest.Samples + 1];
        for (int j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] = new Scalar();
            coefficients[j].ReadReduced(
                TestRelease.Symmetric.Mac(secret, Bytes.Concat(digest, Bytes.Be32((uint)j))), 0, 32);
        }

        KeyPolynomial polynomial = new(coefficients);
        return (polynomial, polynomial.Commit(), new byte[release.Package.SegmentCount][]);
    }
}
