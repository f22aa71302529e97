using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>What the checkers see of the exchange: requests and answers as they leave hosts, and what devices sign.
/// Nothing of it comes from anybody's books.</summary>
internal sealed class WireLog
{
    /// <summary>Above so many devices, the segments of no more than about that many are kept for checks.</summary>
    public const int MostKept = 256;

    private readonly Dictionary<Hash32, WireSession> _sessions = [];
    private readonly Dictionary<Hash32, WireProof> _proofs = [];
    private readonly Dictionary<Address, WireSession> _commitments = [];
    private readonly Dictionary<(int Host, Address Device), WireSession> _ofDevice = [];
    private readonly Dictionary<ReleaseId, Manifest> _manifests = [];
    private readonly Dictionary<Address, long> _keys = [];
    private Dictionary<int, Address>? _hosts;
    private byte[] _domain = [];
    private int _stride;
    private Happening? _last;

    /// <summary>Every session that a host opened.</summary>
    public IReadOnlyCollection<WireSession> Sessions => _sessions.Values;

    /// <summary>The session that the last happening is about; null for none.</summary>
    public WireSession? Touched { get; private set; }

    /// <summary>Whether the last happening answered a challenge that was not answered before in that way.</summary>
    public bool IsNewAnswer { get; private set; }

    /// <summary>The key that left a host with the last happening, by its commitment; null for none.</summary>
    public Address? KeyGiven { get; private set; }

    /// <summary>Times that a host put into its Date header other than the true one.</summary>
    public long FalseDates { get; private set; }

    /// <summary>When a key was first seen on the wire, Unix milliseconds, by its commitment.</summary>
    public IReadOnlyDictionary<Address, long> Keys => _keys;

    /// <summary>A session; null where none of that name was opened.</summary>
    public WireSession? Find(Hash32 id) => _sessions.GetValueOrDefault(id);

    /// <summary>Sessions of a device with a host, the newest first.</summary>
    public IEnumerable<WireSession> OfDevice(int host, Address device)
    {
        for (WireSession? each = _ofDevice.GetValueOrDefault((host, device)); each is not null; each = each.Before)
            yield return each;
    }

    /// <summary>What the vendor signed of a release; null for a release that is none of its own.</summary>
    public Manifest? ManifestOf(ReleaseId release) => _manifests.GetValueOrDefault(release);

    /// <summary>The proof of distribution of that digest; null where nobody offered it.</summary>
    public WireProof? OfProof(Hash32 digest) => _proofs.GetValueOrDefault(digest);

    /// <summary>The session under a key commitment; null for none.</summary>
    public WireSession? OfCommitment(Address commitment) => _commitments.GetValueOrDefault(commitment);

    /// <summary>Learns who is who, and of releases that are new.</summary>
    public void Meet(FleetWorld world)
    {
        foreach (WorldRelease release in world.Releases) _manifests.TryAdd(release.Id, release.Manifest);
        if (_hosts is not null) return;
        _hosts = [];
        foreach (SimHost host in world.Distributors)
        {
            _hosts.Add(host.Number, host switch
            {
                SimDistributor one => one.Address,
                SimRogue one => one.Cheat.Address,
                _ => default,
            });
        }

        _domain = Eip712.Domain(world.Chain.ChainId, world.Chain.Escrow.ToBytes());
        _stride = 1 + (world.Devices.Count - 1) / MostKept;
    }

    /// <summary>Takes note; of the same happening once, whoever passes it on.</summary>
    public void See(Happening happening)
    {
        if (ReferenceEquals(happening, _last)) return;
        // Where the segments are nobody's to check, the last answer's indices were for that one look.
        if (Touched is { Sealed: null } last) last.Indices = null;
        (_last, Touched, IsNewAnswer, KeyGiven) = (happening, null, false, null);
        if (happening is Exchanged { Reply.DateSkewSeconds: not 0 }) FalseDates++;
        switch (happening)
        {
            case DeviceSigned e when _proofs.TryGetValue(e.Digest, out WireProof? signed):
                signed.Session.IsSigned = true;
                Touched = signed.Session;
                break;
            case Exchanged { Request: { } request, Reply: { Status: 200 or 202 } reply } e when _hosts is not null:
                try
                {
                    Take(e, request, reply);
                }
                catch (ProtocolException)
                {
                    // Whoever answers with nonsense tells a device nothing, and a checker neither.
                }

                break;
        }
    }

    /// <summary>Lets go of what was kept of a session for the check of its segments.</summary>
    public static void Drop(WireSession session) =>
        (session.Sealed, session.Evaluations, session.Indices) = (null, null, null);

