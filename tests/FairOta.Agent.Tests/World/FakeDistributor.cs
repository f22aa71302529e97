using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent.Tests;

/// <summary>An honest distributor, with hooks by which tests make it another one.</summary>
internal sealed class FakeDistributor : FakeServer
{
    private readonly byte[] _secret;
    private readonly Dictionary<string, FakeSession> _sessions = [];

    public FakeDistributor(World world, string url, string name)
        : base(world, url)
    {
        _secret = TestRelease.Seeded(name);
        Address = Ecdsa.Address(_secret);
    }

    public byte[] Address { get; init; }

    public IEnumerable<FakeSession> Sessions => _sessions.Values;

    /// <summary>Seconds from the receipt until the key is out; negative for never.</summary>
    public long RevealSeconds { get; set; } = 60;

    /// <summary>Whether the receipt is answered with the key at once.</summary>
    public bool AnswersWithKey { get; set; }

    public Action<FakeSession>? ChangeSession { get; set; }

    public Func<FakeSession, int, byte[], byte[]>? ChangeSegment { get; set; }

    public Action<FakeSession, ChallengeAnswer>? ChangeAnswer { get; set; }

    public Func<FakeSession, byte[]>? KeyToGive { get; set; }

    public long ValiditySeconds { get; set; } = Limits.OfferedValiditySeconds;

    /// <summary>The key of a delivery, if it is out.</summary>
    public byte[]? PublicKey(byte[] releaseId, byte[] device) => _sessions.Values
        .Where(s => IsOut(s) && Bytes.Equal(s.Release.ReleaseId, releaseId) && Bytes.Equal(s.Open.Device, device))
        .Select(s => s.Polynomial.Key.ToBytes())
        .FirstOrDefault();

    public override void TakeOver(FakeServer other)
    {
        base.TakeOver(other);
        foreach ((string id, FakeSession session) in ((FakeDistributor)other)._sessions)
            _sessions[id] = session.Clone();
    }

    /// <summary>The receipt of a session here which that digest is of, or null.</summary>
    public Receipt? FindProof(byte[] digest)
    {
        FakeSession? session = Sessions.FirstOrDefault(
            s => s.ValidUntil != 0 && Bytes.Equal(ProofDigest(s), digest));
        return session == null
            ? null
            : new Receipt(session.Release.ReleaseId, Address, session.Digest, session.ValidUntil, World.Now);
    }

    protected override FakeAnswer Route(LinkRequest request)
    {
        string[] parts = new Uri(request.Url).AbsolutePath.Trim('/').Split('/');
        if (parts is ["v1", "sessions"])
            return Open(OpenRequest.Parse(request.Body));
        if (parts is ["v1", "releases", string release, "deliveries", string device, "key"])
        {
            byte[]? key = World.DeliveredKey(Bytes.FromHex(release), Bytes.FromHex(device));
            return key == null ? FakeAnswer.Of(404) : FakeAnswer.Ok(new KeyAnswer { Key = key }.Encode());
        }

        if (parts is ["v1", "releases", string delivered, "deliveries", string to, "repair"])
            return Repair(Bytes.FromHex(delivered), Bytes.FromHex(to), RepairRequest.Parse(request.Body));
        if (parts is not ["v1", "sessions", string id, string what])
            return base.Route(request);
        if (!_sessions.TryGetValue(id, out FakeSession? session))
            return FakeAnswer.Of(404);
        return what switch
        {
            "segments" => Segments(session, Query(request, "first"), Query(request, "count")),
            "challenge" => Challenge(session, request.Body),
            "receipt" => Receipt(session, ReceiptRequest.Parse(request.Body)),
            "key" => Key(session),
            "repair" => Repair(session, SessionRepairRequest.Parse(request.Body)),
            _ => FakeAnswer.Of(404),
        };
    }

    private FakeAnswer Open(OpenRequest open)
    {
        if (World.Find(Bytes.ToHex(open.ReleaseId)) is not TestRelease release)
            return FakeAnswer.Of(404);
        if (World.Now < open.BoundUntil)
            return FakeAnswer.Of(409, (int)(open.BoundUntil - World.Now));
        byte[] digest = Eip712.OpenSession(
            release.Domain, open.ReleaseId, Address, open.Device, open.Nonce, open.BoundUntil);
        if (!Bytes.Equal(Recovered.Address(digest, open.Signature), open.Device))
            return FakeAnswer.Of(403);
        string id = Bytes.ToHex(digest);
        if (!_sessions.TryGetValue(id, out FakeSession? session))
        {
            session = new FakeSession(_secret, digest, open, release);
            ChangeSession?.Invoke(session);
            _sessions[id] = session;
        }

        World.Opened?.Invoke(Url, session);

        return FakeAnswer.Ok(
            new OpenAnswer { EndsAt = World.Now + 3 * 24 * 3600, Commitments = session.Commitments }.Encode());
    }

