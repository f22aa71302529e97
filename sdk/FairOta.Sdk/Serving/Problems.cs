using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using static FairOta.Sdk.Serving.ProblemRetry;

namespace FairOta.Sdk.Serving;

/// <summary>Every kind of refusal that a node makes; there is no other way to refuse. Pages and the OpenAPI document
/// follow from these.</summary>
internal static class Problems
{
    public static readonly ProblemType Malformed = new(
        "malformed", 400, "Malformed",
        "The body is not what PROTOCOL.md describes for this request: another shape, a number beyond its limits, or "
            + "CBOR that is not in its one deterministic encoding.",
        "Compare the body with the CDDL at the end of PROTOCOL.md.");

    public static readonly ProblemType MediaType = new(
        "media-type", 400, "Another media type",
        "The request's Content-Type is not the one that this endpoint takes.",
        "Send application/cbor, or application/cose for a recall, without parameters.");

    public static readonly ProblemType Name = new(
        "name", 400, "Malformed name",
        "A name in the path or the query is not in its one form: hex in lower case without 0x, numbers decimal.",
        "Write the name as PROTOCOL.md does.");

    public static readonly ProblemType SegmentChoice = new(
        "segment-choice", 400, "Malformed choice of segments",
        "Segments are asked for that cannot be asked for together: none, more than 64 KiB, one twice, not in ascending "
            + "order, or, in a challenge, another number than the manifest's samples.",
        "Ask for segments from 1 to n, within the limits of the step.");

    public static readonly ProblemType Signature = new(
        "signature", 403, "Not you",
        "The signature is not by the one who may ask this, over this very request.",
        "Check the key, and that chain id, escrow, release and distributor are those that the signature is over.");

    public static readonly ProblemType OutsideFleet = new(
        "outside-fleet", 403, "Not in the fleet",
        "The device is in no funded tranche of the release.",
        "Wait for the device's tranche to be funded; a staged roll-out adds tranches one after another.", Elsewhere);

    public static readonly ProblemType OpenSecret = new(
        "open-secret", 403, "Not your session",
        "The value r in the request is not the one that the session was opened for.",
        "Send the r whose nonce stood in the Open.");

    public static readonly ProblemType PackageWithheld = new(
        "package-withheld", 403, "Package withheld",
        "A package is the image to whoever holds it, so this server gives it only to callers that its operator allows.",
        "Take the package from an origin of the release, or open a session.", Elsewhere);

    public static readonly ProblemType UnknownPath = new(
        "unknown-path", 404, "No such endpoint", "Nothing is served under this path.",
        "See /v1/openapi.json for what is.");

    public static readonly ProblemType UnknownProblem = new(
        "unknown-problem", 404, "No such problem", "No kind of refusal has this name.", "See /v1/problems for all.");

    public static readonly ProblemType UnknownRelease = new(
        "unknown-release", 404, "Unknown release", "The release is not served here.",
        "Ask another distributor, or an origin of the release.", Elsewhere);

    public static readonly ProblemType UnknownSession = new(
        "unknown-session", 404, "Unknown session", "There is no such session here.",
        "Open another, with a new r.");

    public static readonly ProblemType UnknownTranche = new(
        "unknown-tranche", 404, "Unknown tranche", "The release has no such tranche here, or its list is not here yet.",
        "Ask another server that holds the release.", Elsewhere);

    public static readonly ProblemType UnknownManifest = new(
        "unknown-manifest", 404, "No release", "No release of that product and signer is served here.",
        "Ask another server; at least one origin has it.", Elsewhere);

    public static readonly ProblemType UnknownRecall = new(
        "unknown-recall", 404, "No recall", "No recall of the release is known here.",
        "Nothing: this is how a release stands that its vendor did not take back.", Elsewhere);

    public static readonly ProblemType UnknownKey = new(
        "unknown-key", 404, "Key not public", "No key of that delivery is public yet.",
        "Ask again later, here or elsewhere, or look at the escrow's events.", Elsewhere);

    public static readonly ProblemType Method = new(
        "method", 405, "Another method", "The path is served, but with other methods.", "See the Allow header.");

    public static readonly ProblemType Bound = new(
        "bound", 409, "Bound to another",
        "The device signed a receipt for another distributor, which binds it until its validUntil is past.",
        "Finish with that distributor, or wait.", Later);

    public static readonly ProblemType Taken = new(
        "taken", 409, "Reward taken",
        "The chain shows the device's reward of this release delivered, or reserved.",
        "Fetch the key that is or becomes public; ask for repair where segments are bad.", Later);

    public static readonly ProblemType ChallengeStands = new(
        "challenge-stands", 409, "A challenge stands",
        "A challenge of the device was answered here and its validUntil is not past.",
        "Finish that session with its receipt, or wait.", Later);

    public static readonly ProblemType ChallengeAnswered = new(
        "challenge-answered", 409, "Challenge answered",
        "Another challenge of this session was answered; a session answers one, ever.",
        "Repeat the challenge that was answered, byte for byte, to have its answer again.");

    public static readonly ProblemType NoChallenge = new(
        "no-challenge", 409, "No challenge yet", "A receipt follows an answered challenge, and there is none.",
        "Send the challenge first.");

    public static readonly ProblemType Undelivered = new(
        "undelivered", 409, "Not delivered",
        "Repair is for devices that the chain shows delivered, or that are reserved here.",
        "Come back once the delivery is reserved.", Later);

    public static readonly ProblemType DeadlineNear = new(
        "deadline-near", 410, "Too late to open",
        "The release's claim deadline is less than six hours away, so no delivery could be paid for any more.",
        "Take a newer release, or this one from an origin.");

