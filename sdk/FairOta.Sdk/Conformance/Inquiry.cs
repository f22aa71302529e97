using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Conformance;

/// <summary>One run of the checks over one server: what is known of it, what was heard, and how far the test device's
/// exchange has come. A check that needs what an earlier one did not find out is skipped.</summary>
/// <param name="link">Carries the questions.</param>
/// <param name="subject">What is known beforehand.</param>
/// <param name="time">The clock that the server's is compared with.</param>
/// <param name="randomness">Draws keys and names that the server cannot know.</param>
/// <param name="cancellation">Ends the run.</param>
internal sealed class Inquiry(
    IConformanceLink link,
    ConformanceSubject subject,
    TimeProvider time,
    IRandomness randomness,
    CancellationToken cancellation)
{
    public static readonly ISymmetric Symmetric = new HostSymmetric();
    private readonly List<Reply> _heard = [];
    private readonly KeyPair _stranger = KeyPair.Draw(KeyKind.Account, randomness);
    private Manifest? _manifest;
    private byte[]? _signedManifest;
    private byte[]? _leaves;
    private Address[]? _fleet;
    private Address? _distributor = subject.Distributor;
    private readonly long _begun = time.GetUtcNow().ToUnixTimeSeconds();
    private TestSession? _first;
    private TestSession? _second;
    private TestSession? _session;

    /// <summary>All answers so far; bodies of refusals alone.</summary>
    public IReadOnlyList<Reply> Heard => _heard;

    /// <summary>What is known beforehand.</summary>
    public ConformanceSubject Subject => subject;

    /// <summary>Unix seconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Seconds since the run began.</summary>
    public long Elapsed => Now - _begun;

    /// <summary>A key that nobody else has: of no fleet and no vendor.</summary>
    public KeyPair Stranger => _stranger;

    /// <summary>A name that nothing has.</summary>
    public string Nobody { get; } = Convert.ToHexStringLower(randomness.Draw(32));

    /// <summary>A release that nobody has.</summary>
    public ReleaseId Unknown => ReleaseId.FromBytes(Convert.FromHexString(Nobody));

    /// <summary>The release that is asked about.</summary>
    public ReleaseId Release => _manifest is null
        ? throw new NotAskedException("The release's manifest is not known: name a release that is served here.")
        : ReleaseId.FromBytes(_manifest.ReleaseId());

    /// <summary>Its manifest.</summary>
    public Manifest Manifest => Release is var _ ? _manifest! : throw new InvalidOperationException();

    /// <summary>The same as it was given.</summary>
    public byte[] SignedManifest => Release is var _ ? _signedManifest! : throw new InvalidOperationException();

    /// <summary>leaf[1..n].</summary>
    public byte[] Leaves => _leaves ?? throw new NotAskedException("The leaves were not given.");

    /// <summary>The first devices of tranche 0.</summary>
    public Address[] Fleet => _fleet ?? throw new NotAskedException("The fleet list was not given.");

    /// <summary>Who is paid.</summary>
    public Address Distributor => _distributor
        ?? throw new NotAskedException("The server does not name its account: pass --distributor.");

    /// <summary>The test device.</summary>
    public KeyPair Device => subject.Device
        ?? throw new NotAskedException("It takes a device of a test fleet: pass --device-key.");

    /// <summary>The first session, which ends with its bytes used up or with the next Open.</summary>
    public TestSession First => _first ?? throw new NotAskedException("No session was opened.");

    /// <summary>The second session, which ends with the next Open.</summary>
    public TestSession Second => _second ?? throw new NotAskedException("No second session was opened.");

    /// <summary>The session whose challenge is answered.</summary>
    public TestSession Session => _session ?? throw new NotAskedException("No session was opened for a challenge.");

    /// <summary>The EIP-712 domain of the release's escrow.</summary>
    public byte[] Domain => Eip712.Domain(Manifest.ChainId, Manifest.Escrow);

    /// <summary>Takes the manifest.</summary>
    public void Know(byte[] signed, Manifest manifest) => (_signedManifest, _manifest) = (signed, manifest);

    /// <summary>Takes the leaves.</summary>
    public void Know(byte[] leaves) => _leaves = leaves;

    /// <summary>Takes devices of the fleet.</summary>
    public void Know(Address[] fleet) => _fleet = fleet;

    /// <summary>Takes the distributor's account, unless it was named beforehand.</summary>
    public void Know(Address distributor) => _distributor ??= distributor;

    /// <summary>Takes the first session.</summary>
    public void KnowFirst(TestSession session) => _first = session;

    /// <summary>Takes the second session.</summary>
    public void KnowSecond(TestSession session) => _second = session;

    /// <summary>Takes the session whose challenge will be answered.</summary>
    public void Know(TestSession session) => _session = session;

    /// <summary>Lets time pass.</summary>
    public Task PassAsync(TimeSpan span) => Task.Delay(span, time, cancellation);

    /// <summary>Random bytes.</summary>
    public byte[] Draw(int count) => randomness.Draw(count);

    /// <summary>A path below the release.</summary>
    public string Of(string what) => $"/v1/releases/{Release.ToWire()}/{what}";

    /// <summary>Reads a path.</summary>
    public Task<Reply> GetAsync(string path, string? range = null, int limitBytes = Question.UsualLimitBytes) =>
        AskAsync(new Question("GET", path) { Range = range, LimitBytes = limitBytes });

    /// <summary>Reads a path that is to be refused.</summary>
    /// <exception cref="NonconformityException">It is answered with another status.</exception>
    public async Task RefusesAsync(string path, params int[] statuses) =>
        (await GetAsync(path).ConfigureAwait(false)).Must(statuses);

    /// <summary>Sends a body.</summary>
    public Task<Reply> PostAsync(string path, byte[] body, string contentType = Answer.Cbor) =>
        AskAsync(new Question("POST", path) { Body = body, ContentType = contentType });

    /// <summary>Asks.</summary>
    public async Task<Reply> AskAsync(Question question)
    {
        Reply reply = await link.AskAsync(question, cancellation).ConfigureAwait(false);
        _heard.Add(reply.Status >= 400 ? reply : reply with { Body = [] });
        return reply;
    }

    /// <summary>Fails the check unless a fact holds.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="otherwise">What is wrong where it does not, in a sentence.</param>
    /// <exception cref="NonconformityException">It does not.</exception>
    public static void Demand(bool fact, string otherwise)
    {
        if (!fact) throw new NonconformityException(otherwise);
    }
}
