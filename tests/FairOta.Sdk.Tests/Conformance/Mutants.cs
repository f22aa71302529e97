using System;
using System.Collections.Immutable;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Conformance;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Tests.Conformance;

/// <summary>Distributors that break one rule each.</summary>
internal static class Mutants
{
    private const string Sessions = "/v1/sessions";

    public static ImmutableArray<Mutant> All { get; } =
    [
        .. Reading(), .. Refusing(), .. Opening(), .. Sending(), .. Challenged(), .. Paid(), .. Repairing(),
        .. Answering(),
    ];

    private static Mutant[] Reading() =>
    [
        Where("distributors", (_, r) => r.Path() == "/v1/distributors" && r.Status == 200, r => r.AsText()),
        Where("manifest", (_, r) => r.MediaType == Answer.Cose && r.Path().Contains("/releases/"), r => r.AsText()),
        Where("product-manifest", (_, r) => r.Path().Contains("/products/") && r.Status == 200, r => r.Refused()),
        Where("leaves", (_, r) => IsLeaves(r, null) && r.Question.Method == "GET", r => r.Garbled()),
        Where("range", (_, r) => IsLeaves(r, "bytes=32-95"), r => r.Garbled()),
        Where("range-suffix", (_, r) => IsLeaves(r, "bytes=-32"), r => r.Garbled()),
        Where("range-beyond", (_, r) => r.Path().EndsWith("/leaves") && r.Status == 416,
            r => r.With("content-range", null)),
        Where("head", (_, r) => r.Question.Method == "HEAD", r => r.With("content-length", "1")),
        Where("fleet", (_, r) => r.Path().EndsWith("/fleets/0"),
            r => r with { Body = [.. r.Body[..20], .. r.Body[..20], .. r.Body[40..]] }),
        Where("package", (_, r) => r.Path().EndsWith("/package") && r.Question.Range is not null,
            r => r with { Status = 206, Body = new byte[16] }),
        Where("reports", (_, r) => r.Question.Path.EndsWith("/reports?after=0"), Forged),
        Where("reports-cursor", (_, r) => r.Question is { Method: "GET" } q && q.Path.EndsWith("/reports"),
            r => r with { Body = new OutcomeReportList { Next = 1L << 60, Reports = [] }.Encode() }),
        new("recall", (ask, r) => r.Problem() == "unknown-recall"
            ? r.Admitted().With("content-type", Answer.Cose) with
            {
                Body = RecallNotice.Sign(ask.Release, ask.Now, ask.Stranger),
            }
            : r),
    ];

    private static Mutant[] Refusing() =>
    [
        Admits("unknown-path", "unknown-path"),
        Admits("unknown-release", "unknown-release", (_, r) => r.Question.Method == "GET"),
        Admits("unknown-product", "unknown-manifest", (_, r) => !r.Question.Path.Contains("signer=")),
        Admits("unknown-signer", "unknown-manifest", (ask, r) => r.Question.Path.EndsWith(
            "signer=" + Convert.ToHexStringLower(ask.Stranger.CompressedPublicKey))),
        Admits("unknown-tranche", "unknown-tranche"),
        Admits("unknown-session", "unknown-session", (_, r) => r.Path().EndsWith("/key")),
        Admits("unknown-key", "unknown-key"),
        Admits("name-case", "name", (_, r) => r.Path().EndsWith("/manifest")),
        Where("method", (_, r) => r.Status == 405, r => r.With("allow", null)),
        Where("body-limit", (_, r) => r.Status == 413, r => r.Refused(400)),
        Admits("media-type", "media-type"),
        Where("package-stranger", (_, r) => r.Question.Path.Contains("/package?device="), r => r.Admitted()),
        Admits("report-malformed", "malformed", (_, r) => r.Path().EndsWith("/reports") && IsEmpty(r)),
        Admits("report-outcome", "malformed", (_, r) => r.Path().EndsWith("/reports") && !IsEmpty(r)),
        Admits("report-stranger", "outside-fleet", (_, r) => r.Path().EndsWith("/reports")),
        Admits("report-signature", "signature", (_, r) => r.Path().EndsWith("/reports")),
        Admits("recall-malformed", "malformed", (_, r) => r.Path().EndsWith("/recall")),
        Admits("recall-stranger", "signature", (_, r) => r.Path().EndsWith("/recall")),
        Admits("recall-unknown", "unknown-release", (_, r) => r.Path().EndsWith("/recall")),
    ];

