using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Sdk.Serving;

/// <summary>All endpoints. Services look a request up here before they answer it, so nothing is served that stands not
/// in this list; that everything in it is served, tests show.</summary>
internal static class OpenApiEndpoints
{
    private const string Exchange = "Exchange", Other = "Other endpoints", Reports = "Reports";
    private const string Recalls = "Superseded and recalled releases";
    private const string Signed = "signed-manifest";
    private const string Sealed = "Sealed segments, concatenated.", Bare = "Segments c[i], in the order asked.";
    private const string Hex66 = "^[0-9a-f]{66}$", Hex40 = "^[0-9a-f]{40}$", Decimal = "^[0-9]+$";

    private static readonly OpenApiAnswer Kept = new(202, "Taken; a repeat is answered likewise.");
    private static readonly OpenApiAnswer Part = new(206, "The part that Range asks for.", Octets("A part of it."));
    private static readonly OpenApiAnswer Package = new(200, "All of it.", Octets("c[1..n]."));
    private static readonly OpenApiQuery Asking = new("device", Hex40, false, "The device that asks for itself.");
    private static readonly OpenApiAnswer Key =
        new(200, "The key.", new OpenApiBody(Answer.Cbor, "key-answer"));

    /// <summary>The endpoints.</summary>
    public static ImmutableArray<OpenApiEndpoint> All { get; } =
    [
        new("open", "POST", "/v1/sessions", ServerRole.Distributor, "Opens a session.", Exchange + ", step 1")
        {
            Body = new(Answer.Cbor, "open-request"),
            Answers = [new(200, "The session's end and commitments.", new(Answer.Cbor, "open-answer"))],
            Refusals =
            [
                Problems.Signature, Problems.OutsideFleet, Problems.UnknownRelease, Problems.Bound, Problems.Taken,
                Problems.ChallengeStands, Problems.DeadlineNear, Problems.Recalled, Problems.Superseded,
                Problems.ReleaseOver, Problems.DeviceSessions, Problems.DeviceUnpaid, Problems.Credit,
                Problems.SessionsFull, Problems.FleetUnknown, Problems.Stopping, Problems.PackageAbsent,
            ],
        },
        new("segments", "GET", "/v1/sessions/{session}/segments", ServerRole.Distributor,
            "Gives sealed segments of a session.", Exchange + ", step 2")
        {
            Query =
            [
                new("first", Decimal, true, "Number of the first segment, from 1."),
                new("count", Decimal, true, "How many, from 1; at most 64 KiB together."),
            ],
            Answers = [new(200, "All that was asked for.", Octets(Sealed))],
            Refusals =
            [
                Problems.Name, Problems.SegmentChoice, Problems.UnknownSession, Problems.SessionOver,
                Problems.BytesUsedUp, Problems.OutOfRange, Problems.PackageUnreadable, Problems.PackageAbsent,
            ],
        },
        new("challenge", "POST", "/v1/sessions/{session}/challenge", ServerRole.Distributor,
            "Answers the one challenge of a session.", Exchange + ", step 3")
        {
            Body = new(Answer.Cbor, "challenge-request"),
            Answers = [new(200, "The samples.", new(Answer.Cbor, "challenge-answer"))],
            Refusals =
            [
                Problems.SegmentChoice, Problems.OpenSecret, Problems.UnknownSession, Problems.ChallengeAnswered,
                Problems.SessionOver, Problems.Digest, Problems.DeviceUnpaid, Problems.Credit,
                Problems.PackageUnreadable, Problems.PackageAbsent,
            ],
        },
        new("receipt", "POST", "/v1/sessions/{session}/receipt", ServerRole.Distributor,
            "Takes a device's receipt.", Exchange + ", step 5")
        {
            Body = new(Answer.Cbor, "receipt-request"),
            Answers = [Key, Kept],
            Refusals =
            [
                Problems.Signature, Problems.UnknownSession, Problems.NoChallenge, Problems.ReceiptLate,
                Problems.PackageAbsent,
            ],
        },
        new("session-key", "GET", "/v1/sessions/{session}/key", ServerRole.Distributor,
            "Gives the key of a session once it is out.", Exchange + ", step 6")
        {
            Answers = [Key, new(202, "Not yet.")],
            Refusals = [Problems.UnknownSession, Problems.PackageAbsent],
        },
        new("session-repair", "POST", "/v1/sessions/{session}/repair", ServerRole.Distributor,
            "Repairs segments of a delivery of this distributor.", Exchange + ", step 7")
        {
            Body = new(Answer.Cbor, "session-repair-request"),
            Answers = [new(200, "The segments.", Octets(Bare))],
            Refusals = [.. Repairs, Problems.OpenSecret, Problems.UnknownSession],
        },
        new("delivery-key", "GET", "/v1/releases/{release}/deliveries/{device}/key", ServerRole.Distributor,
            "Gives the key of a delivery once it is public.", Exchange + ", step 6")
        {
            Answers = [Key],
            Refusals = [Problems.Name, Problems.UnknownKey],
        },
        new("delivery-repair", "POST", "/v1/releases/{release}/deliveries/{device}/repair", ServerRole.Distributor,
            "Repairs segments of a delivery, whoever was paid for it.", Exchange + ", step 7")
        {
            Body = new(Answer.Cbor, "repair-request"),
            Answers = [new(200, "The segments.", Octets(Bare))],
            Refusals = [.. Repairs, Problems.Name],
        },
        new("product-manifest", "GET", "/v1/products/{product}/manifest", ServerRole.All,
            "Gives the manifest of the product's highest version.", Other)
        {
            Query = [new("signer", Hex66, false, "The manifest key, compressed; devices always name it.")],
            Answers = [new(200, "The manifest.", new(Answer.Cose, Signed))],
            Refusals = [Problems.Name, Problems.UnknownManifest],
        },
        new("manifest", "GET", "/v1/releases/{release}/manifest", ServerRole.All, "Gives a release's manifest.", Other)
        {
            Answers = [new(200, "The manifest.", new(Answer.Cose, Signed))],
            Refusals = OfRelease,
        },
        new("fleet", "GET", "/v1/releases/{release}/fleets/{tranche}", ServerRole.All,
            "Gives the fleet list of a tranche.", Other)
        {
            IsRanged = true,
            Answers = [new(200, "All of it.", Octets("Addresses of 20 bytes, position = index.")), Part],
            Refusals = [.. OfRelease, Problems.UnknownTranche, Problems.OutOfRange],
        },
        new("leaves", "GET", "/v1/releases/{release}/leaves", ServerRole.All, "Gives the package's leaves.", Other)
        {
            IsRanged = true,
            Answers = [new(200, "All of them.", Octets("leaf[1..n], 32 bytes each.")), Part],
            Refusals = [.. OfRelease, Problems.OutOfRange],
        },
        new("package", "GET", "/v1/releases/{release}/package", ServerRole.All,
            "Gives the package: an origin to everybody, a distributor to whom its operator allows.", Other)
        {
            IsRanged = true,
            Query = [Asking],
            Answers = [Package, Part],
            Refusals = OfPackage,
        },
        new("package-file", "GET", "/v1/releases/{release}/package/{file}", ServerRole.Origin,
            "Gives the package under the name that its file has, for BitTorrent clients.", Other)
        {
            IsRanged = true,
            Query = [Asking],
            Answers = [Package, Part],
            Refusals = OfPackage,
        },
        new("distributors", "GET", "/v1/distributors", ServerRole.All, "Names distributors.", Other)
        {
            Answers = [new(200, "At most 64.", new(Answer.Cbor, "distributors"))],
        },
        new("send-report", "POST", "/v1/releases/{release}/reports", ServerRole.All,
            "Takes a device's report of an installation.", Reports)
        {
            Body = new(Answer.Cbor, "report"),
            Answers = [Kept],
            Refusals = [.. OfRelease, Problems.OutsideFleet, Problems.Signature, Problems.ReportsOver],
        },
        new("reports", "GET", "/v1/releases/{release}/reports", ServerRole.All, "Gives reports.", Reports)
        {
            Query = [new("after", Decimal, false, "The cursor of the answer before; 0 first.")],
            Answers = [new(200, "At most 256, and the next cursor.", new(Answer.Cbor, "reports"))],
            Refusals = OfRelease,
        },
        new("send-recall", "POST", "/v1/releases/{release}/recall", ServerRole.All, "Takes a recall.", Recalls)
        {
            Body = new(Answer.Cose, "recall"),
            Answers = [Kept],
            Refusals = [.. OfRelease, Problems.Signature, Problems.RecallUnkept],
        },
        new("recall", "GET", "/v1/releases/{release}/recall", ServerRole.All, "Gives the recall, if any.", Recalls)
        {
            Answers = [new(200, "The notice.", new(Answer.Cose, "recall"))],
            Refusals = [.. OfRelease, Problems.UnknownRecall],
        },
        new("openapi", "GET", "/v1/openapi.json", ServerRole.All, "Gives this document.", Other)
        {
            Answers = [new(200, "The document.", new(Answer.Json, "OpenAPI 3.1."))],
        },
        new("problems", "GET", "/v1/problems", ServerRole.All, "Lists all kinds of refusals.", Other)
        {
            Answers = [new(200, "A page.", new(ProblemPages.MediaType, "HTML."))],
        },
        new("problem", "GET", "/v1/problems/{problem}", ServerRole.All, "Explains a kind of refusal.", Other)
        {
            Answers = [new(200, "A page.", new(ProblemPages.MediaType, "HTML."))],
            Refusals = [Problems.UnknownProblem],
        },
    ];

