using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Simulator.Worlds;

/// <summary>
/// A distributor that holds the package, keeps none of the rules and cheats as it is told. As it stands it serves
/// rightly and hands out its key at the receipt.
/// </summary>
internal class RogueDistributor : IHost
{
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private readonly byte[] _domain;
    private readonly IHost _origin;
    private readonly WorldRelease _release;
    private readonly Dictionary<string, RogueSession> _sessions = [];

    /// <summary>Serves that release under a base URL of its own.</summary>
    /// <param name="domain">The escrow's EIP-712 domain separator.</param>
    /// <param name="origin">Whose answers it passes on, but for packages and keys.</param>
    /// <param name="release">The release.</param>
    /// <param name="account">Its account.</param>
    /// <param name="url">Its base URL.</param>
    public RogueDistributor(byte[] domain, IHost origin, WorldRelease release, PrivateKeyAccount account, string url)
    {
        (_domain, _origin, _release) = (domain, origin, release);
        (Account, Address, Url) = (account, account.Address, url);
    }

    public string Url { get; }

    public PrivateKeyAccount Account { get; }

    /// <summary>The address it claims to serve for.</summary>
    public Address Address { get; set; }

    /// <summary>The coefficients a[0..λ] of a session's polynomial.</summary>
    public Func<byte[], Scalar[]> Coefficients { get; set; } = session => Drawn(session);

    /// <summary>Changes A[0] ‖ … ‖ A[λ] on the way out.</summary>
    public Action<byte[]>? SpoilCommitments { get; set; }

    /// <summary>Segments that are sealed over other bytes than the package's.</summary>
    public Func<RogueSession, IReadOnlySet<int>> Garbled { get; set; } = _ => new HashSet<int>();

    /// <summary>Changes f(i) of the t-th sample, 32 bytes.</summary>
    public Action<int, byte[]>? SpoilEvaluation { get; set; }

    /// <summary>validUntil from the time.</summary>
    public Func<long, long> ValidUntil { get; set; } = now => now + Limits.OfferedValiditySeconds;

    /// <summary>What it answers to a challenge in place of the answer.</summary>
    public Reply? InsteadOfAnswer { get; set; }

    /// <summary>What it gives for its key; null to give none.</summary>
    public Func<byte[], byte[]?> KeyGiven { get; set; } = key => key;

    public bool Repairs { get; set; }

    /// <summary>What becomes of any answer.</summary>
    public Adversary? Adversary { get; set; }

    public IReadOnlyCollection<RogueSession> Sessions => _sessions.Values;

    /// <summary>The session of that id, lower-case hex; null where it opened none.</summary>
    public RogueSession? Find(string id) => _sessions.GetValueOrDefault(id);

    /// <summary>e[i] of a session.</summary>
    public byte[] Seal(RogueSession session, int index, IReadOnlySet<int> garbled)
    {
        byte[] segment = _release.Package.Segment(index);
        if (garbled.Contains(index)) segment[0] ^= 1;
        return Segments.Seal(Symmetric, session.Evaluations[index - 1], segment);
    }

    /// <summary>D over a session's segments.</summary>
    public byte[] DigestOf(RogueSession session, IReadOnlySet<int> garbled)
    {
        byte[] digest = session.Digest;
        for (int i = 1; i <= _release.Manifest.SegmentCount; i++)
            digest = Segments.Digest(Symmetric, digest, Seal(session, i, garbled));
        return digest;
    }

    /// <summary>The delivery that a receipt entitles to.</summary>
    public Delivery DeliveryOf(RogueSession session)
    {
        int index = _release.IndexOf(session.Device);
        return new Delivery(
            (uint)index, session.KeyCommitment, session.ValidUntil, session.Receipt!, _release.Proof(index));
    }

    public Reply Answer(ServiceRequest request, long now)
    {
        Reply honest = Route(request, now);
        return Adversary?.Invoke(request, honest) ?? honest;
    }

