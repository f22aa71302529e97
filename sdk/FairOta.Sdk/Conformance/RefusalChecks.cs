using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;
using static FairOta.Sdk.Conformance.Inquiry;

namespace FairOta.Sdk.Conformance;

/// <summary>What is refused whoever asks: names that nothing has, other methods, bodies that are none, strangers.
/// </summary>
internal static class RefusalChecks
{
    private const string Exchange = "Exchange", Other = "Other endpoints", Reports = "Reports";
    private const string Recalls = "Superseded and recalled releases", Bodies = "Bodies in CDDL";

    /// <summary>The checks.</summary>
    public static ImmutableArray<ConformanceCheck> All { get; } =
    [
        new("unknown-path", Other, "A path that is no endpoint is 404.", ask => ask.RefusesAsync("/v1/nothing", 404)),
        new("unknown-release", Other, "The manifest of a release that is not served is 404.",
            ask => ask.RefusesAsync($"/v1/releases/{ask.Nobody}/manifest", 404)),
        new("unknown-product", Other, "The manifest of a product without releases is 404.",
            ask => ask.RefusesAsync($"/v1/products/{ask.Nobody[..32]}/manifest", 404)),
        new("unknown-signer", Other, "A product's manifest by a signer who signed none is 404.", SignerAsync),
        new("unknown-tranche", Other, "A tranche that is not there is 404.",
            ask => ask.RefusesAsync(ask.Of("fleets/4294967295"), 404)),
        new("unknown-session", Exchange, "A session that was not opened here is 404.", SessionAsync),
        new("unknown-key", Exchange, "The key of a delivery is 404 until it is public.",
            ask => ask.RefusesAsync(ask.Of($"deliveries/{ask.Stranger.Address.ToWire()}/key"), 404)),
        new("name-case", Exchange, "Hex in URLs is lower case without 0x: anything else is 400 or 404.", CaseAsync),
        new("method", Other, "Other methods than a path is served with are 405, with Allow.", MethodAsync),
        new("body-limit", Other, "A body above 16 KiB is 413.",
            async ask => (await ask.PostAsync("/v1/sessions", new byte[Limits.MaxRequestBytes + 1])
                .ConfigureAwait(false)).Must(413)),
        new("media-type", Exchange, "A body of another media type than application/cbor is 400.",
            async ask => (await ask.PostAsync("/v1/sessions", [0x80], "text/plain").ConfigureAwait(false)).Must(400)),
        new("package-stranger", Other, "A package for a device outside every funded tranche is 403.",
            ask => ask.RefusesAsync(ask.Of("package?device=" + ask.Stranger.Address.ToWire()), 403)),
        new("report-malformed", Bodies, "A report of another shape is 400.",
            async ask => (await ask.PostAsync(ask.Of("reports"), [0x80]).ConfigureAwait(false)).Must(400)),
        new("report-outcome", Bodies, "A report of another outcome than 1, 2 or 3 is 400.",
            async ask => (await ReportAsync(ask, 4).ConfigureAwait(false)).Must(400)),
        new("report-stranger", Reports, "A report by a device outside the release's fleets is 403.",
            async ask => (await ReportAsync(ask, Outcome.Installed).ConfigureAwait(false)).Must(403)),
        new("report-signature", Reports, "A report that the device did not sign is 403.", SignatureAsync),
        new("recall-malformed", Recalls, "A recall that is no signed notice is 400.",
            async ask => (await ask.PostAsync(ask.Of("recall"), [0x80], Answer.Cose).ConfigureAwait(false)).Must(400)),
        new("recall-stranger", Recalls, "A recall by neither the manifest's signer nor the vendor account is 403.",
            async ask => (await RecallAsync(ask, ask.Release).ConfigureAwait(false)).Must(403)),
        new("recall-unknown", Recalls, "A recall of a release that is not held is 404.",
            async ask => (await RecallAsync(ask, ask.Unknown).ConfigureAwait(false)).Must(404)),
    ];

    private static Task SignerAsync(Inquiry ask)
    {
        string product = Convert.ToHexStringLower(ask.Manifest.ProductId);
        string signer = Convert.ToHexStringLower(ask.Stranger.CompressedPublicKey);
        return ask.RefusesAsync($"/v1/products/{product}/manifest?signer={signer}", 404);
    }

    private static async Task SessionAsync(Inquiry ask)
    {
        string session = $"/v1/sessions/{ask.Nobody}/";
        await ask.RefusesAsync(session + "segments?first=1&count=1", 404).ConfigureAwait(false);
        await ask.RefusesAsync(session + "key", 404).ConfigureAwait(false);
        byte[] receipt = new ReceiptRequest { Signature = Signature(ask, ask.Draw(32)) }.Encode();
        (await ask.PostAsync(session + "receipt", receipt).ConfigureAwait(false)).Must(404);
        byte[] repair = new SessionRepairRequest
        {
            OpenSecret = ask.Draw(32),
            Indices = [1],
            Signature = Signature(ask, ask.Draw(32)),
        }.Encode();
        (await ask.PostAsync(session + "repair", repair).ConfigureAwait(false)).Must(404);
    }

    private static Task CaseAsync(Inquiry ask)
    {
        string name = "ab" + ask.Nobody[2..];
        return ask.RefusesAsync($"/v1/releases/{name.ToUpperInvariant()}/manifest", 400, 404);
    }

    private static async Task MethodAsync(Inquiry ask)
    {
        Reply reply = (await ask.AskAsync(new Question("DELETE", "/v1/distributors")).ConfigureAwait(false)).Must(405);
        string[] allowed = [.. (reply.Header("allow") ?? "").Split(',').Select(method => method.Trim())];
        Demand(allowed.Contains("GET"), "The 405 does not say with Allow that GET is served (RFC 9110, 15.5.6).");
    }

    private static Task<Reply> ReportAsync(Inquiry ask, int outcome)
    {
        byte[] digest = OutcomeReport.Digest(ask.Release.ToBytes(), outcome);
        return PostAsync(ask, new OutcomeReport
        {
            Device = ask.Stranger.Address.ToBytes(),
            Outcome = outcome,
            Signature = Signature(ask, digest),
        });
    }

    private static async Task SignatureAsync(Inquiry ask)
    {
        byte[] digest = OutcomeReport.Digest(ask.Release.ToBytes(), Outcome.Failed);
        Reply reply = await PostAsync(ask, new OutcomeReport
        {
            Device = ask.Fleet[^1].ToBytes(),
            Outcome = Outcome.Failed,
            Signature = Signature(ask, digest),
        }).ConfigureAwait(false);
        reply.MustUnlessUnable(403);
    }

    private static Task<Reply> PostAsync(Inquiry ask, OutcomeReport report) =>
        ask.PostAsync(ask.Of("reports"), report.Encode());

    private static Task<Reply> RecallAsync(Inquiry ask, ReleaseId release) => ask.PostAsync(
        $"/v1/releases/{release.ToWire()}/recall", RecallNotice.Sign(release, ask.Now, ask.Stranger), Answer.Cose);

    private static byte[] Signature(Inquiry ask, byte[] digest) => Ecdsa.Sign(Symmetric, ask.Stranger.Secret, digest);
}
