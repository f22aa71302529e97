using System;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;
using static FairOta.Sdk.Conformance.Inquiry;

namespace FairOta.Sdk.Conformance;

/// <summary>Steps 5 to 7: the receipt, the key, and the package that it opens.</summary>
internal static class ReceiptChecks
{
    private const string Step = "Exchange, step 5", Keys = "Exchange, step 6";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>The checks.</summary>
    public static ImmutableArray<ConformanceCheck> All { get; } =
    [
        new("receipt-malformed", "Bodies in CDDL", "A receipt of another shape is 400.", MalformedAsync),
        new("receipt-signature", Step, "A receipt that the device did not sign is 403.", StrangerAsync),
        new("receipt-valid-until", Step, "A receipt over another validUntil is 403.", OtherTimeAsync),
        new("repair-early", "Exchange, step 7", "Repair of what is neither reserved nor delivered is 409.", EarlyAsync),
        new("receipt", Step, "The device's receipt is 202, or 200 with the key.", ReceiptAsync),
        new("receipt-again", Step, "A repeat of the receipt is answered likewise.", AgainAsync),
        new("key", Keys, "The key, once it is out, is that of the commitment.", KeyAsync),
        new("key-public", Keys, "The delivery's key is 404 until it is public, and then the session's.", PublicAsync),
        new("package-opens", "Exchange, step 7", "The key opens all segments to the manifest's image.", OpensAsync),
    ];

    private static async Task MalformedAsync(Inquiry ask) =>
        (await ask.PostAsync(ask.Session.Path("receipt"), [0x80]).ConfigureAwait(false)).Must(400);

    private static async Task StrangerAsync(Inquiry ask)
    {
        long until = ask.Session.ReadAnswer().ValidUntil;
        (await ask.Session.ReceiptAsync(ask.Stranger, until).ConfigureAwait(false)).Must(403);
    }

    private static async Task OtherTimeAsync(Inquiry ask)
    {
        ask.Session.ReadAnswer();
        (await ask.Session.ReceiptAsync(ask.Device, TestSession.Expired).ConfigureAwait(false)).Must(403);
    }

    private static async Task EarlyAsync(Inquiry ask)
    {
        ask.Session.ReadAnswer();
        (await ask.Session.RepairAsync([1]).ConfigureAwait(false)).Must(409);
    }

    private static async Task ReceiptAsync(Inquiry ask)
    {
        ChallengeAnswer answer = ask.Session.ReadAnswer();
        ask.Session.ReadTrueEvaluations();
        if (!ask.Subject.HandsReceiptIn)
            throw new NotAskedException("It pays the distributor the device's reward: pass --receipt to allow it.");
        if (answer.ValidUntil > ask.Now + Limits.MaxSignedValiditySeconds)
            throw new NotAskedException("No device signs a validUntil that is more than 24 h ahead.");
        Reply reply = await ask.Session.ReceiptAsync(ask.Device, answer.ValidUntil).ConfigureAwait(false);
        Accept(ask, reply);
        ask.Session.IsReceived = true;
    }

    private static async Task AgainAsync(Inquiry ask)
    {
        ask.Session.NeedReceipt();
        long until = ask.Session.ReadAnswer().ValidUntil;
        Accept(ask, await ask.Session.ReceiptAsync(ask.Device, until).ConfigureAwait(false));
    }

    private static void Accept(Inquiry ask, Reply reply)
    {
        if (reply.Must(200, 202).Status == 200) ReadKey(ask, reply);
    }

    private static byte[] ReadKey(Inquiry ask, Reply reply)
    {
        byte[] key = KeyAnswer.Parse(reply.MustBe(Answer.Cbor).Body).Key;
        Demand(Commitments.IsKey(ask.Session.Offer.Commitments, key), "The key is not that of the commitment.");
        return key;
    }

    private static async Task KeyAsync(Inquiry ask)
    {
        ask.Session.NeedReceipt();
        DateTimeOffset end = DateTimeOffset.FromUnixTimeSeconds(ask.Now) + ask.Subject.KeyWithin;
        while (true)
        {
            Reply reply = (await ask.GetAsync(ask.Session.Path("key")).ConfigureAwait(false)).Must(200, 202);
            if (reply.Status == 200)
            {
                ask.Session.Key = ReadKey(ask, reply);
                return;
            }

            if (ask.Now >= end.ToUnixTimeSeconds())
                throw new NotAskedException("The key is not out yet: allow more with --key-within.");
            await ask.PassAsync(Pause).ConfigureAwait(false);
        }
    }

    private static async Task PublicAsync(Inquiry ask)
    {
        byte[] key = ask.Session.Key ?? throw new NotAskedException("No key was given.");
        string path = ask.Of($"deliveries/{ask.Device.Address.ToWire()}/key");
        Reply reply = (await ask.GetAsync(path).ConfigureAwait(false)).Must(200, 404);
        if (reply.Status == 200)
            Demand(Bytes.Equal(ReadKey(ask, reply), key), "The delivery's key is not the session's.");
    }

    private static Task OpensAsync(Inquiry ask)
    {
        TestSession session = ask.Session;
        Manifest manifest = ask.Manifest;
        Scalar key = new();
        key.TryRead(session.Key ?? throw new NotAskedException("No key was given."), 0);
        KeyPolynomial polynomial = KeyPolynomial.Interpolate(key, session.Indices, session.ReadTrueEvaluations());
        ForwardDifferences evaluations = new(polynomial);
        PackageOpener opener = new(Symmetric, manifest.SegmentSize, manifest.SegmentCount);
        byte[] package = new byte[manifest.SegmentCount * manifest.SegmentSize];
        for (int i = 1; i <= manifest.SegmentCount; i++)
        {
            Scalar evaluation = new();
            evaluations.Next(evaluation);
            byte[] segment = session.Open(evaluation, i);
            opener.Append(segment);
            segment.CopyTo(package, (i - 1) * manifest.SegmentSize);
        }

        Demand(Bytes.Equal(opener.Root(), manifest.PackageRoot), "What the key opens has another root.");
        byte[] packageKey = opener.Unlock();
        byte[] padded = new byte[(manifest.SegmentCount - 1) * manifest.SegmentSize];
        for (int i = 1; i < manifest.SegmentCount; i++)
        {
            byte[] segment = Bytes.Slice(package, (i - 1) * manifest.SegmentSize, manifest.SegmentSize);
            opener.OpenSegment(packageKey, i, segment).CopyTo(padded, (i - 1) * manifest.SegmentSize);
        }

        Demand(
            Bytes.Equal(SHA256.HashData(padded.AsSpan(0, (int)manifest.ImageSize)), manifest.ImageSha256),
            "The image has another SHA-256 than its manifest says.");
        session.Package = package;
        return Task.CompletedTask;
    }
}