    private static ImmutableArray<ProblemType> OfRelease => [Problems.Name, Problems.UnknownRelease];

    private static ImmutableArray<ProblemType> OfPackage =>
        [.. OfRelease, Problems.PackageWithheld, Problems.OutsideFleet, Problems.OutOfRange];

    private static ImmutableArray<ProblemType> Repairs =>
    [
        Problems.SegmentChoice, Problems.Signature, Problems.UnknownRelease, Problems.Undelivered,
        Problems.RepairOver, Problems.ReleaseOver, Problems.RepairedEnough, Problems.PackageUnreadable,
        Problems.PackageAbsent,
    ];

    /// <summary>All refusals of an endpoint, the common ones included.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="role">Whose it is.</param>
    public static IEnumerable<ProblemType> RefusalsOf(OpenApiEndpoint endpoint, ServerRole role)
    {
        // A document's endpoints need nothing of the chain. An origin knows no release before the chain is known, but
        // has to say so to reports alone: a device takes its 404 for manifests as a word about now.
        bool isDocument = endpoint.Answers[0].Body?.MediaType is Answer.Json or ProblemPages.MediaType;
        bool needsBooks = role == ServerRole.Distributor
            && (endpoint.Roles == ServerRole.Distributor || endpoint.Section == Reports);
        bool needsChain = role == ServerRole.Distributor ? !isDocument : endpoint.Section == Reports;
        return
        [
            .. endpoint.Refusals,
            .. endpoint.Body is null
                ? Enumerable.Empty<ProblemType>()
                : [Problems.Malformed, Problems.MediaType],
            Problems.TooLarge,
            Problems.CallerLimit,
            .. needsChain ? [Problems.ChainUnknown] : Enumerable.Empty<ProblemType>(),
            .. needsBooks ? [Problems.BooksUnavailable] : Enumerable.Empty<ProblemType>(),
            Problems.Busy,
        ];
    }

