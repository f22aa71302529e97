using System;
using System.Globalization;
using System.Linq;
using FairOta.Core;

namespace FairOta.Sdk.Serving;

/// <summary>The endpoints that every node serves (PROTOCOL.md, section Other endpoints): a pure function of request and
/// catalogue, for origins and distributors alike.</summary>
/// <param name="catalogue">What is served.</param>
/// <param name="packageFor">Who may have packages: an origin says yes to everybody, a distributor to whom its operator
/// allows, because the package is the image to whoever holds it.</param>
public sealed class ReadService(ICatalogue catalogue, Func<ServiceRequest, bool> packageFor)
{
    private const int CompressedKeyBytes = 33;

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
            ["releases", string release, "fleets", string tranche] =>
                () => With(release, held => Fleet(held, tranche, request)),
            _ => null,
        };
        if (endpoint is null) return null;
        return request.Method == "GET" ? endpoint() : Serving.Answer.Refused(405, "This can only be read, with GET.");
    }

    private static Answer Signed(HeldRelease held) =>
        Serving.Answer.Of(200, Serving.Answer.Cose, held.SignedManifest);

    private static Answer Octets(IContent content, ServiceRequest request) =>
        Serving.Answer.Ranged(Serving.Answer.Octets, content, request.Range);

    private static Answer Malformed(string sentence) => Serving.Answer.Refused(400, sentence);

    private static Answer Unknown(string sentence) => Serving.Answer.Refused(404, sentence);

    private static Answer Fleet(HeldRelease held, string tranche, ServiceRequest request)
    {
        // One name for one thing: no leading zeros.
        if (!uint.TryParse(tranche, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            || number.ToString(CultureInfo.InvariantCulture) != tranche)
            return Malformed("A tranche is a number from 0.");
        return held.Fleets.TryGetValue(number, out IContent? fleet)
            ? Octets(fleet, request)
            : Unknown("The release has no such tranche here.");
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
            return Malformed("A product id is 32 lower-case hex digits.");
        byte[] signer = new byte[CompressedKeyBytes];
        bool named = request.Query.TryGetValue("signer", out string? key);
        if (named && !Hex.TryReadWire(key, signer))
            return Malformed("A signer is 66 lower-case hex digits, a compressed key.");
        HeldRelease? newest = HeldRelease.Newest(catalogue.Of(id).Where(held => !named || held.IsSignedBy(signer)));
        return newest is null ? Unknown("No release of that product and signer is served here.") : Signed(newest);
    }

    /// <summary>A device that asks for itself gets a package only with its tranche, so that a wave of a staged roll-out
    /// stays one where distributors are slow. It is its own word that it gives: others need not name one.</summary>
    private Answer Package(HeldRelease held, ServiceRequest request)
    {
        if (!packageFor(request)) return Serving.Answer.Refused(403, "Packages are not given to this caller.");
        if (!request.Query.TryGetValue("device", out string? name)) return Octets(held.Package, request);
        if (!Address.TryParseWire(name, out Address device))
            return Malformed("A device is 40 lower-case hex digits.");
        return held.HasDevice(device)
            ? Octets(held.Package, request)
            : Serving.Answer.Refused(403, "The device is in no funded tranche of this release.");
    }

    private Answer With(string release, Func<HeldRelease, Answer> then)
    {
        if (!ReleaseId.TryParseWire(release, out ReleaseId id))
            return Malformed("A release id is 64 lower-case hex digits.");
        return catalogue.Find(id) is HeldRelease held ? then(held) : Unknown("No such release is served here.");
    }
}
