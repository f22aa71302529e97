using System;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Distributor;

namespace FairOta.Bench.Exchange;

/// <summary>What a distributor works out in one session, by the classes that serve devices. Between it and HTTP are its
/// books, which do not grow with the image.</summary>
internal sealed class Distributor
{
    // Most of a request for segments.
    private const int PieceBytes = 64 * 1024;

    private readonly Holding _holding;
    private readonly Offer _offer;

    /// <summary>Opens a session.</summary>
    public Distributor(Holding holding, byte[] session)
    {
        _holding = holding;
        _offer = new Offer(
            Shape.Key(2),
            new Session
            {
                Id = SessionId.FromBytes(session),
                Release = holding.Id,
                Vendor = default,
                Device = default,
                Place = default,
                Nonce = default,
                Epoch = Guid.Empty,
                OpenedAt = 1,
                EndsAt = 2,
            },
            holding,
            new OfferCost());
        Opened = new OpenAnswer { EndsAt = uint.MaxValue, Commitments = _offer.Commitments }.Encode();
    }

    /// <summary>The body of the answer to Open.</summary>
    public byte[] Opened { get; }

    /// <summary>k, 32 bytes.</summary>
    public byte[] Key => _offer.Key.ToBytes();

    /// <summary>All segments, in pieces as they are asked for.</summary>
    public byte[][] Seal()
    {
        int most = PieceBytes / _holding.SegmentSize;
        int n = _holding.SegmentCount;
        return
        [
            .. Enumerable.Range(0, (n + most - 1) / most)
                .Select(i => Seal(i * most + 1, Math.Min(most, n - i * most))),
        ];
    }

    /// <summary>D.</summary>
    public byte[] Digest() => _offer.Digest(_holding).ToBytes();

    /// <summary>The body of the answer to a challenge.</summary>
    public byte[] Answer(int[] indices) => new ChallengeAnswer
    {
        ValidUntil = uint.MaxValue,
        Samples = [.. indices.Select(i => new Sample { Evaluation = _offer.Evaluate(i), Path = _holding.Path(i) })],
    }.Encode();

    private byte[] Seal(int first, int count)
    {
        byte[] segments = new byte[count * _holding.SegmentSize];
        _offer.Seal(_holding, first, count, segments);
        return segments;
    }
}
