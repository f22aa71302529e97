using System.Collections.Immutable;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using static FairOta.Sdk.Conformance.Inquiry;

namespace FairOta.Sdk.Conformance;

/// <summary>Step 1: what an Open is refused for, and what the first one gives.</summary>
internal static class OpenChecks
{
    private const string Step = "Exchange, step 1", Bodies = "Bodies in CDDL";

    /// <summary>The checks.</summary>
    public static ImmutableArray<ConformanceCheck> All { get; } =
    [
        new("open-malformed", Bodies, "An Open of another shape is 400.", ask => RefusesAsync(ask, [0x81, 1])),
        new("open-encoding", Bodies, "An Open in CBOR that is not deterministic is 400.",
            ask => RefusesAsync(ask, [0x98, 5, .. OfStranger(ask).Request.Encode()[1..]])),
        new("open-trailing", Bodies, "An Open with bytes behind it is 400.",
            ask => RefusesAsync(ask, [.. OfStranger(ask).Request.Encode(), 0])),
        new("open-unknown-release", Step, "An Open for a release that is not served is 404.",
            ask => RefusesAsync(OfStranger(ask, ask.Unknown), 404)),
        new("open-stranger", Step, "An Open of a device outside every tranche is 403.",
            ask => RefusesAsync(OfStranger(ask), 403)),
        new("open-signature", Step, "An Open that the device did not sign is 403.",
            ask => RefusesAsync(new TestSession(ask, ask.Subject.Device?.Address ?? ask.Fleet[^1], ask.Stranger), 403)),
        new("open-chain", "On chain", "An Open that is signed for another chain is 403.", OtherChainAsync),
        new("open-distributor", "On chain", "An Open that is signed for another distributor is 403.",
            ask => RefusesAsync(
                new TestSession(ask, ask.Device.Address, ask.Device, distributor: ask.Stranger.Address), 403)),
        new("open-bound", Step, "An Open of a device that is bound for less than 48 h is 409 with Retry-After.",
            async ask => (await TestSession.OfDevice(ask, ask.Now + 3600).OpenAsync().ConfigureAwait(false))
                .MustUnlessUnable(409).MustSayWhen()),
        new("open", Step, "An Open of the device gives an end ahead and λ + 1 points of the curve.", OpenAsync),
        new("open-again", Step, "The same Open gives the same answer.", AgainAsync),
        new("open-again-signature", Step, "The same Open with another signature is 403.", ForgedAsync),
        new("key-early", "Exchange, step 6", "The key of an open session is 202.",
            async ask => (await ask.GetAsync(ask.First.Path("key")).ConfigureAwait(false)).Must(202)),
        new("receipt-early", "Exchange, step 5", "A receipt before any challenge is refused.", ReceiptAsync),
    ];

    private static TestSession OfStranger(Inquiry ask, ReleaseId? release = null) =>
        new(ask, ask.Stranger.Address, ask.Stranger, release: release);

    private static async Task RefusesAsync(Inquiry ask, byte[] body) =>
        (await ask.PostAsync("/v1/sessions", body).ConfigureAwait(false)).Must(400);

    private static async Task RefusesAsync(TestSession session, int status) =>
        (await session.OpenAsync().ConfigureAwait(false)).MustUnlessUnable(status);

    private static Task OtherChainAsync(Inquiry ask)
    {
        byte[] domain = Eip712.Domain(ask.Manifest.ChainId + 1, ask.Manifest.Escrow);
        return RefusesAsync(new TestSession(ask, ask.Device.Address, ask.Device, domain: domain), 403);
    }

    private static async Task OpenAsync(Inquiry ask)
    {
        TestSession session = TestSession.OfDevice(ask);
        session.Read((await session.OpenAsync().ConfigureAwait(false)).MustBe(Serving.Answer.Cbor));
        ask.KnowFirst(session);
    }

    private static async Task AgainAsync(Inquiry ask)
    {
        Reply again = (await ask.First.OpenAsync().ConfigureAwait(false)).Must(200);
        Demand(again.IsSameAs(ask.First.Opened), "The same Open is answered otherwise.");
    }

    private static async Task ForgedAsync(Inquiry ask)
    {
        OpenRequest request = OpenRequest.Parse(ask.First.Request.Encode());
        request.Signature = Ecdsa.Sign(Symmetric, ask.Stranger.Secret, ask.Draw(32));
        (await ask.PostAsync("/v1/sessions", request.Encode()).ConfigureAwait(false)).Must(403);
    }

    private static async Task ReceiptAsync(Inquiry ask)
    {
        Reply reply = await ask.First.ReceiptAsync(ask.Device, TestSession.Expired).ConfigureAwait(false);
        Demand(
            reply.Status is >= 400 and < 500,
            $"{reply.Question} is answered {reply.Status}; a refusal is expected.");
    }
}
