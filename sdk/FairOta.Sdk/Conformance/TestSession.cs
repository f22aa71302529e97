using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Conformance;

/// <summary>A session from the side of a device that asks more than devices do.</summary>
internal sealed class TestSession
{
    private readonly Inquiry _inquiry;
    private readonly byte[] _digest;
    private byte[]? _running;
    private byte[]? _package;

    /// <summary>A session that is about to be opened.</summary>
    /// <param name="inquiry">The run.</param>
    /// <param name="device">Whose it says that it is.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="boundUntil">Unix seconds; 0 for none.</param>
    /// <param name="release">The release; that of the run where none is named.</param>
    /// <param name="domain">The EIP-712 domain signed for; that of the release's escrow where none is named.</param>
    /// <param name="distributor">The distributor signed for; the one that is asked where none is named.</param>
    public TestSession(
        Inquiry inquiry,
        Address device,
        KeyPair signer,
        long boundUntil = 0,
        ReleaseId? release = null,
        byte[]? domain = null,
        Address? distributor = null)
    {
        (_inquiry, Signer) = (inquiry, signer);
        OpenSecret = inquiry.Draw(32);
        byte[] nonce = Challenge.Nonce(Inquiry.Symmetric, OpenSecret);
        byte[] releaseId = (release ?? inquiry.Release).ToBytes();
        byte[] payee = (distributor ?? inquiry.Distributor).ToBytes();
        _digest = Eip712.OpenSession(
            domain ?? inquiry.Domain, releaseId, payee, device.ToBytes(), nonce, boundUntil);
        Request = new OpenRequest
        {
            ReleaseId = releaseId,
            Device = device.ToBytes(),
            Nonce = nonce,
            BoundUntil = boundUntil,
            Signature = Ecdsa.Sign(Inquiry.Symmetric, signer.Secret, _digest),
        };
    }

    /// <summary>A session of the test device.</summary>
    public static TestSession OfDevice(Inquiry inquiry, long boundUntil = 0) =>
        new(inquiry, inquiry.Device.Address, inquiry.Device, boundUntil);

    /// <summary>The Open.</summary>
    public OpenRequest Request { get; }

    /// <summary>r.</summary>
    public byte[] OpenSecret { get; }

    /// <summary>The key that signs for it.</summary>
    public KeyPair Signer { get; }

    /// <summary>The answer to the Open, as it came.</summary>
    public Reply Opened { get; private set; } = null!;

    /// <summary>The same, read.</summary>
    public OpenAnswer Offer { get; private set; } = null!;

    /// <summary>Bytes of segments that were sent.</summary>
    public long SentBytes { get; private set; }

    /// <summary>All sealed segments; empty until they were fetched.</summary>
    public byte[] Sealed { get; private set; } = [];

    /// <summary>D over <see cref="Sealed"/>; skips the check before they were fetched.</summary>
    public byte[] Running => _running ?? throw new NotAskedException("The segments were not all given.");

    /// <summary>The answered challenge's answer; null before.</summary>
    public Reply? Answered { get; set; }

    /// <summary>Whether the evaluations were found to be the committed polynomial's.</summary>
    public bool IsOnPolynomial { get; set; }

    /// <summary>Whether the receipt was taken.</summary>
    public bool IsReceived { get; set; }

    /// <summary>The key; null before it was given.</summary>
    public byte[]? Key { get; set; }

    /// <summary>The package's segments c[1..n]; skips the check before it was opened.</summary>
    public byte[] Package
    {
        get => _package ?? throw new NotAskedException("The package was not opened.");
        set => _package = value;
    }

    /// <summary>The seed of samples and weights.</summary>
    private byte[] Seed => Challenge.Seed(
        Inquiry.Symmetric, Challenge.Secret(Inquiry.Symmetric, Signer.Secret), _digest, Offer.Commitments, Running);

    /// <summary>The samples asked for.</summary>
    public int[] Indices => Challenge.Indices(
        Inquiry.Symmetric, Seed, _inquiry.Manifest.SegmentCount, _inquiry.Manifest.Samples);

    /// <summary>Most segments of one answer.</summary>
    public int MostSegments => Limits.MaxSegmentAnswerBytes / _inquiry.Manifest.SegmentSize;

    /// <summary>A path below the session.</summary>
    public string Path(string what) => $"/v1/sessions/{Convert.ToHexStringLower(_digest)}/{what}";

    /// <summary>Sends the Open.</summary>
    public Task<Reply> OpenAsync() => _inquiry.PostAsync("/v1/sessions", Request.Encode());

    /// <summary>Takes the answer to the Open.</summary>
    /// <exception cref="ProtocolException">It is malformed, or its commitments are no points of the curve.</exception>
    /// <exception cref="NonconformityException">The session is over already.</exception>
    public void Read(Reply reply)
    {
        OpenAnswer offer = OpenAnswer.Parse(reply.Body);
        Commitments.Check(offer.Commitments, _inquiry.Manifest.Samples);
        Inquiry.Demand(offer.EndsAt > _inquiry.Now, "The session's end is past.");
        (Opened, Offer) = (reply, offer);
    }

    /// <summary>Asks for segments.</summary>
    public Task<Reply> SegmentsAsync(long first, long count) =>
        SegmentsAsync(string.Create(CultureInfo.InvariantCulture, $"first={first}&count={count}"));

