using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Distributor;

namespace FairOta.Bench.Exchange;

/// <summary>Whole exchanges of several shapes by turns, so that what else the machine does hits all alike.</summary>
internal sealed class Exchanges
{
    private static readonly byte[] Opening = new OpenRequest
    {
        ReleaseId = new byte[32],
        Device = new byte[20],
        Nonce = new byte[32],
        Signature = new byte[64],
    }.Encode();

    private static readonly byte[] Receipt = new ReceiptRequest { Signature = new byte[64] }.Encode();

    private readonly (Shape Shape, Holding Holding)[] _releases;
    private readonly Dictionary<Shape, List<Figures>> _figures = [];
    private int _session;

    /// <summary>Makes the releases.</summary>
    public Exchanges(IEnumerable<Shape> shapes)
    {
        _releases = [.. shapes.Distinct().Select(shape => (shape, shape.Release()))];
        foreach (var release in _releases) _figures[release.Shape] = [];
    }

    /// <summary>One exchange of each shape.</summary>
    /// <param name="counts">Whether it is to be counted, or warms up.</param>
    public void Round(bool counts)
    {
        foreach (var (shape, holding) in _releases)
        {
            Figures figures = Exchange(holding);
            if (counts) _figures[shape].Add(figures);
        }
    }

    /// <summary>The medians of a shape's exchanges.</summary>
    public Figures Of(Shape shape) => Figures.Median(_figures[shape]);

    private Figures Exchange(Holding holding)
    {
        byte[] session = Shape.Key(100 + _session++);
        Device device = new(holding.Manifest, session);
        GC.Collect();
        long distributorBytes = -Allocated(), deviceBytes = 0;
        Clock clock = new();

        Distributor distributor = new(holding, session);
        double offer = clock.Lap();
        byte[][] pieces = distributor.Seal();
        double seal = clock.Lap();
        distributorBytes += Allocated();

        deviceBytes -= Allocated();
        clock.Lap();
        device.Download(pieces);
        double download = clock.Lap();
        device.Open(distributor.Opened);
        var (challenge, offerCheck) = device.Ask();
        double check = clock.Lap();
        deviceBytes += Allocated();

        distributorBytes -= Allocated();
        clock.Lap();
        byte[] digest = distributor.Digest();
        double digestTime = clock.Lap();
        byte[] answer = distributor.Answer(ChallengeRequest.Parse(challenge).Indices);
        double answerTime = clock.Lap();
        distributorBytes += Allocated();
        if (!Bytes.Equal(digest, ChallengeRequest.Parse(challenge).Digest))
            throw new InvalidDataException("The digests differ.");

        byte[] key = new KeyAnswer { Key = distributor.Key }.Encode();
        deviceBytes -= Allocated();
        clock.Lap();
        device.Check(answer, offerCheck);
        check += clock.Lap();
        device.Unseal(key);
        double open = clock.Lap();
        deviceBytes += Allocated();
        if (!device.Image.SequenceEqual(_releases.First(r => r.Holding == holding).Shape.Image()))
            throw new InvalidDataException("The image that was opened is another.");

        long wire = distributor.Opened.Length + pieces.Sum(p => (long)p.Length) + challenge.Length + answer.Length
            + key.Length + Opening.Length + Receipt.Length;
        return new Figures(
            offer, seal, digestTime, answerTime, download, check, open, distributorBytes, deviceBytes, wire);
    }

    private static long Allocated() => GC.GetAllocatedBytesForCurrentThread();
}
