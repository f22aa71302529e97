using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Vendor;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

/// <summary>That the document is the services' own: they serve each of its endpoints, and nothing else. What each
/// answers is held against it in every test that asks a <see cref="World"/>: see <see cref="Documented"/>.</summary>
[TestClass]
public sealed class OpenApiTests
{
    [TestMethod]
    public void Document_AsServed_HasEveryEndpointOfItsRole()
    {
        using World world = new();
        JsonNode distributor = JsonNode.Parse(world.Get("/v1/openapi.json").Body())!;
        JsonNode origin = JsonNode.Parse(
            new OriginService().Handle(new ServiceRequest("GET", "/v1/openapi.json"), 0).Body())!;
        Assert.AreEqual("3.1.0", (string)distributor["openapi"]!);
        CollectionAssert.AreEquivalent(Operations(ServerRole.Distributor), OperationsOf(distributor));
        CollectionAssert.AreEquivalent(Operations(ServerRole.Origin), OperationsOf(origin));
        Assert.IsLessThan(OperationsOf(distributor).Count, OperationsOf(origin).Count);
    }

    /// <summary>An endpoint that stands in the list and that no service routes would have no answer.</summary>
    [TestMethod]
    public void Endpoint_OfTheList_IsRouted()
    {
        using World world = new();
        foreach (OpenApiEndpoint endpoint in OpenApiEndpoints.All.Where(e => e.Roles.HasFlag(ServerRole.Distributor)))
        {
            Answer answer = endpoint.Method == "POST"
                ? world.Post(Filled(world, endpoint), [0])
                : world.Get(Filled(world, endpoint));
            Assert.AreNotEqual(405, answer.Status, endpoint.Id);
            AssertIsRouted(endpoint, answer);
        }

        OriginService origin = new();
        foreach (OpenApiEndpoint endpoint in OpenApiEndpoints.All.Where(e => e.Roles.HasFlag(ServerRole.Origin)))
        {
            ServiceRequest request = new(endpoint.Method, Filled(world, endpoint)) { ContentType = Answer.Cbor };
            AssertIsRouted(endpoint, Documented.Check(origin.Handle(request, 0), request, ServerRole.Origin));
        }
    }

    [TestMethod]
    public void Path_OfTheList_WithAnotherMethod_Is405AndNamesItsMethods()
    {
        using World world = new();
        foreach (var path in OpenApiEndpoints.All.Where(e => e.Roles.HasFlag(ServerRole.Distributor))
            .GroupBy(endpoint => endpoint.Path))
        {
            ServiceRequest request = new("DELETE", Filled(world, path.First()));
            Answer answer = world.Service.Handle(request, world.Now);
            Assert.AreEqual(405, answer.Status, path.Key);
            foreach (OpenApiEndpoint endpoint in path) StringAssert.Contains(answer.Allow, endpoint.Method);
        }
    }

    [TestMethod]
    public void Path_OfNoEndpoint_IsUnknown()
    {
        using World world = new();
        foreach (string path in new[] { "/v1/", "/v1/releases", "/v1/sessions/", "/v2/distributors", "/v1/x/y/z" })
            World.AssertStatus(404, world.Get(path));
    }

    /// <summary>No kind of refusal is left over, and none stands at an endpoint of which it cannot be.</summary>
    [TestMethod]
    public void Problems_AllStandInTheDocument()
    {
        HashSet<ProblemType> documented =
        [
            .. OpenApiEndpoints.All.SelectMany(e => OpenApiEndpoints.RefusalsOf(e, ServerRole.Distributor)),
            Problems.UnknownPath,
            Problems.Method,
        ];
        CollectionAssert.AreEquivalent(Problems.All.Values.ToList(), documented.ToList());
    }

    /// <summary>Shapes are rules of the CDDL, and sections headings of the protocol.</summary>
    [TestMethod]
    public void Document_WhatItRefersTo_StandsInTheProtocol()
    {
        string protocol = File.ReadAllText(Path.Combine(VectorFiles.RepositoryRoot, "firmware", "PROTOCOL.md"));
        foreach (OpenApiEndpoint endpoint in OpenApiEndpoints.All)
        {
            StringAssert.Contains(protocol, $"\n## {endpoint.Section.Split(", step")[0]}\n", endpoint.Id);
            foreach (OpenApiBody body in endpoint.Answers.Select(a => a.Body).Append(endpoint.Body)
                .OfType<OpenApiBody>().Where(body => body.MediaType is Answer.Cbor or Answer.Cose))
                StringAssert.Contains(protocol.Replace("  ", " "), $"\n{body.Shape} ", endpoint.Id);
        }
    }

    private static void AssertIsRouted(OpenApiEndpoint endpoint, Answer answer)
    {
        if (answer.Status != 404) return;
        string body = System.Text.Encoding.UTF8.GetString(answer.Body());
        Assert.IsFalse(body.Contains(Problems.UnknownPath.Reference), endpoint.Id);
    }

    private static string Filled(World world, OpenApiEndpoint endpoint) => endpoint.Path
        .Replace("{session}", new string('5', 64))
        .Replace("{release}", world.Release.ToWire())
        .Replace("{device}", new string('d', 40))
        .Replace("{product}", new string('0', 32))
        .Replace("{tranche}", "0")
        .Replace("{file}", world.Release.ToWire() + ".package")
        .Replace("{problem}", "bound");

    private static List<string> Operations(ServerRole role) =>
        [.. OpenApiEndpoints.All.Where(e => e.Roles.HasFlag(role)).Select(e => e.Method.ToLowerInvariant() + e.Path)];

    private static List<string> OperationsOf(JsonNode document) =>
    [
        .. document["paths"]!.AsObject().SelectMany(path =>
            path.Value!.AsObject().Select(operation => operation.Key + path.Key)),
    ];
}
