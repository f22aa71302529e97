using System.Collections.Generic;
using System.Globalization;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>The device's side of one session by hand, a step at a time, so that a step can be taken wrongly.</summary>
internal sealed class Exchange
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private readonly World _world;
    private readonly WorldRelease _release;
    private readonly byte[] _deviceKey;
    private readonly byte[] _s;

    public Exchange(
        World world, string url, Address distributor, WorldRelease release, byte[] deviceKey,
        uint counter = 1, long boundUntil = 0)
    {
        (_world, _release, _deviceKey) = (world, release, deviceKey);
        (Url, Distributor) = (url, distributor);
        _s = Core.Challenge.Secret(Symmetric, deviceKey);
        OpenSecret = Core.Challenge.OpenSecret(Symmetric, _s, counter);
        Request = new OpenRequest
        {
            ReleaseId = release.Id.ToBytes(),
            Device = Ecdsa.Address(deviceKey),
            Nonce = Core.Challenge.Nonce(Symmetric, OpenSecret),
            BoundUntil = boundUntil,
        };
        Session = DigestOf(Request);
        Request.Signature = Ecdsa.Sign(Symmetric, deviceKey, Session);
    }

    public Exchange(World world, WorldDistributor distributor, WorldRelease release, byte[] deviceKey, uint counter = 1)
        : this(world, distributor.Url, distributor.Address, release, deviceKey, counter)
    {
    }

    public string Url { get; }

    public Address Distributor { get; }

    /// <summary>r.</summary>
    public byte[] OpenSecret { get; }

    public OpenRequest Request { get; }

    public byte[] Session { get; }

    public byte[] Commitments { get; private set; } = [];

    /// <summary>e[1] ‖ … ‖ e[n].</summary>
    public byte[] Sealed { get; private set; } = [];

    /// <summary>D over <see cref="Sealed"/>.</summary>
    public byte[] Digest { get; private set; } = [];

    public ChallengeAnswer Answer { get; private set; } = new();

    public Address KeyCommitment => Address.FromBytes(Core.Commitments.KeyCommitment(Commitments));

    private byte[] Domain => Eip712.Domain(_world.Chain.ChainId, _world.Chain.Escrow.ToBytes());

    private Manifest Manifest => _release.Manifest;

    public byte[] DigestOf(OpenRequest request) => Eip712.OpenSession(
        Domain, request.ReleaseId, Distributor.ToBytes(), request.Device, request.Nonce, request.BoundUntil);

    public Reply Open()
    {
        Reply reply = Post("/v1/sessions", Request.Encode());
        if (reply.Status == 200) Commitments = OpenAnswer.Parse(reply.Body).Commitments;
        return reply;
    }

    public Reply Fetch(int first, int count) => _world.Send(
        Url,
        new ServiceRequest("GET", Path("segments"))
        {
            Query = new Dictionary<string, string>
            {
                ["first"] = first.ToString(CultureInfo.InvariantCulture),
                ["count"] = count.ToString(CultureInfo.InvariantCulture),
            },
        });

    /// <summary>All segments, which must be served.</summary>
    public void FetchAll()
    {
        Sealed = Fetch(1, Manifest.SegmentCount).Demand();
        Digest = DigestOver(Manifest.SegmentCount);
    }

    /// <summary>D over the first segments.</summary>
    public byte[] DigestOver(int count)
    {
        byte[] digest = Session;
        int size = Manifest.SegmentSize;
        for (int i = 0; i < count; i++)
            digest = Segments.Digest(Symmetric, digest, Bytes.Slice(Sealed, i * size, size));
        return digest;
    }

    /// <summary>The samples that the protocol has the device draw.</summary>
    public int[] Indices() => Core.Challenge.Indices(
        Symmetric, Core.Challenge.Seed(Symmetric, _s, Session, Commitments, Digest),
        Manifest.SegmentCount, Manifest.Samples);

    public Reply Challenge(int[]? indices = null, byte[]? digest = null, byte[]? openSecret = null)
    {
        indices ??= Indices();
        ChallengeRequest request = new()
        {
            OpenSecret = openSecret ?? OpenSecret,
            Digest = digest ?? Digest,
            Indices = indices,
        };
        Reply reply = Post(Path("challenge"), request.Encode());
        if (reply.Status == 200) Answer = ChallengeAnswer.Parse(reply.Body, indices, Manifest.SegmentCount);
        return reply;
    }

    /// <summary>From nothing to an answered challenge.</summary>
    public Exchange UpToChallenge()
    {
        Open().Demand();
        FetchAll();
        Challenge().Demand();
        return this;
    }

    /// <summary>The device's signature over this session's proof of distribution, or one for other terms.</summary>
    public byte[] Sign(byte[]? domain = null, Address? distributor = null, Address? commitment = null) => Ecdsa.Sign(
        Symmetric,
        _deviceKey,
        Eip712.ProofOfDistribution(
            domain ?? Domain, _release.Id.ToBytes(), (distributor ?? Distributor).ToBytes(),
            (commitment ?? KeyCommitment).ToBytes(), Answer.ValidUntil));

    public Reply Receipt(byte[]? signature = null) =>
        Post(Path("receipt"), new ReceiptRequest { Signature = signature ?? Sign() }.Encode());

    public Reply Key() => _world.Send(Url, new ServiceRequest("GET", Path("key")));

    public Reply Repair(params int[] indices)
    {
        byte[] digest = Eip712.Repair(_release.Id.ToBytes(), Distributor.ToBytes(), indices);
        string device = Bytes.ToHex(Ecdsa.Address(_deviceKey));
        return Post(
            $"/v1/releases/{_release.Id.ToWire()}/deliveries/{device}/repair",
            new RepairRequest { Indices = indices, Signature = Ecdsa.Sign(Symmetric, _deviceKey, digest) }.Encode());
    }

    private string Path(string last) => $"/v1/sessions/{Bytes.ToHex(Session)}/{last}";

    public Reply Post(string path, byte[] body) =>
        _world.Send(Url, new ServiceRequest("POST", path) { ContentType = Sdk.Serving.Answer.Cbor, Body = body });
}
