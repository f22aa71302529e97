using System;
using System.Globalization;
using System.IO;
using System.Linq;
using FairOta.Core;

namespace FairOta.Sdk.Serving;

/// <summary>The endpoints that every node serves (PROTOCOL.md, section Other endpoints): a function of request and
/// catalogue, for origins and distributors alike. A recall alone changes something, and that the catalogue
/// keeps.</summary>
/// <param name="catalogue">What is served.</param>
/// <param name="packageFor">Who may have packages: an origin says yes to everybody, a distributor to whom its operator
/// allows, because the package is the image to whoever holds it.</param>
internal sealed class ReadService(ICatalogue catalogue, Func<ServiceRequest, bool> packageFor)
{
    private const int CompressedKeyBytes = 33;
    private const long RetrySeconds = 60;

    /// <summary>The answer; null where the path is none of these endpoints.</summary>
    public Answer? Answer(ServiceRequest request)
    {
        Func<Answer>? endpoint = request.Parts switch
        {
            ["distributors"] => Distributors,
            ["products", string product, "manifest"] => () => NewestManifest(product, request),
            ["releases", string release, "manifest"] => () => With(release, held => Signed(held)),
            ["releases", string release, "leaves"] => () => With(release, held => Octets(held.Leaves, request)),
            ["releases", string release, "package"] => () => With(release, held => Package(held, request)),
            ["releases", string release, "package", string file] =>
                () => With(release, held => NamedPackage(held, file, request)),
            ["releases", string release, "fleets", string tranche] =>
                () => With(release, held => Fleet(held, tranche, request)),
            ["releases", string release, "recall"] => () => With(release, held => Recall(held, request)),
            _ => null,
        };
        if (endpoint is null) return null;
        if (TakesCose(request)) return endpoint();
        return request.Method == "GET"
            ? endpoint()
            : Serving.Answer.Refused(Problems.Method, "This can only be read, with GET.");
    }

    /// <summary>Whether the request brings a COSE message, application/cose: a recall.</summary>
    public static bool TakesCose(ServiceRequest request) =>
        request is { Method: "POST", Parts: ["releases", _, "recall"] };

    private static Answer Signed(HeldRelease held) =>
        Serving.Answer.Of(200, Serving.Answer.Cose, held.SignedManifest);

    private static Answer Octets(IContent content, ServiceRequest request) =>
        Serving.Answer.Ranged(Serving.Answer.Octets, content, request.Range);

    private static Answer Misnamed(string sentence) => Serving.Answer.Refused(Problems.Name, sentence);

    private static Answer Malformed(string sentence) => Serving.Answer.Refused(Problems.Malformed, sentence);

    private static Answer Fleet(HeldRelease held, string tranche, ServiceRequest request)
    {
        // One name for one thing: no leading zeros.
        if (!uint.TryParse(tranche, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            || number.ToString(CultureInfo.InvariantCulture) != tranche)
            return Misnamed("A tranche is a number from 0.");
        return held.Fleets.TryGetValue(number, out IContent? fleet)
            ? Octets(fleet, request)
            : Serving.Answer.Refused(Problems.UnknownTranche, "The release has no such tranche here.");
    }

    private Answer Distributors()
    {
        DistributorEntry[] known = [.. catalogue.Distributors.Take(Limits.MaxDistributors)];
        byte[][] accounts = [.. known.Select(entry => entry.Account.ToBytes())];
        string[] urls = [.. known.Select(entry => entry.Url)];
        return Serving.Answer.Of(200, Serving.Answer.Cbor, new DistributorList(accounts, urls).Encode());
    }

    private Answer NewestManifest(string product, ServiceRequest request)
    {
        if (!ProductId.TryParseWire(product, out ProductId id))
            return Misnamed("A product id is 32 lower-case hex digits.");
        byte[] signer = new byte[CompressedKeyBytes];
        bool named = request.Query.TryGetValue("signer", out string? key);
        if (named && !Hex.TryReadWire(key, signer))
            return Misnamed("A signer is 66 lower-case hex digits, a compressed key.");
        HeldRelease? newest = HeldRelease.Newest(catalogue.Of(id).Where(held => !named || held.IsSignedBy(signer)));
        return newest is not null
            ? Signed(newest)
            : Serving.Answer.Refused(
                Problems.UnknownManifest, "No release of that product and signer is served here.");
    }

    /// <summary>A device that asks for itself gets a package only with its tranche, so that a wave of a staged roll-out
    /// stays one where distributors are slow. It is its own word that it gives: others need not name one.</summary>
    private Answer Package(HeldRelease held, ServiceRequest request)
    {
        if (!packageFor(request))
            return Serving.Answer.Refused(Problems.PackageWithheld, "Packages are not given to this caller.");
        if (!request.Query.TryGetValue("device", out string? name)) return Octets(held.Package, request);
        if (!Address.TryParseWire(name, out Address device))
            return Misnamed("A device is 40 lower-case hex digits.");
        return held.HasDevice(device)
            ? Octets(held.Package, request)
            : Serving.Answer.Refused(Problems.OutsideFleet, "The device is in no funded tranche of this release.");
    }

    /// <summary>The same for BitTorrent clients, which look for a file of its own name below a web seed.</summary>
    private Answer NamedPackage(HeldRelease held, string file, ServiceRequest request) =>
        file == PackageFile.NameOf(held.Id)
            ? Package(held, request)
            : Misnamed("A package's file is named by its release.");

    private Answer Recall(HeldRelease held, ServiceRequest request)
    {
        if (request.Method == "GET")
        {
            return held.Recall is { } kept
                ? Serving.Answer.Of(200, Serving.Answer.Cose, kept)
                : Serving.Answer.Refused(Problems.UnknownRecall, "No recall of the release is known here.");
        }

        if (request.ContentType != Serving.Answer.Cose)
            return Serving.Answer.Refused(Problems.MediaType, "A recall is application/cose.");
        if (request.Body.Length > RecallNotice.MaxBytes)
        {
            return Serving.Answer.Refused(
                Problems.TooLarge, $"A recall has at most {RecallNotice.MaxBytes} bytes.");
        }

        try
        {
            RecallNotice notice = RecallNotice.Parse(request.Body);
            if (notice.ReleaseId != held.Id) return Malformed("The recall is of another release.");
            if (!held.IsTakenBackBy(notice))
            {
                return Serving.Answer.Refused(
                    Problems.Signature,
                    "The recall is neither by the key that signed the release nor by its vendor account.");
            }

            if (held.Recall is null) catalogue.Recall(held.Id, request.Body);
            return Serving.Answer.Empty(202);
        }
        catch (ProtocolException e)
        {
            return Malformed(e.Message);
        }
        catch (IOException)
        {
            return Serving.Answer.Refused(
                Problems.RecallUnkept, "The recall cannot be kept here at present.", RetrySeconds);
        }
    }

    private Answer With(string release, Func<HeldRelease, Answer> then)
    {
        if (!ReleaseId.TryParseWire(release, out ReleaseId id))
            return Misnamed("A release id is 64 lower-case hex digits.");
        return catalogue.Find(id) is HeldRelease held
            ? then(held)
            : Serving.Answer.Refused(Problems.UnknownRelease, "No such release is served here.");
    }
}
