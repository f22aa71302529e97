using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;

namespace FairOta.Sdk.Distributor;

/// <summary>The endpoints that origins and distributors have in common: manifests, fleets, leaves, packages and the
/// list of distributors. Free of any transport; thread-safe.</summary>
/// <param name="holdings">What is served.</param>
/// <param name="packages">Who may have whole packages.</param>
/// <param name="distributors">Address and base URL of distributors, the most useful first; the first 64 are
/// listed.</param>
public sealed class CatalogueService(
    HoldingSet holdings, PackageAccess packages, Func<IEnumerable<(Address Distributor, string Url)>> distributors)
{
    /// <summary>Answers a GET; refuses what it does not know with 404.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">Unix seconds.</param>
    public ServiceAnswer Handle(ServiceRequest request, long now)
    {
        Ruling<ServiceAnswer> answer = request.Method != "GET" ? NotHere : request.Path.Split('/')[1..] switch
        {
            ["v1", "distributors"] => Distributors(now),
            ["v1", "products", var product, "manifest"] => ProductManifest(product, request.Query, now),
            ["v1", "releases", var release, .. var rest] when Find(release) is { } holding =>
                OfRelease(holding, rest, request, now),
            _ => NotHere,
        };
        return answer.Refusal is { } refusal ? ServiceAnswer.Refused(refusal, now) : answer.Value;
    }

    private static Refusal NotHere => Refusal.Unknown("Nothing of that name is served here.");

    private Holding? Find(string release) =>
        ReleaseId.TryParseWire(release, out ReleaseId id) ? holdings.Find(id) : null;

    private Ruling<ServiceAnswer> OfRelease(Holding holding, string[] rest, ServiceRequest request, long now) => rest switch
    {
        ["manifest"] => Manifest(holding, now),
        ["leaves"] => ByteRange.Answer(holding.Leaves, request.Range, now),
        ["fleets", var tranche] => Fleet(holding, tranche, request.Range, now),
        ["package"] => packages.Allows(request.Authorization)
            ? ByteRange.Answer(holding.Content, request.Range, now)
            : Refusal.Forbidden("Whole packages are for callers that the operator allows."),
        _ => NotHere,
    };

    private Ruling<ServiceAnswer> ProductManifest(string product, string query, long now)
    {
        if (QueryNumbers.Parse(query, "signer") is not { } values) return Refusal.Malformed("The query may hold signer alone.");
        if (!TryHex(product, 16, out byte[] productId)) return Refusal.Malformed("A product id has 32 hex digits.");
        byte[]? signer = null;
        if (values.TryGetValue("signer", out string? text) && !TryHex(text, 33, out signer))
            return Refusal.Malformed("A signer has 66 hex digits.");
        return holdings.Newest(productId, signer) is { } holding ? Manifest(holding, now) : NotHere;
    }

    private Ruling<ServiceAnswer> Fleet(Holding holding, string tranche, string? range, long now) =>
        QueryNumbers.TryDecimal(tranche, out int number)
        && number < holding.Fleets.Length
        && holding.Fleets[number] is { } fleet
            ? ByteRange.Answer(fleet.ListBytes, range, now)
            : NotHere;

    private ServiceAnswer Distributors(long now)
    {
        var listed = distributors().Where(d => BaseUrl.IsValid(d.Url)).Take(Limits.MaxDistributors).ToList();
        DistributorList list = new(
            [.. listed.Select(d => d.Distributor.ToBytes())], [.. listed.Select(d => d.Url)]);
        return ServiceAnswer.Ok(list.Encode(), now);
    }

    private static ServiceAnswer Manifest(Holding holding, long now) =>
        new(200, ServiceAnswer.Cose, holding.SignedManifest, now);

    private static bool TryHex(string text, int length, out byte[] bytes)
    {
        bytes = [];
        if (text.Length != 2 * length || text.Any(c => !char.IsAsciiHexDigitLower(c))) return false;
        bytes = Convert.FromHexString(text);
        return true;
    }
}