    /// <summary>The endpoint that a request is for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="role">Who was asked.</param>
    /// <param name="refusal">404 or 405 where there is none; else null.</param>
    /// <returns>The endpoint, or null.</returns>
    public static OpenApiEndpoint? Find(ServiceRequest request, ServerRole role, out Answer? refusal)
    {
        string[] parts = request.Parts;
        OpenApiEndpoint[] here = [.. All.Where(endpoint => endpoint.Roles.HasFlag(role) && endpoint.IsAt(parts))];
        OpenApiEndpoint? found = Array.Find(here, endpoint => endpoint.Method == request.Method);
        refusal = found is not null ? null
            : here.Length == 0 ? Answer.Refused(Problems.UnknownPath, "Nothing of that name is served here.")
            : Answer.Refused(Problems.Method, "The path is served with other methods.") with
            {
                Allow = string.Join(", ", here.Select(endpoint => endpoint.Method == "GET" ? "GET, HEAD" : "POST")),
            };
        return found;
    }

    /// <summary>Answers what is asked of documents alone; null for any other endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="request">The request.</param>
    /// <param name="role">Who was asked.</param>
    public static Answer? Document(OpenApiEndpoint endpoint, ServiceRequest request, ServerRole role) =>
        (endpoint.Id, request.Parts) switch
        {
            ("openapi", _) => Answer.Of(200, Answer.Json, OpenApiDocument.Of(role)),
            ("problems", _) => ProblemPages.All(),
            ("problem", [_, var name]) => ProblemPages.Of(name),
            _ => null,
        };

    private static OpenApiBody Octets(string shape) => new(Answer.Octets, shape);
}
