using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Serving;
using static FairOta.Sdk.Conformance.Inquiry;

namespace FairOta.Sdk.Conformance;

/// <summary>What everybody may read.</summary>
internal static class ReadChecks
{
    private const string Manifests = "Manifest", Packages = "Package", Other = "Other endpoints";
    private const string Reports = "Reports", Recalls = "Superseded and recalled releases";
    private const int FleetPart = 64 * 1024 / Address.Size * Address.Size;
    private const int MostLeafBytes = (Limits.MaxSegments + 1) * Tree.NodeBytes;

    /// <summary>The checks.</summary>
    public static ImmutableArray<ConformanceCheck> All { get; } =
    [
        new("distributors", Other, "GET /v1/distributors gives at most 64 accounts with base URLs.", DistributorsAsync),
        new("manifest", Manifests, "GET …/manifest gives the release's signed manifest, well-formed.", ManifestAsync),
        new("product-manifest", Other,
            "GET /v1/products/…/manifest?signer= gives a manifest of that product and signer.", OfProductAsync),
        new("leaves", Packages, "GET …/leaves gives n leaves whose tree has the manifest's root.", LeavesAsync),
        new("range", Other, "A range of the leaves is 206 with that part and its Content-Range.", RangeAsync),
        new("range-suffix", Other, "The last bytes can be asked for.", SuffixAsync),
        new("range-beyond", Other, "A range beyond the end is 416 with the length.", BeyondAsync),
        new("head", Other, "HEAD is answered as GET, without a body.", HeadAsync),
        new("fleet", Other, "GET …/fleets/0 gives addresses, none zero or twice, and parts of the list.", FleetAsync),
        new("package", Other, "The package is 403 to whom the operator does not allow it, else the release's.",
            PackageAsync),
        new("reports", Reports, "GET …/reports gives at most 256 reports, each by its device.", ReportsAsync),
        new("reports-cursor", Reports, "From the cursor on, nothing comes again, and the cursor does not fall.",
            CursorAsync),
        new("recall", Recalls, "GET …/recall gives a notice that counts, or 404.", RecallAsync),
    ];

    private static async Task DistributorsAsync(Inquiry ask)
    {
        Reply reply = (await ask.GetAsync("/v1/distributors").ConfigureAwait(false)).MustBe(Answer.Cbor);
        DistributorList list = DistributorList.Parse(reply.Body);
        Demand(list.Urls.All(BaseUrl.IsValid), "A base URL of the list is none.");
        int own = list.Urls.Length == 1
            ? 0
            : Array.FindIndex(list.Urls, url => url.TrimEnd('/') == ask.Subject.Url.TrimEnd('/'));
        if (own >= 0) ask.Know(Address.FromBytes(list.Addresses[own]));
    }

    private static async Task ManifestAsync(Inquiry ask)
    {
        string path = (ask.Subject.Release, ask.Subject.Product) switch
        {
            ({ } named, _) => $"/v1/releases/{named.ToWire()}/manifest",
            (_, { } product) => $"/v1/products/{product.ToWire()}/manifest",
            _ => throw new NotAskedException("Name what to ask about: pass --release, or the product."),
        };
        byte[] signed = (await ask.GetAsync(path).ConfigureAwait(false)).MustBe(Answer.Cose).Body;
        Manifest manifest = Manifest.Parse(CoseSign1.Payload(signed));
        Demand(ManifestSigners.Of(signed).Count > 0, "The manifest's signature is none.");
        if (ask.Subject.Release is { } release)
            Demand(release.ToBytes().AsSpan().SequenceEqual(manifest.ReleaseId()), "It is another release's.");
        ask.Know(signed, manifest);
    }

    /// <summary>A signature fits two keys, and only the vendor knows which of them is its own.</summary>
    private static async Task OfProductAsync(Inquiry ask)
    {
        string product = Convert.ToHexStringLower(ask.Manifest.ProductId);
        bool isKnown = false;
        foreach (byte[] signer in ManifestSigners.Of(ask.SignedManifest))
        {
            string path = $"/v1/products/{product}/manifest?signer={Convert.ToHexStringLower(signer)}";
            Reply reply = (await ask.GetAsync(path).ConfigureAwait(false)).Must(200, 404);
            if (reply.Status == 404) continue;
            isKnown = true;
            Manifest newest = Manifest.Open(reply.MustBe(Answer.Cose).Body, signer);
            Demand(Bytes.Equal(newest.ProductId, ask.Manifest.ProductId), "It is another product's manifest.");
        }

        Demand(isKnown, "The release's own product and signer are unknown.");
    }

    private static async Task LeavesAsync(Inquiry ask)
    {
        byte[] leaves = (await ask.GetAsync(ask.Of("leaves"), limitBytes: MostLeafBytes).ConfigureAwait(false))
            .MustBe(Answer.Octets).Body;
        Demand(leaves.Length == ask.Manifest.SegmentCount * Tree.NodeBytes, "There are more or fewer leaves than n.");
        Demand(Bytes.Equal(new Tree(Symmetric, leaves).Root, ask.Manifest.PackageRoot), "Their tree has another root.");
        ask.Know(leaves);
    }

