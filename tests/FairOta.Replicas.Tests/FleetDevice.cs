using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Replicas.Tests;

/// <summary>What was answered to whom: by session, each different challenge with the answers to it.</summary>
internal sealed class AnswerLog
{
    private readonly ConcurrentQueue<(string Session, string Challenge, string Answer)> _answers = [];

    public void Add(byte[] session, byte[] challenge, byte[] answer) => _answers.Enqueue(
        (Convert.ToHexStringLower(session), Convert.ToHexStringLower(challenge), Convert.ToHexStringLower(answer)));

    /// <summary>Sessions in which one challenge was answered, and always the same.</summary>
    public string[] Single() => [.. _answers.Distinct().GroupBy(a => a.Session)
        .Where(session => session.Count() == 1).Select(session => session.Key)];

    /// <summary>All others: there must be none.</summary>
    public string[] Several() => [.. _answers.Distinct().GroupBy(a => a.Session)
        .Where(session => session.Count() > 1).Select(session => session.Key)];
}

/// <summary>A device of the fleet, honest or not.</summary>
internal sealed class FleetDevice(
    byte[] key, Manifest manifest, EscrowIdentity escrow, Address distributor, Front front, AnswerLog log)
{
    private static readonly TimeSpan KeyEvery = TimeSpan.FromMilliseconds(200);
    private static readonly ISymmetric Host = new HostSymmetric();
    private readonly byte[] _domain = Eip712.Domain(escrow.ChainId, escrow.Escrow.ToBytes());
    private readonly byte[] _secret = Challenge.Secret(Host, key);

    /// <summary>A key by name.</summary>
    public static byte[] KeyOf(string name) => Sha256.Hash(Encoding.ASCII.GetBytes(name));

    public Address Address { get; } = Address.FromBytes(Ecdsa.Address(key));

    /// <summary>A whole exchange, from the first request to the key that opens the package.</summary>
    public async Task UpdateAsync(ReleaseId release, CancellationToken cancellation)
    {
        for (uint counter = 1; ; counter++)
        {
            if (await OpenAsync(release, counter, cancellation) is not { } session) continue;
            byte[] challenge = session.Challenge(Indices(session));
            var answered = await front.AskAsync(session.Path("challenge"), challenge, null, cancellation);
            if (IsOver(answered.Status)) continue;
            Demand(answered.Status, HttpStatusCode.OK, answered.Body);
            log.Add(session.Id, challenge, answered.Body);
            ChallengeAnswer samples = ChallengeAnswer.Parse(
                answered.Body, ChallengeRequest.Parse(challenge).Indices, manifest.SegmentCount);
            byte[] commitment = Commitments.KeyCommitment(session.Offer.Commitments);
            byte[] signature = Ecdsa.Sign(Host, key, Eip712.ProofOfDistribution(
                _domain, release.ToBytes(), distributor.ToBytes(), commitment, samples.ValidUntil));
            byte[] receipt = new ReceiptRequest { Signature = signature }.Encode();
            var taken = await front.AskAsync(session.Path("receipt"), receipt, null, cancellation);
            while (taken.Status == HttpStatusCode.Accepted)
            {
                await Task.Delay(KeyEvery, cancellation);
                taken = await front.AskAsync(session.Path("key"), null, null, cancellation);
            }

            Demand(taken.Status, HttpStatusCode.OK, taken.Body);
            if (!Ecdsa.Address(KeyAnswer.Parse(taken.Body).Key).AsSpan().SequenceEqual(commitment))
                throw new InvalidDataException("The key is another than the one that was paid for.");
            return;
        }
    }

    /// <summary>Sends a different challenge to each replica at once, each until it is answered or refused.</summary>
    public async Task CheatAsync(ReleaseId release, CancellationToken cancellation)
    {
        for (uint counter = 1; ; counter++)
        {
            if (await OpenAsync(release, counter, cancellation) is not { } session) continue;
            var tries = await Task.WhenAll(Enumerable.Range(0, front.Replicas).Select(async replica =>
            {
                byte[] challenge = session.Challenge([.. Enumerable.Range(1 + replica, manifest.Samples)]);
                var answer = await front.AskAsync(session.Path("challenge"), challenge, replica, cancellation);
                if (answer.Status == HttpStatusCode.OK) log.Add(session.Id, challenge, answer.Body);
                else if (answer.Status != HttpStatusCode.Conflict && !IsOver(answer.Status))
                    Demand(answer.Status, HttpStatusCode.Conflict, answer.Body);
                return answer.Status;
            }));
            if (tries.Contains(HttpStatusCode.OK)) return;
        }
    }

    private async Task<DeviceSession?> OpenAsync(ReleaseId release, uint counter, CancellationToken cancellation)
    {
        byte[] openSecret = Challenge.OpenSecret(Host, _secret, counter);
        byte[] nonce = Challenge.Nonce(Host, openSecret);
        byte[] id = Eip712.OpenSession(
            _domain, release.ToBytes(), distributor.ToBytes(), Address.ToBytes(), nonce, 0);
        OpenRequest request = new()
        {
            ReleaseId = release.ToBytes(),
            Device = Address.ToBytes(),
            Nonce = nonce,
            BoundUntil = 0,
            Signature = Ecdsa.Sign(Host, key, id),
        };
        var opened = await front.AskAsync("/v1/sessions", request.Encode(), null, cancellation);
        Demand(opened.Status, HttpStatusCode.OK, opened.Body);
        DeviceSession session = new(id, openSecret, OpenAnswer.Parse(opened.Body));
        int perRequest = Limits.MaxSegmentAnswerBytes / manifest.SegmentSize;
        for (int first = 1; first <= manifest.SegmentCount; first += perRequest)
        {
            int count = Math.Min(perRequest, manifest.SegmentCount - first + 1);
            var sent = await front.AskAsync(
                session.Path($"segments?first={first}&count={count}"), null, null, cancellation);
            if (IsOver(sent.Status)) return null;
            Demand(sent.Status, HttpStatusCode.OK, sent.Body);
            for (int i = 0; i < count; i++)
            {
                session.Digest = Segments.Digest(
                    Host, session.Digest, Bytes.Slice(sent.Body, i * manifest.SegmentSize, manifest.SegmentSize));
            }
        }

        return session;
    }

    private int[] Indices(DeviceSession session) => Challenge.Indices(
        Host,
        Challenge.Seed(Host, _secret, session.Id, session.Offer.Commitments, session.Digest),
        manifest.SegmentCount,
        manifest.Samples);

    /// <summary>The session is another epoch's, or the books never had it: the device opens another.</summary>
    private static bool IsOver(HttpStatusCode status) => status is HttpStatusCode.Gone or HttpStatusCode.NotFound;

    private static void Demand(HttpStatusCode status, HttpStatusCode expected, byte[] body)
    {
        if (status != expected)
            throw new InvalidDataException($"{(int)status}, not {(int)expected}: {Encoding.UTF8.GetString(body)}");
    }

    private sealed class DeviceSession(byte[] id, byte[] openSecret, OpenAnswer offer)
    {
        public byte[] Id { get; } = id;

        public OpenAnswer Offer => offer;

        public byte[] Digest { get; set; } = id;

        public string Path(string what) => $"/v1/sessions/{Convert.ToHexStringLower(Id)}/{what}";

        public byte[] Challenge(int[] indices) => new ChallengeRequest
        {
            OpenSecret = openSecret,
            Digest = Digest,
            Indices = indices,
        }.Encode();
    }
}
