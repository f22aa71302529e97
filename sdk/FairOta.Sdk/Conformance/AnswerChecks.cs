using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;
using static FairOta.Sdk.Conformance.Inquiry;

namespace FairOta.Sdk.Conformance;

/// <summary>What holds for every answer of the whole run, and the documents that refusals refer to.</summary>
internal static partial class AnswerChecks
{
    private const string Other = "Other endpoints";
    private const long ClockSlack = 600;

    /// <summary>The checks.</summary>
    public static ImmutableArray<ConformanceCheck> All { get; } =
    [
        new("date", Other, "Every answer has Date, within ten minutes of the clock here.", DateAsync),
        new("nosniff", Other, "Every answer has X-Content-Type-Options: nosniff.", NosniffAsync),
        new("problem", Other, "Every refusal is problem+json that says its own status, if any.", ProblemAsync),
        new("retry-after", Other, "Every 429 and 503 says with Retry-After when to come back.", RetryAsync),
        new("problem-page", Other, "The type of a refusal is that of a page, if the server has pages.", PageAsync),
        new("problem-unknown", Other, "A page of a type that is none is 404.",
            ask => ask.RefusesAsync(ProblemType.Pages + "/no-such-type", 404)),
        new("openapi", Other, "The OpenAPI document, if there is one, is JSON of OpenAPI 3 with the exchange in it.",
            OpenApiAsync),
    ];

    private static Task DateAsync(Inquiry ask)
    {
        foreach (Reply reply in ask.Heard)
        {
            bool isDate = DateTimeOffset.TryParseExact(
                reply.Header("date"), "R", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset date);
            Demand(isDate, $"{reply.Question} is answered without a Date.");
            Demand(Math.Abs(date.ToUnixTimeSeconds() - ask.Now) <= ask.Elapsed + ClockSlack,
                $"{reply.Question} is answered with a Date that is more than ten minutes off.");
        }

        return Task.CompletedTask;
    }

    private static Task NosniffAsync(Inquiry ask)
    {
        foreach (Reply reply in ask.Heard)
        {
            Demand(reply.Header("x-content-type-options") == "nosniff",
                $"{reply.Question} is answered without X-Content-Type-Options: nosniff.");
        }

        return Task.CompletedTask;
    }

    private static Task ProblemAsync(Inquiry ask)
    {
        foreach (Reply reply in Refusals(ask))
        {
            Demand(
                reply.MediaType == Answer.Problem,
                $"{reply.Question} is refused with something else than problem+json.");
            JsonElement problem = Json(reply);
            Demand(!problem.TryGetProperty("status", out JsonElement status)
                || (status.ValueKind == JsonValueKind.Number && status.GetDouble() == reply.Status),
                $"{reply.Question} is refused with another status in its body.");
            Demand(!problem.TryGetProperty("type", out JsonElement type) || type.ValueKind == JsonValueKind.String,
                $"{reply.Question} is refused with a type that is no text.");
        }

        return Task.CompletedTask;
    }

    private static Task RetryAsync(Inquiry ask)
    {
        Reply[] late = [.. ask.Heard.Where(reply => reply.Status is 429 or 503)];
        foreach (Reply reply in late) reply.MustSayWhen();
        if (late.Length == 0) throw new NotAskedException("Nothing was answered 429 or 503.");
        return Task.CompletedTask;
    }

    private static async Task PageAsync(Inquiry ask)
    {
        string[] types = [.. Types(ask).Distinct()];
        if (types.Length == 0) throw new NotAskedException("No refusal had a type.");
        List<Reply> pages = [];
        foreach (string type in types)
        {
            Demand(PageName().IsMatch(type), "A refusal has a type that is no page's.");
            pages.Add((await ask.GetAsync(type).ConfigureAwait(false)).Must(200, 404));
        }

        if (pages.All(page => page.Status == 404)) throw new NotAskedException("The server has no pages.");
        foreach (Reply page in pages) page.MustBe(ProblemPages.MediaType);
    }

    private static async Task OpenApiAsync(Inquiry ask)
    {
        Reply reply = (await ask.AskAsync(new Question("GET", "/v1/openapi.json") { LimitBytes = 1 << 20 })
            .ConfigureAwait(false)).Must(200, 404);
        if (reply.Status == 404) throw new NotAskedException("The server has no OpenAPI document.");
        JsonElement document = Json(reply.MustBe(Answer.Json));
        Demand(document.TryGetProperty("openapi", out JsonElement version)
            && Text(version).StartsWith("3.", StringComparison.Ordinal), "It is not of OpenAPI 3.");
        Demand(document.TryGetProperty("paths", out JsonElement paths) && paths.ValueKind == JsonValueKind.Object
            && paths.TryGetProperty("/v1/sessions", out _), "It does not have the exchange.");
    }

    /// <summary>Refusals with a body, which an answer to HEAD has not.</summary>
    private static IEnumerable<Reply> Refusals(Inquiry ask) =>
        ask.Heard.Where(reply => reply.Status >= 400 && reply.Question.Method != "HEAD");

    private static IEnumerable<string> Types(Inquiry ask) => Refusals(ask)
        .Where(reply => reply.MediaType == Answer.Problem)
        .Select(reply => Json(reply).TryGetProperty("type", out JsonElement type) ? Text(type) : "about:blank")
        .Where(type => type != "about:blank");

    /// <summary>A text; empty for anything else, such as what is no Unicode.</summary>
    private static string Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static JsonElement Json(Reply reply)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body);
            JsonElement root = document.RootElement.Clone();
            Demand(root.ValueKind == JsonValueKind.Object, $"{reply.Question} has JSON that is no object.");
            return root;
        }
        catch (JsonException)
        {
            throw new NonconformityException($"{reply.Question} is answered with something that is no JSON.");
        }
    }

    [GeneratedRegex("^" + ProblemType.Pages + "/[A-Za-z0-9._~-]{1,100}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex PageName();
}