    private static Task RangeAsync(Inquiry ask) => PartAsync(ask, "bytes=32-95", 32, 64);

    private static Task SuffixAsync(Inquiry ask) => PartAsync(ask, "bytes=-32", ask.Leaves.Length - 32, 32);

    private static async Task PartAsync(Inquiry ask, string range, int first, int count)
    {
        byte[] leaves = ask.Leaves;
        Reply reply = (await ask.GetAsync(ask.Of("leaves"), range).ConfigureAwait(false)).Must(206);
        string expected = string.Create(
            CultureInfo.InvariantCulture, $"bytes {first}-{first + count - 1}/{leaves.Length}");
        Demand(reply.Header("content-range") == expected, $"The Content-Range of {range} is not {expected}.");
        Demand(reply.Body.AsSpan().SequenceEqual(leaves.AsSpan(first, count)), $"{range} gives other bytes.");
    }

    private static async Task BeyondAsync(Inquiry ask)
    {
        string end = ask.Leaves.Length.ToString(CultureInfo.InvariantCulture);
        Reply reply = (await ask.GetAsync(ask.Of("leaves"), $"bytes={end}-").ConfigureAwait(false)).Must(416);
        Demand(reply.Header("content-range") == "bytes */" + end, "The 416 does not say the length.");
    }

    private static async Task HeadAsync(Inquiry ask)
    {
        Reply reply = (await ask.AskAsync(new Question("HEAD", ask.Of("leaves"))).ConfigureAwait(false)).Must(200);
        Demand(reply.Body.Length == 0, "HEAD has a body.");
        Demand(reply.Header("content-length") == ask.Leaves.Length.ToString(CultureInfo.InvariantCulture),
            "HEAD says another length than GET has.");
    }

    private static async Task FleetAsync(Inquiry ask)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"bytes=0-{FleetPart - 1}");
        Reply reply = (await ask.GetAsync(ask.Of("fleets/0"), range).ConfigureAwait(false)).Must(206);
        Demand(reply.MediaType == Answer.Octets && reply.Body.Length > 0, "The fleet list is empty or no octets.");
        Demand(reply.Body.Length % Address.Size == 0, "The fleet list is no whole number of addresses.");
        Address[] devices = [.. reply.Body.Chunk(Address.Size).Select(bytes => Address.FromBytes(bytes))];
        Demand(devices.Distinct().Count() == devices.Length && !devices.Contains(default),
            "The fleet list has an address twice, or the zero address.");
        ask.Know(devices);
    }

    private static async Task PackageAsync(Inquiry ask)
    {
        int size = ask.Manifest.SegmentSize;
        string range = string.Create(CultureInfo.InvariantCulture, $"bytes=0-{size - 1}");
        Reply reply = (await ask.GetAsync(ask.Of("package"), range).ConfigureAwait(false)).Must(206, 403);
        if (reply.Status == 403) return;
        Demand(reply.Body.Length == size, "The range of the first segment has another length.");
        Demand(Segments.Leaf(Symmetric, reply.Body).AsSpan().SequenceEqual(ask.Leaves.AsSpan(0, Tree.NodeBytes)),
            "The first segment of the package is another than the first leaf's.");
    }

    private static async Task ReportsAsync(Inquiry ask)
    {
        Reply reply = (await ask.GetAsync(ask.Of("reports?after=0")).ConfigureAwait(false)).MustBe(Answer.Cbor);
        OutcomeReportList list = OutcomeReportList.Parse(reply.Body);
        Demand(list.Reports.All(report => ReportRules.IsGenuine(ask.Release, report)),
            "A report is not signed by the device that it names.");
    }

    private static async Task CursorAsync(Inquiry ask)
    {
        OutcomeReportList first = OutcomeReportList.Parse(
            (await ask.GetAsync(ask.Of("reports")).ConfigureAwait(false)).Must(200).Body);
        OutcomeReportList second = OutcomeReportList.Parse(
            (await ask.GetAsync(string.Create(CultureInfo.InvariantCulture, $"{ask.Of("reports")}?after={first.Next}"))
                .ConfigureAwait(false)).Must(200).Body);
        Demand(second.Next >= first.Next, "The cursor falls.");
        Demand(!second.Reports.Any(again => first.Reports.Any(one =>
            one.Outcome == again.Outcome && Bytes.Equal(one.Device, again.Device))), "A report comes again.");
    }

    private static async Task RecallAsync(Inquiry ask)
    {
        Reply reply = (await ask.GetAsync(ask.Of("recall")).ConfigureAwait(false)).Must(200, 404);
        if (reply.Status == 404) return;
        RecallNotice notice = RecallNotice.Parse(reply.MustBe(Answer.Cose).Body);
        Demand(notice.IsBySignerOf(ask.SignedManifest), "The recall is by nobody whose recall counts.");
    }
}
