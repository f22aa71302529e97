using System.Linq;
using System.Net;
using System.Text;

namespace FairOta.Sdk.Serving;

/// <summary>A page for each kind of refusal, and one that lists them: plain HTML that needs nothing else.</summary>
internal static class ProblemPages
{
    private const string Html = "text/html; charset=utf-8";

    /// <summary>Media type of the pages, without parameters.</summary>
    public const string MediaType = "text/html";

    /// <summary>The list.</summary>
    public static Answer All() => Page("Problems", string.Concat(Problems.All.Values
        .OrderBy(problem => problem.Status)
        .Select(problem => $"<p><a href=\"problems/{problem.Name}\">{problem.Status} {problem.Name}</a>: "
            + $"{Text(problem.Title)}</p>\n")));

    /// <summary>One of them; 404 for a name that is none.</summary>
    public static Answer Of(string name) => Problems.All.TryGetValue(name, out ProblemType? problem)
        ? Page(
            $"{problem.Status} {problem.Title}",
            $"<p>{Text(problem.Meaning)}</p>\n<p><b>What to do.</b> {Text(problem.Remedy)}</p>\n"
                + $"<p><b>Again?</b> {Text(problem.RetrySentence)}</p>\n<p><a href=\"../problems\">All</a></p>\n")
        : Answer.Refused(Problems.UnknownProblem, "No problem has this name.");

    private static Answer Page(string title, string body) => Answer.Of(200, Html, Encoding.UTF8.GetBytes(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width\">\n"
        + "<meta name=\"color-scheme\" content=\"light dark\">\n"
        + "<style>body{max-width:42em;margin:2em auto;padding:0 1em;font:1.05em/1.5 system-ui,sans-serif}</style>\n"
        + $"<title>{Text(title)}</title>\n<h1>{Text(title)}</h1>\n{body}</html>\n"));

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
