using System;
using System.Collections.Immutable;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Serving;
using static FairOta.Sdk.Conformance.Inquiry;

namespace FairOta.Sdk.Conformance;

/// <summary>Step 2, with the first session, and what becomes of a session when another is opened.</summary>
internal static class SegmentChecks
{
    private const string Step = "Exchange, step 2", Opening = "Exchange, step 1";

    /// <summary>Largest package that is fetched four times over to see where a session's bytes end.</summary>
    private const long MostBytesFourTimes = 1 << 20;

    /// <summary>The checks.</summary>
    public static ImmutableArray<ConformanceCheck> All { get; } =
    [
        new("segments", Step, "Segments come concatenated, as application/octet-stream.", SomeAsync),
        new("segments-again", Step, "The same segments have the same bytes.", AgainAsync),
        new("segments-none", Step, "No segments, or some before the first, are 400.", NoneAsync),
        new("segments-many", Step, "Segments above 64 KiB together are 400.", ManyAsync),
        new("segments-beyond", Step, "Segments behind the last are 416, not shortened.", BeyondAsync),
        new("segments-numbers", Step, "Numbers of the query are decimal and both there: else 400.", NumbersAsync),
        new("segments-limit", Step, "After 4·n·size bytes a session ends: 410.", LimitAsync),
        new("open-bound-far", Opening, "A boundUntil more than 48 h ahead binds no more.", FarAsync),
        new("open-bound-past", Opening, "A boundUntil that is past binds no more.", PastAsync),
        new("open-ends-others", Opening, "A new Open ends the device's unanswered sessions: 410.", EndedAsync),
        new("challenge-over", "Exchange, step 3", "A session that is over answers 410 after 403 and before 412.",
            ChallengeAsync),
    ];

    private static async Task SomeAsync(Inquiry ask)
    {
        Reply reply = (await ask.First.SegmentsAsync(2, 2).ConfigureAwait(false)).MustBe(Answer.Octets);
        Demand(reply.Body.Length == 2 * ask.Manifest.SegmentSize, "Two segments are longer or shorter.");
    }

    private static async Task AgainAsync(Inquiry ask)
    {
        Reply two = (await ask.First.SegmentsAsync(4, 2).ConfigureAwait(false)).Must(200);
        Reply second = (await ask.First.SegmentsAsync(5, 1).ConfigureAwait(false)).Must(200);
        Demand(two.Body.AsSpan().EndsWith(second.Body), "A segment comes with other bytes the second time.");
    }

    private static async Task NoneAsync(Inquiry ask)
    {
        (await ask.First.SegmentsAsync(1, 0).ConfigureAwait(false)).Must(400);
        (await ask.First.SegmentsAsync(0, 1).ConfigureAwait(false)).Must(400);
    }

    private static async Task ManyAsync(Inquiry ask)
    {
        int many = ask.First.MostSegments + 1;
        Reply reply = await ask.First.SegmentsAsync(1, many).ConfigureAwait(false);
        if (many > ask.Manifest.SegmentCount) reply.Must(400, 416);
        else reply.Must(400);
    }

    private static async Task BeyondAsync(Inquiry ask)
    {
        int last = ask.Manifest.SegmentCount;
        (await ask.First.SegmentsAsync(last, 2).ConfigureAwait(false)).Must(416);
        (await ask.First.SegmentsAsync(last + 1, 1).ConfigureAwait(false)).Must(416);
    }

    private static async Task NumbersAsync(Inquiry ask)
    {
        (await ask.First.SegmentsAsync("first=0x1&count=1").ConfigureAwait(false)).Must(400);
        (await ask.First.SegmentsAsync("first=1").ConfigureAwait(false)).Must(400);
    }

    private static async Task LimitAsync(Inquiry ask)
    {
        TestSession session = ask.First;
        long size = ask.Manifest.SegmentSize, count = ask.Manifest.SegmentCount;
        long left = Limits.MaxDownloadsPerSession * count * size;
        if (left > Limits.MaxDownloadsPerSession * MostBytesFourTimes)
            throw new NotAskedException("The package has more than 1 MiB, which is not fetched four times over.");
        while (session.SentBytes < left)
        {
            long some = Math.Min(Math.Min(count, session.MostSegments), (left - session.SentBytes) / size);
            Reply reply = (await session.SegmentsAsync(1, some).ConfigureAwait(false)).Must(200);
            Demand(reply.Body.Length == some * size, "Segments come shortened, or with more than asked for.");
        }

        (await session.SegmentsAsync(1, 1).ConfigureAwait(false)).Must(410);
    }

    private static async Task FarAsync(Inquiry ask)
    {
        // The first session was opened before it is asked for: without one, the device is not free.
        _ = ask.First;
        TestSession session = TestSession.OfDevice(ask, ask.Now + Limits.MaxBindingSeconds + 3600);
        session.Read((await session.OpenAsync().ConfigureAwait(false)).MustBe(Answer.Cbor));
        ask.KnowSecond(session);
    }

    private static async Task PastAsync(Inquiry ask)
    {
        _ = ask.First;
        TestSession session = TestSession.OfDevice(ask, ask.Now - 3600);
        session.Read((await session.OpenAsync().ConfigureAwait(false)).MustBe(Answer.Cbor));
        ask.Know(session);
    }

    private static async Task EndedAsync(Inquiry ask)
    {
        _ = ask.Session;
        (await ask.Second.SegmentsAsync(1, 1).ConfigureAwait(false)).Must(410);
    }

    private static async Task ChallengeAsync(Inquiry ask)
    {
        _ = ask.Session;
        int[] indices = ChallengeChecks.FirstIndices(ask, 1);
        (await ask.Second.ChallengeAsync(indices, ask.Draw(32), ask.Draw(32)).ConfigureAwait(false)).Must(403);
        (await ask.Second.ChallengeAsync(indices, ask.Draw(32)).ConfigureAwait(false)).Must(410);
    }
}
