// Which base URLs the device speaks to. Pure.
//
//  1. http or https, 1 to 120 printable ASCII bytes, a host, no user, query or fragment (PROTOCOL.md, limits).
//  2. A stranger's URL never leads into a private address range. Written addresses are refused here; names are
//     refused by the link when it connects (LinkRequest.PublicOnly).

using FairOta.Core;

namespace FairOta.Agent;

internal static class UrlRules
{
    /// <summary>Rule 1.</summary>
    public static bool IsBaseUrl(string url)
    {
        if (url == null || url.Length > Limits.MaxUrlBytes)
            return false;
        for (int i = 0; i < url.Length; i++)
        {
            char c = url[i];
            if (c <= ' ' || c > '~' || c == '?' || c == '#' || c == '@' || c == '\\' || c == '%')
                return false;
        }

        return Host(url).Length > 0;
    }

    /// <summary>The host in lower case, without port; empty where there is none.</summary>
    public static string Host(string url)
    {
        int start = AfterScheme(url);
        if (start < 0)
            return "";
        int end = url.IndexOf('/', start);
        string authority = end < 0 ? url.Substring(start) : url.Substring(start, end - start);
        int bracket = authority.LastIndexOf(']');
        int colon = authority.LastIndexOf(':');
        if (colon > bracket)
            authority = authority.Substring(0, colon);
        return authority.ToLower();
    }

    /// <summary>The URL without slashes at its end.</summary>
    public static string Trim(string url)
    {
        int length = url.Length;
        while (length > 0 && url[length - 1] == '/')
            length--;
        return length == url.Length ? url : url.Substring(0, length);
    }

    /// <summary>Rule 2, as far as the text tells.</summary>
    public static bool IsPublicHost(string host)
    {
        if (host.Length == 0 || host[0] == '[' || host == "localhost" || EndsWith(host, ".localhost"))
            return false;
        string[] labels = host.Split('.');
        string last = labels[labels.Length - 1];
        if (last.Length == 0 && labels.Length > 1)
            last = labels[labels.Length - 2];
        if (last.Length == 0 || last[0] < '0' || last[0] > '9')
            return labels.Length > 1;

        // Only an address has a last label that begins with a digit, and only one way to write it is accepted.
        if (labels.Length != 4)
            return false;
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++)
        {
            int octet = Octet(labels[i]);
            if (octet < 0)
                return false;
            address[i] = (byte)octet;
        }

        return NetworkAddress.IsPublic(address);
    }

    private static int Octet(string label)
    {
        if (label.Length < 1 || label.Length > 3 || (label.Length > 1 && label[0] == '0'))
            return -1;
        int value = 0;
        for (int i = 0; i < label.Length; i++)
        {
            if (label[i] < '0' || label[i] > '9')
                return -1;
            value = value * 10 + (label[i] - '0');
        }

        return value < 256 ? value : -1;
    }

    private static int AfterScheme(string url)
    {
        if (BeginsWith(url, "http://"))
            return 7;
        return BeginsWith(url, "https://") ? 8 : -1;
    }

    // By character: comparison by culture is no comparison of URLs.
    private static bool BeginsWith(string text, string prefix)
    {
        if (text.Length < prefix.Length)
            return false;
        for (int i = 0; i < prefix.Length; i++)
        {
            if (text[i] != prefix[i])
                return false;
        }

        return true;
    }

    private static bool EndsWith(string text, string suffix)
    {
        int offset = text.Length - suffix.Length;
        if (offset < 0)
            return false;
        for (int i = 0; i < suffix.Length; i++)
        {
            if (text[offset + i] != suffix[i])
                return false;
        }

        return true;
    }
}