    /// <summary>The first eight bytes of a SHA-256.</summary>
    public static ulong Short(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(bytes));

    private void Take(Exchanged e, ServiceRequest request, Reply reply)
    {
        switch (request.Parts)
        {
            case ["sessions"] when reply.Status == 200:
                Open(e, OpenRequest.Parse(request.Body), OpenAnswer.Parse(reply.Body));
                break;
            case ["sessions", var id, var what] when Hash32.TryParseWire(id, out Hash32 name):
                Touched = Find(name);
                if (Touched is { } session) Take(e, session, what, request, reply);
                break;
            case ["releases", _, "deliveries", _, "key"] when reply.Status == 200:
                Give(e, reply);
                break;
        }
    }

    private void Take(Exchanged e, WireSession session, string what, ServiceRequest request, Reply reply)
    {
        switch (what)
        {
            case "segments" when reply.Status == 200:
                session.SentBytes += reply.Body.Length;
                Keep(session, int.Parse(request.Query["first"], CultureInfo.InvariantCulture), reply.Body);
                break;
            case "challenge" when reply.Status == 200:
                Answer(e, session, request, reply);
                break;
            case "receipt":
                session.ReceivedMs ??= e.AtMs;
                if (reply.Status == 200) Give(e, reply);
                break;
            case "key" when reply.Status == 200:
                Give(e, reply);
                break;
        }
    }

    private void Open(Exchanged e, OpenRequest request, OpenAnswer answer)
    {
        if (!_hosts!.TryGetValue(e.Actor, out Address distributor)) return;
        Hash32 id = Hash32.FromBytes(Eip712.OpenSession(
            _domain, request.ReleaseId, distributor.ToBytes(), request.Device, request.Nonce, request.BoundUntil));
        if (_sessions.TryGetValue(id, out WireSession? known))
        {
            Touched = known;
            return;
        }

        Address device = Address.FromBytes(request.Device);
        var release = ReleaseId.FromBytes(request.ReleaseId);
        WireSession session = new(id, e.Actor, distributor, release, device)
        {
            KeyCommitment = Address.FromBytes(Commitments.KeyCommitment(answer.Commitments)),
            Before = _ofDevice.GetValueOrDefault((e.Actor, device)),
            Sealed = e.Caller % _stride == 0 && ManifestOf(release) is { } manifest
                ? new ulong[manifest.SegmentCount] : null,
        };
        Touched = session;
        _sessions.Add(id, session);
        _commitments.TryAdd(session.KeyCommitment, session);
        _ofDevice[(e.Actor, device)] = session;
    }

    private void Keep(WireSession session, int first, byte[] body)
    {
        if (session.Sealed is not { } kept || ManifestOf(session.Release) is not { } manifest) return;
        int size = manifest.SegmentSize;
        for (int i = 0; i < body.Length / size && first - 1 + i < kept.Length; i++)
            kept[first - 1 + i] = Short(body.AsSpan(i * size, size));
    }

    private void Answer(Exchanged e, WireSession session, ServiceRequest request, Reply reply)
    {
        if (ManifestOf(session.Release) is not { } manifest) return;
        (ulong, ulong) seen = (Short(request.Body), Short(reply.Body));
        if (session.First == seen) return;
        if (session.First is null) session.First = seen;
        else if (!(session.Others ??= []).Add(seen)) return;
        int[] indices = ChallengeRequest.Parse(request.Body).Indices;
        ChallengeAnswer answer = ChallengeAnswer.Parse(reply.Body, indices, manifest.SegmentCount);
        IsNewAnswer = true;
        byte[] proof = Eip712.ProofOfDistribution(
            _domain, session.Release.ToBytes(), session.Distributor.ToBytes(), session.KeyCommitment.ToBytes(),
            answer.ValidUntil);
        _proofs.TryAdd(Hash32.FromBytes(proof), new WireProof(session, answer.ValidUntil));
        if (session.AnsweredMs is not null) return;
        (session.AnsweredMs, session.ValidUntil) = (e.AtMs, answer.ValidUntil);
        (session.Samples, session.Indices) = (indices.Length, indices);
        if (session.Sealed is not null) session.Evaluations = [.. answer.Samples.Select(sample => sample.Evaluation)];
    }

    private void Give(Exchanged e, Reply reply)
    {
        Address commitment = CurveMemo.CommitmentOf(Hash32.FromBytes(KeyAnswer.Parse(reply.Body).Key));
        if (commitment.IsZero) return;
        KeyGiven = commitment;
        _keys.TryAdd(commitment, e.AtMs);
    }
}
