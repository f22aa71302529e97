using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using static FairOta.Sdk.Conformance.Inquiry;

namespace FairOta.Sdk.Conformance;

/// <summary>Step 7, and how the installation ended.</summary>
internal static class RepairChecks
{
    private const string Step = "Exchange, step 7", Reports = "Reports";

    /// <summary>The checks.</summary>
    public static ImmutableArray<ConformanceCheck> All { get; } =
    [
        new("repair-unknown", Step, "Repair of a release that is not held here is 404.",
            async ask => (await RepairAsync(ask, ask.Unknown, ask.Stranger, [1]).ConfigureAwait(false)).Must(404)),
        new("repair-undelivered", Step, "Repair for a device that is neither reserved nor delivered is 409.",
            async ask => (await RepairAsync(ask, ask.Release, ask.Stranger, [1]).ConfigureAwait(false))
                .MustUnlessUnable(409)),
        new("repair-malformed", "Bodies in CDDL", "A request for repair of no segment is 400.",
            async ask => (await RepairAsync(ask, ask.Release, ask.Stranger, []).ConfigureAwait(false)).Must(400)),
        new("repair", Step, "A session's segments are repaired: c[i] in the order asked.", SessionAsync),
        new("repair-delivery", Step, "A delivery's segments are repaired: c[i] in the order asked.", DeliveryAsync),
        new("repair-twice", Step, "A segment that is asked for twice in a request is 400.",
            async ask => (await Opened(ask).RepairAsync([1, 1]).ConfigureAwait(false)).Must(400)),
        new("repair-range", Step, "Repair of a segment behind the last is 400.",
            async ask => (await Opened(ask).RepairAsync([ask.Manifest.SegmentCount + 1]).ConfigureAwait(false))
                .Must(400)),
        new("repair-secret", Step, "Repair by a session with another r is 403.",
            async ask => (await Opened(ask).RepairAsync([1], ask.Draw(32)).ConfigureAwait(false)).Must(403)),
        new("repair-signature", Step, "Repair by a session that the device did not sign for is 403.",
            async ask => (await Opened(ask).RepairAsync([1], signer: ask.Stranger).ConfigureAwait(false)).Must(403)),
        new("repair-delivery-signature", Step, "Repair of a delivery that is signed for other segments is 403.",
            OtherSegmentsAsync),
        new("repair-limit", Step, "More than ⌈n/4⌉ segments for a device are 429.", LimitAsync),
        new("report", Reports, "The device's report is 202, a repeat likewise, and is given to everybody.",
            ReportAsync),
    ];

    private static TestSession Opened(Inquiry ask)
    {
        TestSession session = ask.Session;
        _ = session.Package;
        return session;
    }

    private static Task<Reply> RepairAsync(
        Inquiry ask, ReleaseId release, KeyPair device, int[] indices, int[]? signed = null)
    {
        byte[] digest = Eip712.Repair(release.ToBytes(), ask.Distributor.ToBytes(), signed ?? indices);
        return ask.PostAsync(
            $"/v1/releases/{release.ToWire()}/deliveries/{device.Address.ToWire()}/repair",
            new RepairRequest { Indices = indices, Signature = Ecdsa.Sign(Symmetric, device.Secret, digest) }.Encode());
    }

    private static async Task SessionAsync(Inquiry ask) =>
        DemandSegments(ask, await Opened(ask).RepairAsync([3, 1]).ConfigureAwait(false), 3, 1);

    private static async Task DeliveryAsync(Inquiry ask)
    {
        Opened(ask);
        DemandSegments(ask, await RepairAsync(ask, ask.Release, ask.Device, [2, 1]).ConfigureAwait(false), 2, 1);
    }

    private static void DemandSegments(Inquiry ask, Reply reply, params int[] indices)
    {
        int size = ask.Manifest.SegmentSize;
        byte[] package = ask.Session.Package;
        byte[] expected = [.. indices.SelectMany(i => Bytes.Slice(package, (i - 1) * size, size))];
        Demand(reply.MustBe(Answer.Octets).Body.AsSpan().SequenceEqual(expected), "It is repaired with other bytes.");
    }

    private static async Task OtherSegmentsAsync(Inquiry ask)
    {
        Opened(ask);
        (await RepairAsync(ask, ask.Release, ask.Device, [1], signed: [2]).ConfigureAwait(false)).Must(403);
    }

    private static async Task LimitAsync(Inquiry ask)
    {
        TestSession session = Opened(ask);
        int beyond = (ask.Manifest.SegmentCount + 3) / 4 + 1;
        if (beyond > session.MostSegments)
            throw new NotAskedException("A quarter of the package does not fit into one request of 64 KiB.");
        (await session.RepairAsync([.. Enumerable.Range(1, beyond)]).ConfigureAwait(false)).Must(429);
    }

    private static async Task ReportAsync(Inquiry ask)
    {
        Opened(ask);
        byte[] digest = OutcomeReport.Digest(ask.Release.ToBytes(), Outcome.Installed);
        OutcomeReport report = new()
        {
            Device = ask.Device.Address.ToBytes(),
            Outcome = Outcome.Installed,
            Signature = Ecdsa.Sign(Symmetric, ask.Device.Secret, digest),
        };
        for (int i = 0; i < 2; i++)
            (await ask.PostAsync(ask.Of("reports"), report.Encode()).ConfigureAwait(false)).Must(202);
        long next = 0;
        while (true)
        {
            string path = ask.Of(string.Create(CultureInfo.InvariantCulture, $"reports?after={next}"));
            OutcomeReportList list = OutcomeReportList.Parse((await ask.GetAsync(path).ConfigureAwait(false)).Body);
            if (list.Reports.Any(one => Bytes.Equal(one.Device, report.Device))) return;
            Demand(list.Reports.Length > 0 && list.Next > next, "The report that was taken is not given to others.");
            next = list.Next;
        }
    }
}
