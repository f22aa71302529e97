using System;
using System.Text;
using FairOta.Core;

namespace FairOta.Sdk.Serving;

/// <summary>What a base URL may be: absolute, http or https, without user, query or fragment, at most 120
/// bytes.</summary>
public static class BaseUrl
{
    /// <summary>Whether it is one.</summary>
    public static bool IsValid(string url) =>
        Encoding.UTF8.GetByteCount(url) <= Limits.MaxUrlBytes
        && Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is ("http" or "https")
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0;

    /// <summary>A path below a base URL, whether or not that ends in a slash.</summary>
    public static Uri Below(string url, string path) => new(url.TrimEnd('/') + path);
}