    private static Mutant[] Opening() =>
    [
        Admits("open-malformed", "malformed", (_, r) => IsOpen(r) && r.Question.Body!.Length == 2),
        Admits("open-encoding", "malformed", (_, r) => IsOpen(r) && r.Question.Body![0] == 0x98),
        Admits("open-trailing", "malformed",
            (_, r) => IsOpen(r) && r.Question.Body!.Length > 2 && r.Question.Body[0] == 0x85),
        Admits("open-unknown-release", "unknown-release", (_, r) => IsOpen(r)),
        Admits("open-stranger", "outside-fleet", (_, r) => IsOpen(r)),
        Admits("open-signature", "signature",
            (ask, r) => IsOpen(r) && !IsAgain(ask, r) && SignerOf(ask, r) == ask.Stranger.Address),
        Admits("open-chain", "signature", (ask, r) => IsOpen(r)
            && SignerOf(ask, r, Eip712.Domain(ask.Manifest.ChainId + 1, ask.Manifest.Escrow)) == ask.Device.Address),
        Admits("open-distributor", "signature", (ask, r) => IsOpen(r)
            && SignerOf(ask, r, distributor: ask.Stranger.Address) == ask.Device.Address),
        Where("open-bound", (_, r) => r.Problem() == "bound", r => r.With("retry-after", null)),
        Where("open", (_, r) => BoundOf(r) == 0, r => r.Garbled()),
        Where("open-again", (ask, r) => BoundOf(r) == 0 && IsAgain(ask, r), r => r.Garbled()),
        Admits("open-again-signature", "signature", IsAgain),
        Where("key-early", (_, r) => r.Path().EndsWith("/key") && r.Status == 202, r => r.Refused()),
        Admits("receipt-early", "no-challenge"),
    ];

    private static Mutant[] Sending() =>
    [
        Where("segments", (_, r) => r.Question.Path.EndsWith("first=2&count=2"), r => r.AsText()),
        Where("segments-again", (_, r) => r.Question.Path.EndsWith("first=5&count=1"), r => r.Garbled()),
        Where("segments-none", (_, r) => r.Question.Path.EndsWith("count=0"), r => r.Admitted()),
        Where("segments-many", (_, r) => r.Question.Path.EndsWith("count=4097"), r => r.Admitted()),
        Admits("segments-beyond", "out-of-range", (_, r) => r.Question.Path.EndsWith("count=2")),
        Where("segments-numbers", (_, r) => r.Question.Path.Contains("first=0x1"), r => r.Admitted()),
        Admits("segments-limit", "bytes-used-up"),
        Where("open-bound-far", (ask, r) => BoundOf(r) > ask.Now, r => r.Refused(409)),
        Where("open-bound-past", (ask, r) => BoundOf(r) > 0 && BoundOf(r) < ask.Now, r => r.Refused(409)),
        Admits("open-ends-others", "session-over", (_, r) => r.Path().EndsWith("/segments")),
        Admits("challenge-over", "session-over", (_, r) => IsChallenge(r)),
    ];

    private static Mutant[] Challenged() =>
    [
        Admits("challenge-unfetched", "digest", (ask, _) => ask.Session.Sealed.Length == 0),
        Where("segments-all", (ask, r) => ask.Knows(a => a.Session) && r.Path() == ask.Session.Path("segments"),
            r => r with { Body = r.Body[..^16] }),
        Where("challenge-malformed", (_, r) => IsChallenge(r) && IsEmpty(r), r => r.Admitted()),
        Where("challenge-samples", (_, r) => IsChallenge(r) && !IsEmpty(r) && r.Question.Body![70] == 31,
            r => r.Admitted()),
        Where("challenge-order", (_, r) => r.Status == 400 && IndicesOf(r) is { Length: 32 } i && !IsAscending(i),
            r => r.Admitted()),
        Where("challenge-range",
            (ask, r) => r.Status == 400 && IndicesOf(r) is { Length: 32 } i && i[^1] > ask.Manifest.SegmentCount,
            r => r.Admitted()),
        Admits("challenge-secret", "open-secret", (ask, r) =>
            ask.Knows(a => a.Session) && r.Path() == ask.Session.Path("challenge")),
        Admits("challenge-digest", "digest", (ask, _) => ask.Session.Sealed.Length > 0),
        Where("challenge", (_, r) => IsChallenge(r) && r.Status == 200, r => r.AsText()),
        Where("challenge-valid-until", (_, r) => IsChallenge(r) && r.Status == 200,
            r => Changed(r, answer => answer.ValidUntil += 30 * 3600)),
        Where("challenge-evaluations", (_, r) => IsChallenge(r) && r.Status == 200,
            r => Changed(r, answer => answer.Samples[3].Evaluation[31] ^= 1)),
        Where("challenge-paths", (_, r) => IsChallenge(r) && r.Status == 200,
            r => Changed(r, answer => answer.Samples[3].Path[31] ^= 1)),
        Where("challenge-again",
            (ask, r) => IsChallenge(r) && r.Status == 200 && ask.Session.Answered is not null, r => r.Garbled()),
        Admits("challenge-second", "challenge-answered"),
        Admits("open-answered", "challenge-stands"),
    ];