    /// <summary>Asks for segments.</summary>
    /// <param name="query">The query, as it is sent.</param>
    public async Task<Reply> SegmentsAsync(string query)
    {
        Reply reply = await _inquiry.GetAsync(Path("segments") + "?" + query).ConfigureAwait(false);
        if (reply.Status == 200) SentBytes += reply.Body.Length;
        return reply;
    }

    /// <summary>Fetches every segment and works out D.</summary>
    public async Task FetchAsync()
    {
        int size = _inquiry.Manifest.SegmentSize, count = _inquiry.Manifest.SegmentCount;
        using MemoryStream all = new();
        for (int first = 1; first <= count; first += MostSegments)
        {
            int some = Math.Min(MostSegments, count - first + 1);
            Reply reply = (await SegmentsAsync(first, some).ConfigureAwait(false)).MustBe(Serving.Answer.Octets);
            Inquiry.Demand(reply.Body.Length == some * size, "Segments come shortened, or with more than asked for.");
            all.Write(reply.Body);
        }

        byte[] sealedSegments = all.ToArray(), digest = _digest;
        for (int i = 0; i < count; i++)
            digest = Segments.Digest(Inquiry.Symmetric, digest, Bytes.Slice(sealedSegments, i * size, size));
        (Sealed, _running) = (sealedSegments, digest);
    }

    /// <summary>Sends a challenge.</summary>
    public Task<Reply> ChallengeAsync(int[] indices, byte[] digest, byte[]? openSecret = null) => _inquiry.PostAsync(
        Path("challenge"),
        new ChallengeRequest { OpenSecret = openSecret ?? OpenSecret, Digest = digest, Indices = indices }.Encode());

    /// <summary>A validUntil with which no signature is worth anything to anybody: the escrow takes none that is
    /// past.</summary>
    public const long Expired = 1;

    /// <summary>Hands a receipt in.</summary>
    /// <param name="signer">Who signs it.</param>
    /// <param name="validUntil">Unix seconds.</param>
    public Task<Reply> ReceiptAsync(KeyPair signer, long validUntil)
    {
        // The escrow asks for no session: whatever the device signs here, the server could be paid for.
        if (signer == _inquiry.Subject.Device && validUntil != Expired && !_inquiry.Subject.HandsReceiptIn)
            throw new NotAskedException("It pays the distributor the device's reward: pass --receipt to allow it.");
        byte[] digest = Eip712.ProofOfDistribution(
            _inquiry.Domain, _inquiry.Release.ToBytes(), _inquiry.Distributor.ToBytes(),
            Commitments.KeyCommitment(Offer.Commitments), validUntil);
        byte[] signature = Ecdsa.Sign(Inquiry.Symmetric, signer.Secret, digest);
        return _inquiry.PostAsync(Path("receipt"), new ReceiptRequest { Signature = signature }.Encode());
    }

    /// <summary>Asks for repair by the session.</summary>
    /// <param name="indices">The segments.</param>
    /// <param name="openSecret">r; the right one where none is named.</param>
    /// <param name="signer">Who signs; the device where nobody is named.</param>
    public Task<Reply> RepairAsync(int[] indices, byte[]? openSecret = null, KeyPair? signer = null) =>
        _inquiry.PostAsync(
            Path("repair"),
            new SessionRepairRequest
            {
                OpenSecret = openSecret ?? OpenSecret,
                Indices = indices,
                Signature = Ecdsa.Sign(
                    Inquiry.Symmetric, (signer ?? Signer).Secret, SessionRepairRequest.Digest(_digest)),
            }.Encode());

    /// <summary>The answered challenge, read; skips the check where none was answered.</summary>
    public ChallengeAnswer ReadAnswer() => Answered is { } answered
        ? ChallengeAnswer.Parse(answered.Body, Indices, _inquiry.Manifest.SegmentCount)
        : throw new NotAskedException("No challenge was answered.");

    /// <summary>The evaluations of the answered challenge.</summary>
    /// <exception cref="ProtocolException">One is no scalar below q.</exception>
    public Scalar[] ReadEvaluations() => Array.ConvertAll(ReadAnswer().Samples, sample =>
    {
        Scalar evaluation = new();
        return evaluation.TryRead(sample.Evaluation, 0)
            ? evaluation
            : throw new ProtocolException("An evaluation is not below q.");
    });

    /// <summary>The same, where they are known to be the committed polynomial's; skips the check else.</summary>
    public Scalar[] ReadTrueEvaluations() => IsOnPolynomial
        ? ReadEvaluations()
        : throw new NotAskedException("The evaluations are not known to be true.");

    /// <summary>Skips the check where no receipt was taken.</summary>
    public void NeedReceipt()
    {
        if (!IsReceived) throw new NotAskedException("No receipt was taken.");
    }

    /// <summary>Whether evaluations are values of the committed polynomial (PROTOCOL.md, Exchange, step 4).</summary>
    public bool AreCommitted(Scalar[] evaluations)
    {
        OfferCheck check = new(Inquiry.Symmetric, Seed, Indices, Offer.Commitments);
        while (check.Advance())
        {
            // Each step is a bounded piece of the work, for devices that have other things to do.
        }

        return check.Passes(evaluations);
    }

    /// <summary>c[i] from e[i] under an evaluation.</summary>
    public byte[] Open(Scalar evaluation, int index)
    {
        int size = _inquiry.Manifest.SegmentSize;
        return Segments.Unseal(Inquiry.Symmetric, evaluation, Bytes.Slice(Sealed, (index - 1) * size, size));
    }
}
