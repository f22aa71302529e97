namespace FairOta.Platforms.NanoFramework;

/// <summary>The name to look up for a URL.</summary>
internal static class UrlHost
{
    /// <summary>Host of an http or https URL without user information, and without its port.</summary>
    public static string Of(string url)
    {
        int start = url.IndexOf("://") + 3;
        int end = start;
        while (end < url.Length && url[end] != '/' && url[end] != ':')
            end++;
        return url.Substring(start, end - start);
    }
}
