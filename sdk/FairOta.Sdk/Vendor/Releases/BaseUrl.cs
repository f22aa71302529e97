using System;
using System.Text;
using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>The base URLs that manifests and announcements carry.</summary>
public static class BaseUrl
{
    /// <summary>Whether it is an absolute http or https URL of at most 120 bytes, without user, query or fragment, and
    /// without a slash at its end, so that paths can be put after it.</summary>
    public static bool IsValid(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed)
        && parsed.Scheme is "http" or "https"
        && parsed.UserInfo.Length == 0 && parsed.Query.Length == 0 && parsed.Fragment.Length == 0
        && parsed.Host.Length > 0 && !url!.EndsWith('/') && !url.EndsWith('?') && !url.EndsWith('#')
        && Encoding.UTF8.GetByteCount(url) <= Limits.MaxUrlBytes;
}
