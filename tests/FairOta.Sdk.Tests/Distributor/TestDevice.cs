using System;
using System.Globalization;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A device that follows the exchange, or departs from it where a test says so.</summary>
internal sealed class TestDevice(World world, byte[] key)
{
    private readonly byte[] _secret = Core.Challenge.Secret(World.Host, key);

    public byte[] Key { get; } = key;

    public World World { get; } = world;

    public Address Address { get; } = Address.FromBytes(Ecdsa.Address(key));

    public byte[] Secret => _secret;

    /// <summary>A session that is about to be opened.</summary>
    public Exchange Exchange(uint counter = 1, long boundUntil = 0, ReleaseId? release = null) =>
        new(this, Core.Challenge.OpenSecret(World.Host, _secret, counter), boundUntil, release ?? World.Release);

    /// <summary>A session that is open.</summary>
    public Exchange Open(uint counter = 1, ReleaseId? release = null)
    {
        Exchange exchange = Exchange(counter, release: release);
        World.AssertStatus(200, exchange.Open());
        return exchange;
    }

    /// <summary>A session whose challenge was answered.</summary>
    public Exchange Challenge(uint counter = 1, ReleaseId? release = null)
    {
        Exchange exchange = Open(counter, release);
        exchange.Fetch();
        World.AssertStatus(200, exchange.Challenge());
        return exchange;
    }

    /// <summary>A session whose receipt was taken.</summary>
    public Exchange Receipt(uint counter = 1, ReleaseId? release = null)
    {
        Exchange exchange = Challenge(counter, release);
        World.AssertStatus(202, exchange.Receipt());
        return exchange;
    }
}

/// <summary>One session from the device's side.</summary>
internal sealed class Exchange
{
    public Exchange(TestDevice device, byte[] openSecret, long boundUntil, ReleaseId release)
    {
        (Device, OpenSecret, Release) = (device, openSecret, release);
        byte[] nonce = Core.Challenge.Nonce(World.Host, openSecret);
        Session = Eip712.OpenSession(
            World.Domain, release.ToBytes(), World.Self.ToBytes(), device.Address.ToBytes(), nonce, boundUntil);
        Request = new OpenRequest
        {
            ReleaseId = release.ToBytes(),
            Device = device.Address.ToBytes(),
            Nonce = nonce,
            BoundUntil = boundUntil,
            Signature = Ecdsa.Sign(World.Host, device.Key, Session),
        };
    }

    public TestDevice Device { get; }

    public World World => Device.World;

    public ReleaseId Release { get; }

    public byte[] OpenSecret { get; }

    public OpenRequest Request { get; }

    public byte[] Session { get; }

    public OpenAnswer Offer { get; private set; } = null!;

    public byte[] Sealed { get; private set; } = [];

    public byte[] Digest { get; private set; } = [];

    public ChallengeAnswer Samples { get; private set; } = null!;

    public int Index => World.Fleet.Devices.IndexOf(Device.Address);

    public Address KeyCommitment => Address.FromBytes(Commitments.KeyCommitment(Offer.Commitments));

    public int[] Indices => Core.Challenge.Indices(
        World.Host,
        Core.Challenge.Seed(World.Host, Device.Secret, Session, Offer.Commitments, Digest),
        World.Holding.SegmentCount,
        World.Samples);

    public string Path(string what) => $"/v1/sessions/{Convert.ToHexStringLower(Session)}/{what}";

    public Answer Open()
    {
        Answer answer = World.Post("/v1/sessions", Request.Encode());
        if (answer.Status == 200) Offer = OpenAnswer.Parse(answer.Body());
        return answer;
    }

    /// <summary>Goes on with what another distributor sent in the same session.</summary>
    public void Take(Exchange other) => (Offer, Sealed, Digest) = (other.Offer, other.Sealed, other.Digest);

    public Answer Segments(int first, int count) => World.Get(
        Path("segments"),
        ("first", first.ToString(CultureInfo.InvariantCulture)),
        ("count", count.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Fetches everything and works out D.</summary>
    public void Fetch()
    {
        Answer answer = Segments(1, World.Holding.SegmentCount);
        World.AssertStatus(200, answer);
        Sealed = answer.Body();
        Digest = Session;
        for (int i = 0; i < World.Holding.SegmentCount; i++)
            Digest = Core.Segments.Digest(World.Host, Digest, Bytes.Slice(Sealed, i * 16, 16));
    }

    public ChallengeRequest ChallengeRequest() =>
        new() { OpenSecret = OpenSecret, Digest = Digest, Indices = Indices };

    public Answer Challenge(ChallengeRequest? request = null)
    {
        request ??= ChallengeRequest();
        Answer answer = World.Post(Path("challenge"), request.Encode());
        if (answer.Status == 200)
            Samples = ChallengeAnswer.Parse(answer.Body(), request.Indices, World.Holding.SegmentCount);
        return answer;
    }

    /// <summary>A challenge whose digest is over something else.</summary>
    public Answer WrongChallenge(byte filler = 0)
    {
        ChallengeRequest request = ChallengeRequest();
        request.Digest = [.. System.Linq.Enumerable.Repeat(filler, 32)];
        return Challenge(request);
    }

    public byte[] Signature() => Ecdsa.Sign(
        World.Host,
        Device.Key,
        Eip712.ProofOfDistribution(
            World.Domain, Release.ToBytes(), World.Self.ToBytes(), KeyCommitment.ToBytes(), Samples.ValidUntil));

    public Answer Receipt(byte[]? signature = null) =>
        World.Post(Path("receipt"), new ReceiptRequest { Signature = signature ?? Signature() }.Encode());

    public Answer Key() => World.Get(Path("key"));

    /// <summary>Asks for repair by the session.</summary>
    public Answer RepairSession(int[] indices, byte[]? openSecret = null, byte[]? key = null)
    {
        SessionRepairRequest request = new()
        {
            OpenSecret = openSecret ?? OpenSecret,
            Indices = indices,
            Signature = Ecdsa.Sign(World.Host, key ?? Device.Key, SessionRepairRequest.Digest(Session)),
        };
        return World.Post(Path("repair"), request.Encode());
    }

    /// <summary>Asks for repair; the signature may be by another device, to another distributor, for another release or
    /// for other segments.</summary>
    public Answer Repair(
        int[] indices, byte[]? key = null, Address? distributor = null, ReleaseId? release = null, int[]? signed = null)
    {
        byte[] digest = Eip712.Repair(
            (release ?? Release).ToBytes(), (distributor ?? World.Self).ToBytes(), signed ?? indices);
        RepairRequest request = new()
        {
            Indices = indices,
            Signature = Ecdsa.Sign(World.Host, key ?? Device.Key, digest),
        };
        return World.Post(
            $"/v1/releases/{Release.ToWire()}/deliveries/{Device.Address.ToWire()}/repair", request.Encode());
    }
}
