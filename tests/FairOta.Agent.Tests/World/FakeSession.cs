using System.Collections.Concurrent;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent.Tests;

/// <summary>A distributor's side of one session.</summary>
internal sealed class FakeSession
{
    // Polynomials are the same for the same session, so runs that repeat an exchange share them.
    private static readonly ConcurrentDictionary<string, (KeyPolynomial, byte[])> Offers = new();

    public FakeSession(byte[] secret, byte[] digest, OpenRequest open, TestRelease release)
    {
        Digest = digest;
        Open = open;
        Release = release;
        (Polynomial, Commitments) = Offers.GetOrAdd(
            Bytes.ToHex(secret) + Bytes.ToHex(digest), _ => Draw(secret, digest, release.Manifest.Samples));
    }

    public byte[] Digest { get; }

    public OpenRequest Open { get; }

    public TestRelease Release { get; }

    public KeyPolynomial Polynomial { get; set; }

    public byte[] Commitments { get; set; }

    public byte[]? ChallengeBody { get; set; }

    public byte[]? ChallengeAnswer { get; set; }

    public long ValidUntil { get; set; }

    /// <summary>When a right receipt came, or 0.</summary>
    public long ReceiptAt { get; set; }

    public long BytesServed { get; set; }

    private static (KeyPolynomial Polynomial, byte[] Commitments) Draw(byte[] secret, byte[] digest, int samples)
    {
        Scalar[] coefficients = new Scalar[samples + 1];
        for (int j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] = new Scalar();
            coefficients[j].ReadReduced(
                TestRelease.Symmetric.Mac(secret, Bytes.Concat(digest, Bytes.Be32((uint)j))), 0, 32);
        }

        KeyPolynomial polynomial = new(coefficients);
        return (polynomial, polynomial.Commit());
    }
}
