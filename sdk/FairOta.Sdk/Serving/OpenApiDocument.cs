using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FairOta.Sdk.Serving;

/// <summary>The OpenAPI 3.1 document of a node, made from <see cref="OpenApiEndpoints"/>.</summary>
internal static partial class OpenApiDocument
{
    private const string About =
        "FairOTA protocol, version 1; normative is PROTOCOL.md (firmware/PROTOCOL.md of the repository), whose CDDL "
        + "describes the CBOR bodies that are named here. Where GET is served, HEAD is. A path that is served with "
        + "other methods answers 405 with Allow. Refusals are problem+json; their types have pages below "
        + "/v1/problems.";

    private static readonly Lazy<byte[]> Origin = new(() => Make(ServerRole.Origin));
    private static readonly Lazy<byte[]> Distributor = new(() => Make(ServerRole.Distributor));

    /// <summary>The document, UTF-8.</summary>
    /// <param name="role">Who serves it: <see cref="ServerRole.Origin"/> or
    /// <see cref="ServerRole.Distributor"/>.</param>
    public static byte[] Of(ServerRole role) => role == ServerRole.Origin ? Origin.Value : Distributor.Value;

    private static byte[] Make(ServerRole role)
    {
        JsonObject paths = [];
        foreach (var path in OpenApiEndpoints.All.Where(each => each.Roles.HasFlag(role)).GroupBy(each => each.Path))
        {
            JsonObject operations = [];
            foreach (OpenApiEndpoint endpoint in path)
                operations[endpoint.Method.ToLowerInvariant()] = Operation(endpoint, role);
            paths[path.Key] = operations;
        }

        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = role == ServerRole.Origin ? "FairOTA origin" : "FairOTA distributor",
                ["version"] = "1",
                ["description"] = About,
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = ".." }),
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = new JsonObject { ["problem"] = ProblemSchema() } },
        }.ToJsonString());
    }

    private static JsonObject Operation(OpenApiEndpoint endpoint, ServerRole role)
    {
        JsonObject operation = new()
        {
            ["operationId"] = endpoint.Id,
            ["summary"] = endpoint.Summary,
            ["description"] = $"PROTOCOL.md, section {endpoint.Section}.",
        };
        JsonArray parameters = [.. PathNames().Matches(endpoint.Path).Select(match => PathName(match.Groups[1].Value))];
        foreach (OpenApiQuery query in endpoint.Query)
            parameters.Add(Parameter(query.Name, "query", query.IsRequired, query.Pattern, query.Meaning));
        if (endpoint.IsRanged)
            parameters.Add(Parameter("Range", "header", false, null, "One range of bytes (RFC 9110 section 14)."));
        if (endpoint.Id == "package")
            parameters.Add(Parameter("Authorization", "header", false, null, "Bearer and a token of the operator's."));
        if (parameters.Count > 0) operation["parameters"] = parameters;
        if (endpoint.Body is { } body)
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(body) };
        operation["responses"] = Responses(endpoint, role);
        return operation;
    }

    private static JsonObject Responses(OpenApiEndpoint endpoint, ServerRole role)
    {
        JsonObject responses = [];
        foreach (OpenApiAnswer answer in endpoint.Answers)
        {
            JsonObject response = new() { ["description"] = answer.Meaning };
            if (answer.Body is { } body) response["content"] = Content(body);
            responses[Status(answer.Status)] = response;
        }

        foreach (var refusals in OpenApiEndpoints.RefusalsOf(endpoint, role)
            .DistinctBy(problem => problem.Name).OrderBy(problem => problem.Status).GroupBy(problem => problem.Status))
        {
            responses[Status(refusals.Key)] = new JsonObject
            {
                ["description"] = string.Join(' ', refusals.Select(problem => $"`{problem.Name}`: {problem.Meaning}")),
                ["content"] = new JsonObject
                {
                    [Answer.Problem] = new JsonObject
                    {
                        ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/problem" },
                    },
                },
            };
        }

        return responses;
    }

    /// <summary>A body that is no JSON has no schema (OpenAPI 3.1.0, section 4.8.14.4).</summary>
    private static JsonObject Content(OpenApiBody body) => new()
    {
        [body.MediaType] = new JsonObject { ["x-shape"] = body.Shape },
    };

    private static JsonObject PathName(string name)
    {
        (string? pattern, string meaning) = Names[name];
        return Parameter(name, "path", true, pattern, meaning);
    }

    private static JsonObject Parameter(string name, string place, bool isRequired, string? pattern, string meaning)
    {
        JsonObject schema = new() { ["type"] = "string" };
        if (pattern is not null) schema["pattern"] = pattern;
        return new()
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = isRequired,
            ["description"] = meaning,
            ["schema"] = schema,
        };
    }

    private static JsonObject ProblemSchema() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("type", "title", "status"),
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject
            {
                ["type"] = "string",
                ["format"] = "uri-reference",
                ["enum"] = new JsonArray([.. Problems.All.Values.Select(problem => (JsonNode)problem.Reference)]),
            },
            ["title"] = new JsonObject { ["type"] = "string" },
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["detail"] = new JsonObject { ["type"] = "string" },
        },
    };

    private static string Status(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static readonly ImmutableDictionary<string, (string? Pattern, string Meaning)> Names =
        new Dictionary<string, (string? Pattern, string Meaning)>
        {
            ["session"] = ("^[0-9a-f]{64}$", "The open digest."),
            ["release"] = ("^[0-9a-f]{64}$", "The release id."),
            ["device"] = ("^[0-9a-f]{40}$", "The device's address."),
            ["product"] = ("^[0-9a-f]{32}$", "The product id."),
            ["file"] = ("^[0-9a-f]{64}[.]package$", "The release's id again, and .package."),
            ["tranche"] = ("^(0|[1-9][0-9]*)$", "The tranche, from 0."),
            ["problem"] = (null, "The last part of a refusal's type."),
        }.ToImmutableDictionary();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathNames();
}