    public static readonly ProblemType Recalled = new(
        "recalled", 410, "Recalled", "The vendor took this release back.", "Take the product's newest release.");

    public static readonly ProblemType Superseded = new(
        "superseded", 410, "Superseded", "A newer release serves this device here.",
        "Take the product's newest release.");

    public static readonly ProblemType ReleaseOver = new(
        "release-over", 410, "Release over", "The release is over here, and its sessions are forgotten.",
        "Take a newer release, or this one from an origin.");

    public static readonly ProblemType SessionOver = new(
        "session-over", 410, "Session over",
        "The session ended unanswered: its time is up, a new Open of the device ended it, or the distributor's books "
            + "were restored.",
        "Open another, with a new r.");

    public static readonly ProblemType BytesUsedUp = new(
        "bytes-used-up", 410, "Bytes used up", "The session was sent four times the package, as much as it may.",
        "Open another, with a new r.");

    public static readonly ProblemType ReceiptLate = new(
        "receipt-late", 410, "Receipt too late",
        "What is left of the receipt's time is too short for it to be reserved.",
        "Open another session once its validUntil is past.");

    public static readonly ProblemType RepairOver = new(
        "repair-over", 410, "Repair over", "The time for repair ended a week after the claim deadline.",
        "Take a newer release, or this one from an origin.");

    public static readonly ProblemType ReportsOver = new(
        "reports-over", 410, "Reports over", "The time for reports ended a week after the claim deadline.",
        "Give the report up.");

    public static readonly ProblemType Digest = new(
        "digest", 412, "Another digest",
        "The digest in the challenge is not over the segments as they are sent: some were lost, or never fetched.",
        "Fetch the segments again and work the digest out anew.");

    public static readonly ProblemType TooLarge = new(
        "too-large", 413, "Too large", "The body is larger than the endpoint takes: 16 KiB, or 256 bytes of a recall.",
        "Send less; no request of the protocol needs more.");

    public static readonly ProblemType OutOfRange = new(
        "out-of-range", 416, "Out of range", "The range, or the segments, lie beyond the end.",
        "Ask for what there is: Content-Range or the manifest says how much.");

    public static readonly ProblemType DeviceSessions = new(
        "device-sessions", 429, "Too many sessions",
        "The device opened as many sessions as it may for this release here.", "Ask another distributor.", Later);

    public static readonly ProblemType DeviceUnpaid = new(
        "device-unpaid", 429, "Too many receipts owed",
        "Two challenges of the device for this release were answered here and not paid for.",
        "Hand in the receipts, or ask another distributor.", Later);

    public static readonly ProblemType Credit = new(
        "credit", 429, "Credit used up",
        "The release, or its vendor, owes as many receipts here as it may.",
        "Come back later: the credit grows with what is paid.", Later);

    public static readonly ProblemType SessionsFull = new(
        "sessions-full", 429, "Too many sessions in all",
        "As many sessions are open here, of this release or in all, as the operator allows.",
        "Come back later, or ask another distributor.", Later);

    public static readonly ProblemType RepairedEnough = new(
        "repaired-enough", 429, "Too many repairs",
        "The device had a quarter of the package repaired here, as much as it may.",
        "Ask another distributor, or an origin.", Later);

    public static readonly ProblemType CallerLimit = new(
        "caller-limit", 429, "Too much asked",
        "This address asks too often, for too many bytes, or too much at once.", "Come back after Retry-After.", Later);

    public static readonly ProblemType ChainUnknown = new(
        "chain-unknown", 503, "Not ready", "The server has not caught up with the chain or the releases yet.",
        "Come back after Retry-After; a session, if there is one, is not lost.", Later);

    public static readonly ProblemType FleetUnknown = new(
        "fleet-unknown", 503, "Not ready", "A fleet of this release is not here yet, and the device may be in it.",
        "Come back after Retry-After, or ask another distributor.", Later);

    public static readonly ProblemType Stopping = new(
        "stopping", 503, "About to stop", "This server opens no session any more, because it is about to stop.",
        "Come back after Retry-After, or ask another distributor.", Later);

    public static readonly ProblemType PackageUnreadable = new(
        "package-unreadable", 503, "Package not readable", "The package cannot be read here at present.",
        "Come back after Retry-After, or ask another distributor.", Later);

    public static readonly ProblemType PackageAbsent = new(
        "package-absent", 503, "Package not here yet",
        "Another replica of this distributor serves the release, and this one has not brought its package yet.",
        "Come back after Retry-After; the session, if there is one, is not lost.", Later);

    public static readonly ProblemType BooksUnavailable = new(
        "books-unavailable", 503, "Books out of reach", "The distributor cannot reach its books at present.",
        "Send the same again after Retry-After; nothing that was answered is lost.", Later);

    public static readonly ProblemType RecallUnkept = new(
        "recall-unkept", 503, "Recall not kept", "The recall cannot be kept here at present.",
        "Send it again after Retry-After.", Later);

    public static readonly ProblemType Busy = new(
        "busy", 503, "Busy", "More is asked of this server, or of this release here, than it can give.",
        "Come back after Retry-After, or ask another server.", Later);

    /// <summary>All, by name.</summary>
    public static ImmutableSortedDictionary<string, ProblemType> All { get; } = Declared()
        .ToImmutableSortedDictionary(problem => problem.Name, problem => problem);

    private static IEnumerable<ProblemType> Declared() =>
        typeof(Problems).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<ProblemType>();
}
