namespace FairOta.Platforms.NanoFramework;

/// <summary>Which IPv4 addresses a stranger's URL may lead to; the device's library connects to no others.</summary>
internal static class PublicAddress
{
    /// <summary>Host of an http or https URL without user information, and without its port.</summary>
    public static string Host(string url)
    {
        int start = url.IndexOf("://") + 3;
        int end = start;
        while (end < url.Length && url[end] != '/' && url[end] != ':')
            end++;
        return url.Substring(start, end - start);
    }

    /// <summary>False for the special-purpose blocks of RFC 6890 that lead inside, and for multicast.</summary>
    public static bool IsPublic(byte[] address)
    {
        if (address.Length != 4)
            return false;
        int first = address[0];
        int second = address[1];
        if (first == 0 || first == 10 || first == 127 || first >= 224)
            return false;
        if (first == 100)
            return second < 64 || second > 127;
        if (first == 169)
            return second != 254;
        if (first == 172)
            return second < 16 || second > 31;
        if (first == 192)
            return second != 0 && second != 168;
        return first != 198 || (second != 18 && second != 19);
    }
}
