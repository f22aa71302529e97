using System;
using System.Buffers;
using System.Threading;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>What the distributor offers in one session: the polynomial f, and all that follows from it and the package.
/// The keys of segments and the running digest follow what is sent.</summary>
/// <remarks>f's coefficients are a PRF of (secret, epoch, session, device), each from 64 bytes reduced mod q, so that
/// its bias is below 2^-250. Nothing of them is ever stored.</remarks>
internal sealed class Offer
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();

    private readonly Lock _gate = new();
    private readonly IContent _package;
    private readonly OfferCost _cost;
    private readonly KeyPolynomial _polynomial;
    private readonly Lazy<byte[]> _commitments;
    private readonly Lazy<Address> _keyCommitment;
    private readonly byte[] _digest;

    /// <summary>Segments from the first that <see cref="_digest"/> is over; guarded, as all below, by
    /// <see cref="_gate"/>.</summary>
    private int _digested;

    /// <summary>Keys of the first <see cref="_known"/> segments.</summary>
    private byte[] _keys = [];
    private int _known;
    private ForwardDifferences? _next;

    /// <summary>Segments that were asked for out of turn.</summary>
    private int _skipped;

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
        _digest = session.Id.ToBytes();
        Key = Hash32.FromBytes(coefficients[0].ToBytes());
        _commitments = new Lazy<byte[]>(_polynomial.Commit);
        _keyCommitment = new Lazy<Address>(() => Address.FromBytes(Ecdsa.Address(Key.ToBytes())));
    }

    /// <summary>k = a₀, big-endian. Secret until the delivery is reserved.</summary>
    public Hash32 Key { get; }

    /// <summary>A₀ ‖ … ‖ A_λ, 64 bytes each.</summary>
    public byte[] Commitments => _commitments.Value;

    /// <summary>addr(A₀).</summary>
    public Address KeyCommitment => _keyCommitment.Value;

    /// <summary>Whether it is an offer of that very package: one that was brought again after a damage is
    /// another.</summary>
    internal bool IsOf(Holding holding) => ReferenceEquals(_package, holding.Served.Package);

    /// <summary>f(index), 32 bytes. Secret but for the samples of the one challenge.</summary>
    public byte[] Evaluate(int index) => _polynomial.Evaluate(index).ToBytes();

    /// <summary>Writes e[first] ‖ … ‖ e[first + count - 1].</summary>
    /// <remarks>What is asked for in turn takes each key from the one before and goes into the running digest. What is
    /// out of turn takes its keys one by one until as many were asked for as pay for all between: whoever asks for
    /// single segments, of sessions that are no longer kept, causes work in proportion to what is sent.</remarks>
    /// <param name="holding">The release.</param>
    /// <param name="first">The first segment, from 1.</param>
    /// <param name="count">How many.</param>
    /// <param name="segments">Filled: count × the segments' size.</param>
    /// <exception cref="PackageUnreadableException">The package cannot be read.</exception>
    public void Seal(Holding holding, int first, int count, Span<byte> segments)
    {
        holding.ReadSegments(first, count, segments);
        Span<byte> single = stackalloc byte[Segments.KeyBytes];
        lock (_gate)
        {
            if (first > _known + 1) _skipped += count;
            if (first <= _known + 1 || _skipped > holding.SegmentCount / 8)
                KnowKeys(first + count - 1, holding.SegmentCount);
            for (int i = first; i < first + count; i++)
            {
                ReadOnlySpan<byte> key = i <= _known ? KeyOf(i) : SingleKey(i, single);
                Span<byte> segment = segments.Slice((i - first) * holding.SegmentSize, holding.SegmentSize);
                Segments.Seal(key, segment);
                if (i != _digested + 1) continue;
                Segments.Digest(_digest, segment);
                _digested = i;
            }
        }
    }

    /// <summary>D over all segments as they are sent: seals those that were not asked for yet.</summary>
    /// <exception cref="PackageUnreadableException">The package cannot be read.</exception>
    public Hash32 Digest(Holding holding)
    {
        lock (_gate)
        {
            if (_digested < holding.SegmentCount)
            {
                _cost.CountPass();
                SealRest(holding);
            }

            return Hash32.FromBytes(_digest);
        }
    }

    private void SealRest(Holding holding)
    {
        int most = Limits.MaxSegmentAnswerBytes / holding.SegmentSize;
        byte[] piece = ArrayPool<byte>.Shared.Rent(most * holding.SegmentSize);
        try
        {
            while (_digested < holding.SegmentCount)
            {
                int count = Math.Min(most, holding.SegmentCount - _digested);
                Seal(holding, _digested + 1, count, piece.AsSpan(0, count * holding.SegmentSize));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private Span<byte> KeyOf(int index) => _keys.AsSpan((index - 1) * Segments.KeyBytes, Segments.KeyBytes);

    private Span<byte> SingleKey(int index, Span<byte> key)
    {
        _cost.CountKeys(1);
        Segments.Key(_polynomial.Evaluate(index), key);
        return key;
    }

    private void KnowKeys(int upTo, int segmentCount)
    {
        if (upTo <= _known) return;
        if (_keys.Length == 0) _keys = new byte[segmentCount * Segments.KeyBytes];
        _next ??= new ForwardDifferences(_polynomial);
        _cost.CountKeys(upTo - _known);
        Scalar value = new();
        while (_known < upTo)
        {
            _next.Next(value);
            Segments.Key(value, KeyOf(++_known));
        }
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
