using System;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>What the distributor offers in one session: the polynomial f, and all that follows from it and the package.
/// Immutable; what costs a pass over the package is worked out once, when it is first asked for.</summary>
/// <remarks>f's coefficients are a PRF of (secret, epoch, session, device), each from 64 bytes reduced mod q, so that
/// its bias is below 2^-250. Nothing of them is ever stored.</remarks>
internal sealed class Offer
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();

    private readonly IContent _package;
    private readonly KeyPolynomial _polynomial;
    private readonly Lazy<byte[]> _commitments;
    private readonly Lazy<Address> _keyCommitment;
    private readonly Lazy<byte[][]> _segmentKeys;
    private readonly Lazy<Hash32> _digest;

    /// <summary>The offer of a session.</summary>
    /// <param name="secret">The distributor's secret, 32 bytes.</param>
    /// <param name="session">The session.</param>
    /// <param name="holding">The release it is about.</param>
    public Offer(byte[] secret, Session session, Holding holding)
    {
        Scalar[] coefficients = Coefficients(secret, session, holding.Manifest.Samples);
        _package = holding.Served.Package;
        _polynomial = new KeyPolynomial(coefficients);
        Key = Hash32.FromBytes(coefficients[0].ToBytes());
        _commitments = new Lazy<byte[]>(_polynomial.Commit);
        _keyCommitment = new Lazy<Address>(() => Address.FromBytes(Ecdsa.Address(Key.ToBytes())));
        _segmentKeys = new Lazy<byte[][]>(() => SegmentKeys(holding.SegmentCount));
        _digest = new Lazy<Hash32>(() => RunningDigest(session.Id, holding));
    }

    /// <summary>k = a₀, big-endian. Secret until the delivery is reserved.</summary>
    public Hash32 Key { get; }

    /// <summary>A₀ ‖ … ‖ A_λ, 64 bytes each.</summary>
    public byte[] Commitments => _commitments.Value;

    /// <summary>What a challenge is judged by: addr(A₀), and D over all segments as they are sent.</summary>
    public SessionRules.OfferFacts Facts => new(_keyCommitment.Value, _digest.Value);

    /// <summary>Whether it is an offer of that very package: one that was brought again after a damage is
    /// another.</summary>
    internal bool IsOf(Holding holding) => ReferenceEquals(_package, holding.Served.Package);

    /// <summary>f(index), 32 bytes. Secret but for the samples of the one challenge.</summary>
    public byte[] Evaluate(int index) => _polynomial.Evaluate(index).ToBytes();

    /// <summary>e[first] ‖ … ‖ e[first + count - 1].</summary>
    public byte[] Seal(Holding holding, int first, int count)
    {
        byte[] sealedSegments = new byte[count * holding.SegmentSize];
        for (int i = 0; i < count; i++)
            Seal(holding, first + i).CopyTo(sealedSegments, i * holding.SegmentSize);
        return sealedSegments;
    }

    private byte[] Seal(Holding holding, int index) =>
        Symmetric.Encrypt(_segmentKeys.Value[index - 1], holding.Segment(index));

    private Hash32 RunningDigest(SessionId session, Holding holding)
    {
        byte[] digest = session.ToBytes();
        for (int i = 1; i <= holding.SegmentCount; i++)
            digest = Segments.Digest(Symmetric, digest, Seal(holding, i));
        return Hash32.FromBytes(digest);
    }

    private byte[][] SegmentKeys(int segmentCount)
    {
        byte[][] keys = new byte[segmentCount][];
        ForwardDifferences differences = new(_polynomial);
        Scalar value = new();
        for (int i = 0; i < segmentCount; i++)
        {
            differences.Next(value);
            keys[i] = Segments.Key(Symmetric, value);
        }

        return keys;
    }

    private static Scalar[] Coefficients(byte[] secret, Session session, int samples)
    {
        byte[] key = Symmetric.Mac(
            secret,
            [
                .. "FairOTA distributor polynomial"u8,
                .. session.Epoch.ToByteArray(),
                .. session.Id.ToBytes(),
                .. session.Device.ToBytes(),
            ]);
        Scalar[] coefficients = new Scalar[samples + 1];
        for (uint j = 0; j < coefficients.Length; j++)
        {
            byte[] wide = [.. Symmetric.Mac(key, Bytes.Be32(2 * j)), .. Symmetric.Mac(key, Bytes.Be32(2 * j + 1))];
            coefficients[j] = new Scalar();
            coefficients[j].ReadReduced(wide, 0, wide.Length);
        }

        return coefficients;
    }
}
