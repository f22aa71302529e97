using System.Linq;
using System.Text.Json.Nodes;
using FairOta.Sdk.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

/// <summary>Holds every answer that tests get from a node against its OpenAPI document.</summary>
internal static class Documented
{
    private static readonly JsonNode Origin = JsonNode.Parse(OpenApiDocument.Of(ServerRole.Origin))!;
    private static readonly JsonNode Distributor = JsonNode.Parse(OpenApiDocument.Of(ServerRole.Distributor))!;

    /// <summary>Fails where the document does not have this answer to this request.</summary>
    /// <returns>The answer.</returns>
    public static Answer Check(Answer answer, ServiceRequest request, ServerRole role)
    {
        string? mediaType = answer.ContentType?.Split(';')[0];
        string said = $"{request}: {answer}";
        string? type = null;
        if (answer.Status >= 400)
        {
            Assert.AreEqual(Answer.Problem, mediaType, said);
            JsonNode problem = JsonNode.Parse(answer.Body())!;
            type = (string)problem["type"]!;
            Assert.AreEqual(answer.Status, (int)problem["status"]!, said);
            Assert.AreEqual(answer.Status, Problems.All[type[(ProblemType.Pages.Length + 1)..]].Status, said);
        }

        if (OpenApiEndpoints.Find(request, role, out _) is not { } endpoint)
        {
            Assert.IsTrue(answer.Status is 404 or 405 or 413, said);
            return answer;
        }

        JsonNode document = role == ServerRole.Origin ? Origin : Distributor;
        JsonNode operation = document["paths"]![endpoint.Path]![request.Method.ToLowerInvariant()]!;
        JsonNode? response = operation["responses"]![answer.Status.ToString()];
        Assert.IsNotNull(response, said + " is not documented");
        if (mediaType is null) Assert.IsNull(response["content"], said);
        else Assert.IsNotNull(response["content"]?[mediaType], said + " has another media type");
        if (type is not null)
        {
            Assert.IsTrue(
                OpenApiEndpoints.RefusalsOf(endpoint, role).Any(problem => problem.Reference == type),
                $"{said} {type} is not among the documented refusals");
        }

        return answer;
    }
}