    private Reply Route(ServiceRequest request, long now) => (request.Method, request.Parts) switch
    {
        ("POST", ["sessions"]) => Open(OpenRequest.Parse(request.Body), now),
        ("GET", ["sessions", var id, "segments"]) => SendSegments(_sessions[id], request.Query),
        ("POST", ["sessions", var id, "challenge"]) =>
            InsteadOfAnswer ?? AnswerChallenge(_sessions[id], ChallengeRequest.Parse(request.Body), now),
        ("POST", ["sessions", var id, "receipt"]) => TakeReceipt(_sessions[id], ReceiptRequest.Parse(request.Body)),
        ("GET", ["sessions", var id, "key"]) => Key(_sessions[id]),
        ("POST", ["sessions", _, "repair"]) => Repair(SessionRepairRequest.Parse(request.Body).Indices),
        ("POST", ["releases", _, "deliveries", _, "repair"]) => Repair(RepairRequest.Parse(request.Body).Indices),
        (_, [.., "package" or "key"]) => Reply.Refused(403),
        _ => _origin.Answer(request, now),
    };

    private Reply Open(OpenRequest request, long now)
    {
        byte[] digest = Eip712.OpenSession(
            _domain,
            request.ReleaseId, Address.ToBytes(), request.Device, request.Nonce, request.BoundUntil);
        string id = Bytes.ToHex(digest);
        if (!_sessions.TryGetValue(id, out RogueSession? session))
        {
            KeyPolynomial polynomial = new(Coefficients(digest));
            ForwardDifferences differences = new(polynomial);
            Scalar[] evaluations = new Scalar[_release.Manifest.SegmentCount];
            for (int i = 0; i < evaluations.Length; i++) differences.Next(evaluations[i] = new Scalar());
            byte[] commitments = polynomial.Commit();
            SpoilCommitments?.Invoke(commitments);
            session = new RogueSession(
                digest, Sdk.Address.FromBytes(request.Device), polynomial.Key.ToBytes(), evaluations, commitments);
            session.Garbled = Garbled(session);
            _sessions.Add(id, session);
        }

        return Reply.Ok(new OpenAnswer { EndsAt = now + 24 * 3600, Commitments = session.Commitments }.Encode());
    }

    private Reply SendSegments(RogueSession session, IReadOnlyDictionary<string, string> query)
    {
        int first = int.Parse(query["first"], System.Globalization.CultureInfo.InvariantCulture);
        int count = int.Parse(query["count"], System.Globalization.CultureInfo.InvariantCulture);
        return Reply.Ok([.. Enumerable.Range(first, count).SelectMany(i => Seal(session, i, session.Garbled))]);
    }

    private Reply AnswerChallenge(RogueSession session, ChallengeRequest request, long now)
    {
        session.ValidUntil = ValidUntil(now);
        return Reply.Ok(new ChallengeAnswer
        {
            ValidUntil = session.ValidUntil,
            Samples = [.. request.Indices.Select((index, t) =>
            {
                byte[] evaluation = session.Evaluations[index - 1].ToBytes();
                SpoilEvaluation?.Invoke(t, evaluation);
                return new Sample { Evaluation = evaluation, Path = _release.Package.Path(index) };
            })],
        }.Encode());
    }

    private Reply TakeReceipt(RogueSession session, ReceiptRequest request)
    {
        session.Receipt = request.Signature;
        return Key(session);
    }

    private Reply Key(RogueSession session) => session.Receipt is not null && KeyGiven(session.Key) is { } key
        ? Reply.Ok(new KeyAnswer { Key = key }.Encode())
        : Reply.Refused(202);

    private Reply Repair(int[] indices) => Repairs
        ? Reply.Ok([.. indices.SelectMany(_release.Package.Segment)])
        : Reply.Refused(409);

    private static Scalar[] Drawn(byte[] session)
    {
        Scalar[] coefficients = new Scalar[Limits.MinSamples + 1];
        for (int j = 0; j < coefficients.Length; j++)
        {
            coefficients[j] = new Scalar();
            coefficients[j].ReadReduced(Symmetric.Mac(session, Bytes.Be32((uint)j)), 0, 32);
        }

        return coefficients;
    }
}

/// <summary>One session of a <see cref="RogueDistributor"/>.</summary>
internal sealed class RogueSession(byte[] digest, Address device, byte[] key, Scalar[] evaluations, byte[] commitments)
{
    public byte[] Digest => digest;

    public Address Device => device;

    /// <summary>a₀.</summary>
    public byte[] Key => key;

    /// <summary>f(1) … f(n).</summary>
    public Scalar[] Evaluations => evaluations;

    public byte[] Commitments => commitments;

    public Address KeyCommitment => Address.FromBytes(Core.Commitments.KeyCommitment(commitments));

    public IReadOnlySet<int> Garbled { get; set; } = new HashSet<int>();

    public long ValidUntil { get; set; }

    public byte[]? Receipt { get; set; }
}