    private static Mutant[] Paid() =>
    [
        Admits("receipt-malformed", "malformed", (_, r) => r.Path().EndsWith("/receipt")),
        Admits("receipt-signature", "signature", (ask, r) => r.Path().EndsWith("/receipt") && IsByStranger(ask, r)),
        Admits("receipt-valid-until", "signature", (ask, r) => r.Path().EndsWith("/receipt") && !IsByStranger(ask, r)),
        Admits("repair-early", "undelivered", (_, r) => r.Path().StartsWith(Sessions)),
        Where("receipt", (_, r) => r.Path().EndsWith("/receipt") && r.Status == 200, r => r.Refused()),
        Where("receipt-again",
            (ask, r) => r.Path().EndsWith("/receipt") && r.Status == 200 && ask.Session.IsReceived,
            r => r.Refused()),
        Where("key", (_, r) => r.Path().StartsWith(Sessions) && r.Path().EndsWith("/key") && r.Status == 200,
            r => r.Garbled()),
        Where("key-public", (_, r) => r.Path().Contains("/deliveries/") && r.Path().EndsWith("/key") && r.Status == 200,
            r => r.Garbled()),
        new("package-opens", (_, r) => r) { IsMislabelled = true },
    ];

    private static Mutant[] Repairing() =>
    [
        Admits("repair-unknown", "unknown-release", (_, r) => IsRepair(r)),
        Admits("repair-undelivered", "undelivered", (_, r) => r.Path().Contains("/deliveries/")),
        Where("repair-malformed", (_, r) => IsRepair(r) && r.Path().Contains("/deliveries/") && r.Status == 400,
            r => r.Admitted()),
        Where("repair", (_, r) => IsRepair(r) && r.Path().StartsWith(Sessions) && r.Status == 200, r => r.Garbled()),
        Where("repair-delivery", (_, r) => IsRepair(r) && r.Path().Contains("/deliveries/") && r.Status == 200,
            r => r.Garbled()),
        Where("repair-twice", (_, r) => IsSessionRepair(r, out int[] indices) && indices.Length == 2 && r.Status == 400,
            r => r.Admitted()),
        Where("repair-range", (_, r) => IsSessionRepair(r, out int[] indices) && indices[0] == 258, r => r.Admitted()),
        Admits("repair-secret", "open-secret", (_, r) => IsRepair(r)),
        Admits("repair-signature", "signature", (_, r) => IsRepair(r) && r.Path().StartsWith(Sessions)),
        Admits("repair-delivery-signature", "signature", (_, r) => IsRepair(r) && r.Path().Contains("/deliveries/")),
        Admits("repair-limit", "repaired-enough"),
        Where("report", (_, r) => r.Path().EndsWith("/reports") && r.Status == 202, r => r.Admitted()),
    ];

    private static Mutant[] Answering() =>
    [
        Where("date", (_, r) => r.Path() == "/v1/distributors", r => r.With("date", null)),
        Where("nosniff", (_, r) => r.Path() == "/v1/distributors", r => r.With("x-content-type-options", null)),
        Where("problem", (_, r) => r.Path() == "/v1/nothing", r => r.AsText()),
        Where("retry-after", (_, r) => r.Status == 429, r => r.With("retry-after", null)),
        Where("problem-page", (_, r) => r.Path().StartsWith(ProblemType.Pages) && r.Status == 200, r => r.AsText()),
        Admits("problem-unknown", "unknown-problem"),
        Where("openapi", (_, r) => r.Path() == "/v1/openapi.json", r => r.AsText()),
    ];

