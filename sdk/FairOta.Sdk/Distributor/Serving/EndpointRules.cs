using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>What a request asks of a distributor, by its path alone. Pure.</summary>
internal static class EndpointRules
{
    /// <summary>The endpoint's name: one of a dozen, whatever the path, so that it can label a metric.</summary>
    public static string NameOf(ServiceRequest request) => (request.Method, request.Parts) switch
    {
        ("POST", ["sessions"]) => "open",
        (_, ["sessions", _, "segments"]) => "segments",
        (_, ["sessions", _, "challenge"]) => "challenge",
        (_, ["sessions", _, "receipt"]) => "receipt",
        (_, ["sessions", _, "key"]) or (_, ["releases", _, "deliveries", _, "key"]) => "key",
        (_, ["sessions", _, "repair"]) or (_, ["releases", _, "deliveries", _, "repair"]) => "repair",
        (_, ["releases", _, "reports"]) => "reports",
        (_, ["releases", _, "recall"]) => "recall",
        (_, ["releases", _, "manifest"]) or (_, ["products", _, "manifest"]) => "manifest",
        (_, ["releases", ..]) => "release",
        (_, ["distributors"]) => "distributors",
        _ => "other",
    };

    /// <summary>Whether it computes with curve points, recovers signatures or encrypts: it then waits its
    /// turn.</summary>
    public static bool IsExpensive(ServiceRequest request) =>
        request.Method == "POST" || request.Parts is ["sessions", _, "segments"];
}
