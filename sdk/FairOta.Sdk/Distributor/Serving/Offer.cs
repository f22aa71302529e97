using System;
using System.Threading;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>What the distributor offers in one session: the polynomial f, and all that follows from it and the package.
/// What costs a pass over the package is worked out once, when it is first asked for.</summary>
/// <remarks>f's coefficients are a PRF of (secret, epoch, session, device), each from 64 bytes reduced mod q, so that
/// its bias is below 2^-250. Nothing of them is ever stored.</remarks>
internal sealed class Offer
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();

    private readonly IContent _package;
    private readonly OfferCost _cost;
    private int _single;
    private readonly KeyPolynomial _polynomial;
    private readonly Lazy<byte[]> _commitments;
    private readonly Lazy<Address> _keyCommitment;
    private readonly Lazy<byte[][]> _segmentKeys;
    private readonly Lazy<Hash32> _digest;

    /// <summary>The offer of a session.</summary>
    /// <param name="secret">The distributor's secret, 32 bytes.</param>
    /// <param name="session">The session.</param>
    /// <param name="holding">The release it is about.</param>
    /// <param name="cost">Counts what is worked out.</param>
    public Offer(byte[] secret, Session session, Holding holding, OfferCost cost)
    {
        _cost = cost;
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

    /// <summary>addr(A₀).</summary>
    public Address KeyCommitment => _keyCommitment.Value;

    /// <summary>D over all segments as they are sent: a pass over the package.</summary>
    public Hash32 Digest => _digest.Value;

    /// <summary>Whether it is an offer of that very package: one that was brought again after a damage is
    /// another.</summary>
    internal bool IsOf(Holding holding) => ReferenceEquals(_package, holding.Served.Package);

    /// <summary>f(index), 32 bytes. Secret but for the samples of the one challenge.</summary>
    public byte[] Evaluate(int index) => _polynomial.Evaluate(index).ToBytes();

    /// <summary>e[first] ‖ … ‖ e[first + count - 1].</summary>
    /// <remarks>The keys of all segments are worked out once as many were asked for as pay for it: whoever asks for
    /// single segments, of sessions that are no longer kept, causes work in proportion to what is sent.</remarks>
    public byte[] Seal(Holding holding, int first, int count)
    {
        bool isForAll = Interlocked.Add(ref _single, count) > holding.SegmentCount / 8;
        byte[] sealedSegments = new byte[count * holding.SegmentSize];
        for (int i = 0; i < count; i++)
        {
            byte[] key = isForAll ? _segmentKeys.Value[first + i - 1] : SegmentKey(first + i);
            Seal(holding, first + i, key).CopyTo(sealedSegments, i * holding.SegmentSize);
        }

        return sealedSegments;
    }

    private static byte[] Seal(Holding holding, int index, byte[] key) =>
        Symmetric.Encrypt(key, holding.Segment(index));

    private byte[] SegmentKey(int index)
    {
        _cost.CountKeys(1);
        return Segments.Key(Symmetric, _polynomial.Evaluate(index));
    }

    private Hash32 RunningDigest(SessionId session, Holding holding)
    {
        _cost.CountPass();
        byte[] digest = session.ToBytes();
        for (int i = 1; i <= holding.SegmentCount; i++)
            digest = Segments.Digest(Symmetric, digest, Seal(holding, i, _segmentKeys.Value[i - 1]));
        return Hash32.FromBytes(digest);
    }

    private byte[][] SegmentKeys(int segmentCount)
    {
        _cost.CountKeys(segmentCount);
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