    private FakeAnswer Segments(FakeSession session, int first, int count)
    {
        List<byte> body = [];
        for (int i = first; i < first + count; i++)
            body.AddRange(Sealed(session, i));
        session.BytesServed += body.Count;
        return FakeAnswer.Ok([.. body]);
    }

    private byte[] Sealed(FakeSession session, int index)
    {
        byte[] segment = session.Sealed(index);
        return ChangeSegment == null ? segment : ChangeSegment(session, index, segment);
    }

    private FakeAnswer Challenge(FakeSession session, byte[] body)
    {
        if (session.ChallengeBody != null)
        {
            return Bytes.Equal(session.ChallengeBody, body)
                ? FakeAnswer.Ok(session.ChallengeAnswer!)
                : FakeAnswer.Of(409);
        }

        ChallengeRequest request = ChallengeRequest.Parse(body);
        if (!Bytes.Equal(Core.Challenge.Nonce(Symmetric, request.OpenSecret), session.Open.Nonce))
            return FakeAnswer.Of(403);
        byte[] digest = session.Digest;
        for (int i = 1; i <= session.Release.Package.SegmentCount; i++)
            digest = Core.Segments.Digest(Symmetric, digest, Sealed(session, i));
        if (!Bytes.Equal(digest, request.Digest))
            return FakeAnswer.Of(412);

        session.ValidUntil = World.Now + ValiditySeconds;
        ChallengeAnswer answer = new()
        {
            ValidUntil = session.ValidUntil,
            Samples = [.. request.Indices.Select(i => new Sample
            {
                Evaluation = session.Polynomial.Evaluate(i).ToBytes(),
                Path = session.Release.Package.Path(i),
            })],
        };
        ChangeAnswer?.Invoke(session, answer);
        session.ChallengeBody = body;
        session.ChallengeAnswer = answer.Encode();
        return FakeAnswer.Ok(session.ChallengeAnswer);
    }

    private FakeAnswer Receipt(FakeSession session, ReceiptRequest receipt)
    {
        byte[] digest = ProofDigest(session);
        if (!Bytes.Equal(Recovered.Address(digest, receipt.Signature), session.Open.Device))
            return FakeAnswer.Of(403);
        World.Record(session, this);
        if (session.ReceiptAt == 0)
            session.ReceiptAt = World.Now;
        return AnswersWithKey ? Key(session) : FakeAnswer.Of(202);
    }

    private byte[] ProofDigest(FakeSession session) => Eip712.ProofOfDistribution(
        session.Release.Domain,
        session.Release.ReleaseId,
        Address,
        Commitments.KeyCommitment(session.Commitments),
        session.ValidUntil);

    private FakeAnswer Key(FakeSession session)
    {
        if (KeyToGive != null)
            return FakeAnswer.Ok(new KeyAnswer { Key = KeyToGive(session) }.Encode());
        return IsOut(session)
            ? FakeAnswer.Ok(new KeyAnswer { Key = session.Polynomial.Key.ToBytes() }.Encode())
            : FakeAnswer.Of(202);
    }

    private FakeAnswer Repair(FakeSession session, SessionRepairRequest request)
    {
        byte[]? signer = Recovered.Address(SessionRepairRequest.Digest(session.Digest), request.Signature);
        bool isDevice = signer != null && Bytes.Equal(signer, session.Open.Device)
            && Bytes.Equal(Core.Challenge.Nonce(Symmetric, request.OpenSecret), session.Open.Nonce);
        return isDevice && session.ReceiptAt != 0
            ? FakeAnswer.Ok([.. request.Indices.SelectMany(i => session.Release.Package.Segment(i))])
            : FakeAnswer.Of(403);
    }

    private FakeAnswer Repair(byte[] releaseId, byte[] device, RepairRequest request)
    {
        if (World.Find(Bytes.ToHex(releaseId)) is not TestRelease release)
            return FakeAnswer.Of(404);
        if (World.DeliveredKey(releaseId, device) == null)
            return FakeAnswer.Of(409);
        byte[] digest = Eip712.Repair(releaseId, Address, request.Indices);
        return Bytes.Equal(Recovered.Address(digest, request.Signature), device)
            ? FakeAnswer.Ok([.. request.Indices.SelectMany(i => release.Package.Segment(i))])
            : FakeAnswer.Of(403);
    }

    private bool IsOut(FakeSession session) =>
        session.ReceiptAt != 0 && (AnswersWithKey || RevealSeconds >= 0)
        && (AnswersWithKey || World.Now >= session.ReceiptAt + RevealSeconds);
}
