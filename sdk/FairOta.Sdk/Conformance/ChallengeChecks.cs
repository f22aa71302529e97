using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;
using static FairOta.Sdk.Conformance.Inquiry;

namespace FairOta.Sdk.Conformance;

/// <summary>Steps 3 and 4: one challenge, ever, and samples that are what was committed to.</summary>
internal static class ChallengeChecks
{
    private const string Step = "Exchange, step 3", Check = "Exchange, step 4";

    /// <summary>How far the server's clock may be from the asking one, in seconds.</summary>
    private const long ClockSlack = 600;

    /// <summary>The checks.</summary>
    public static ImmutableArray<ConformanceCheck> All { get; } =
    [
        new("challenge-unfetched", Step, "A challenge before the segments were fetched is 412.",
            ask => RefusesAsync(ask, 412, FirstIndices(ask, 1), ask.Draw(32))),
        new("segments-all", "Exchange, step 2", "All segments can be fetched, none shortened.",
            ask => ask.Session.FetchAsync()),
        new("challenge-malformed", "Bodies in CDDL", "A challenge of another shape is 400.",
            async ask => (await ask.PostAsync(ask.Session.Path("challenge"), [0x80]).ConfigureAwait(false)).Must(400)),
        new("challenge-samples", Step, "A challenge of another number of indices than λ is 400.",
            ask => RefusesAsync(ask, 400, ask.Session.Indices[1..])),
        new("challenge-order", Step, "Indices that do not ascend, or stand twice, are 400.", OrderAsync),
        new("challenge-range", Step, "An index behind the last segment is 400.",
            ask => RefusesAsync(ask, 400, [.. ask.Session.Indices[..^1], ask.Manifest.SegmentCount + 1])),
        new("challenge-secret", Step, "A challenge with another r is 403, so that nobody else uses it up.",
            async ask => (await ask.Session.ChallengeAsync(
                ask.Session.Indices, ask.Session.Running, ask.Draw(32)).ConfigureAwait(false)).Must(403)),
        new("challenge-digest", Step, "A challenge with another digest is 412.",
            ask => RefusesAsync(ask, 412, ask.Session.Indices, ask.Draw(32))),
        new("challenge", Step, "The challenge is answered, with a sample for each index.", ChallengeAsync),
        new("challenge-valid-until", Step, "validUntil is in 20 h, or at the claim deadline before.", ValidAsync),
        new("challenge-evaluations", Check, "The evaluations are the committed polynomial's.", EvaluationsAsync),
        new("challenge-paths", Check, "Each sample opens a segment whose leaf is in the tree.", PathsAsync),
        new("challenge-again", Step, "The same challenge has the same answer, byte for byte.", AgainAsync),
        new("challenge-second", Step, "Another challenge of an answered session is 409.",
            ask => AfterAnswerAsync(ask, () => ask.Session.ChallengeAsync(Others(ask), ask.Session.Running))),
        new("open-answered", "Exchange, step 1", "An Open while the device's answered challenge stands is 409.",
            ask => AfterAnswerAsync(ask, () => TestSession.OfDevice(ask).OpenAsync())),
    ];

    /// <summary>λ indices in a row.</summary>
    public static int[] FirstIndices(Inquiry ask, int first) => [.. Enumerable.Range(first, ask.Manifest.Samples)];

    private static int[] Others(Inquiry ask)
    {
        int[] indices = FirstIndices(ask, 1);
        return indices.SequenceEqual(ask.Session.Indices) ? FirstIndices(ask, 2) : indices;
    }

    private static async Task RefusesAsync(Inquiry ask, int status, int[] indices, byte[]? digest = null) =>
        (await ask.Session.ChallengeAsync(indices, digest ?? ask.Session.Running).ConfigureAwait(false)).Must(status);

    private static async Task AfterAnswerAsync(Inquiry ask, Func<Task<Reply>> question)
    {
        ask.Session.ReadAnswer();
        (await question().ConfigureAwait(false)).Must(409);
    }

    private static async Task OrderAsync(Inquiry ask)
    {
        int[] indices = ask.Session.Indices;
        await RefusesAsync(ask, 400, [indices[1], indices[0], .. indices[2..]]).ConfigureAwait(false);
        await RefusesAsync(ask, 400, [indices[0], indices[0], .. indices[2..]]).ConfigureAwait(false);
    }

    private static async Task ChallengeAsync(Inquiry ask)
    {
        TestSession session = ask.Session;
        Reply reply = (await session.ChallengeAsync(session.Indices, session.Running).ConfigureAwait(false))
            .MustBe(Answer.Cbor);
        ChallengeAnswer.Parse(reply.Body, session.Indices, ask.Manifest.SegmentCount);
        session.Answered = reply;
    }

    /// <summary>The deadline is on the chain and not known here, so that an earlier end may be right.</summary>
    private static Task ValidAsync(Inquiry ask)
    {
        long until = ask.Session.ReadAnswer().ValidUntil;
        Demand(until > ask.Now && until <= ask.Now + Limits.OfferedValiditySeconds + ClockSlack,
            "validUntil is past, or more than 20 h ahead.");
        return Task.CompletedTask;
    }

    private static Task EvaluationsAsync(Inquiry ask)
    {
        TestSession session = ask.Session;
        Demand(session.AreCommitted(session.ReadEvaluations()), "The evaluations do not fit the commitments.");
        session.IsOnPolynomial = true;
        return Task.CompletedTask;
    }

    private static Task PathsAsync(Inquiry ask)
    {
        TestSession session = ask.Session;
        Scalar[] evaluations = session.ReadTrueEvaluations();
        Sample[] samples = session.ReadAnswer().Samples;
        for (int t = 0; t < samples.Length; t++)
        {
            int index = session.Indices[t];
            byte[] leaf = Segments.Leaf(Symmetric, session.Open(evaluations[t], index));
            Demand(
                Tree.Verify(
                    Symmetric, leaf, index, ask.Manifest.SegmentCount, samples[t].Path, ask.Manifest.PackageRoot),
                $"Sample {index} does not open a segment of the package.");
        }

        return Task.CompletedTask;
    }

    private static async Task AgainAsync(Inquiry ask)
    {
        TestSession session = ask.Session;
        session.ReadAnswer();
        Reply again = (await session.ChallengeAsync(session.Indices, session.Running).ConfigureAwait(false)).Must(200);
        Demand(again.IsSameAs(session.Answered!), "The repeated challenge is answered otherwise.");
    }
}