    private static Mutant Where(string check, Func<Inquiry, Reply, bool> isIt, Func<Reply, Reply> alter) =>
        new(check, (ask, reply) => isIt(ask, reply) ? alter(reply) : reply);

    /// <summary>Forgets to refuse.</summary>
    private static Mutant Admits(string check, string problem, Func<Inquiry, Reply, bool>? isIt = null) => Where(
        check, (ask, reply) => reply.Problem() == problem && isIt?.Invoke(ask, reply) != false, r => r.Admitted());

    private static Reply Forged(Reply reply) => reply with
    {
        Body = new OutcomeReportList
        {
            Next = 1,
            Reports = [new OutcomeReport { Device = new byte[20], Outcome = 1, Signature = new byte[64] }],
        }.Encode(),
    };

    private static Reply Changed(Reply reply, Action<ChallengeAnswer> change)
    {
        ChallengeAnswer answer = ChallengeAnswer.Parse(
            reply.Body, ChallengeRequest.Parse(reply.Question.Body!).Indices, 257);
        change(answer);
        return reply with { Body = answer.Encode() };
    }

    private static bool IsLeaves(Reply reply, string? range) =>
        reply.Path().EndsWith("/leaves") && reply.Question.Range == range;

    private static bool IsOpen(Reply reply) => reply.Path() == Sessions;

    private static bool IsChallenge(Reply reply) => reply.Path().EndsWith("/challenge");

    private static bool IsRepair(Reply reply) => reply.Path().EndsWith("/repair");

    private static bool IsSessionRepair(Reply reply, out int[] indices)
    {
        bool isIt = IsRepair(reply) && reply.Path().StartsWith(Sessions);
        indices = isIt ? SessionRepairRequest.Parse(reply.Question.Body!).Indices : [];
        return isIt;
    }

    private static bool IsEmpty(Reply reply) => reply.Question.Body is [0x80];

    private static bool IsAgain(Inquiry ask, Reply reply) => IsOpen(reply) && ask.Knows(a => a.First)
        && OpenRequest.Parse(reply.Question.Body!) is var request
        && Bytes.Equal(request.Nonce, ask.First.Request.Nonce);

    /// <summary>boundUntil of an Open that was answered; -1 for anything else.</summary>
    private static long BoundOf(Reply reply) =>
        IsOpen(reply) && reply.Status == 200 ? OpenRequest.Parse(reply.Question.Body!).BoundUntil : -1;

    private static Address? SignerOf(Inquiry ask, Reply reply, byte[]? domain = null, Address? distributor = null)
    {
        OpenRequest request = OpenRequest.Parse(reply.Question.Body!);
        byte[] digest = Eip712.OpenSession(
            domain ?? ask.Domain,
            request.ReleaseId,
            (distributor ?? ask.Distributor).ToBytes(),
            request.Device,
            request.Nonce,
            request.BoundUntil);
        return Ecdsa.RecoverAddress(digest, request.Signature) is { } by ? Address.FromBytes(by) : null;
    }

    private static bool IsByStranger(Inquiry ask, Reply reply)
    {
        byte[] digest = Eip712.ProofOfDistribution(
            ask.Domain,
            ask.Release.ToBytes(),
            ask.Distributor.ToBytes(),
            Commitments.KeyCommitment(ask.Session.Offer.Commitments),
            ask.Session.ReadAnswer().ValidUntil);
        byte[] signature = ReceiptRequest.Parse(reply.Question.Body!).Signature;
        return Ecdsa.RecoverAddress(digest, signature) is { } by && Address.FromBytes(by) == ask.Stranger.Address;
    }

    private static int[]? IndicesOf(Reply reply)
    {
        if (!IsChallenge(reply)) return null;
        try
        {
            return ChallengeRequest.Parse(reply.Question.Body!).Indices;
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private static bool IsAscending(int[] indices) =>
        indices.Skip(1).Zip(indices).All(pair => pair.First > pair.Second);
}
