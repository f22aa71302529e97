using System;
using FairOta.Core;

namespace FairOta.Sdk.Serving;

/// <summary>What a base URL may be: absolute, http or https, of visible ASCII characters, without user, query or
/// fragment, at most 120 bytes, and still a URL with a path below it.</summary>
internal static class BaseUrl
{
    private const string AnyPath = "/v1";

    /// <summary>Whether it is one. Anybody can announce anything, so what is judged is the text that is followed, with
    /// a path below it.</summary>
    public static bool IsValid(string url) =>
        url.Length <= Limits.MaxUrlBytes
        && !url.AsSpan().ContainsAnyExceptInRange('!', '~')
        && Uri.TryCreate(Join(url, AnyPath), UriKind.Absolute, out Uri? uri)
        && uri.Scheme is ("http" or "https")
        && uri.AbsolutePath.EndsWith(AnyPath, StringComparison.Ordinal)
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;

    /// <summary>A path below a base URL, whether or not that ends in a slash.</summary>
    /// <exception cref="UriFormatException">The base URL is none.</exception>
    public static Uri Below(string url, string path) => new(Join(url, path));

    private static string Join(string url, string path) => url.TrimEnd('/') + path;
}
