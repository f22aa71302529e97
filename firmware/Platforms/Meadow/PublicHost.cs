using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using FairOta.Core;

namespace FairOta.Platforms.Meadow;

/// <summary>Where a stranger's URL leads.</summary>
internal static class PublicHost
{
    /// <summary>
    /// The URL to connect to: with the address in place of the name, except over TLS, which needs the name.
    /// </summary>
    /// <exception cref="HttpRequestException">The host leads nowhere, or to an address that is not public.</exception>
    public static async Task<Uri> Resolve(Uri uri)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(uri.DnsSafeHost).ConfigureAwait(false);
        IPAddress chosen = Choose(addresses)
            ?? throw new HttpRequestException("The host has another than public addresses, or none.");
        return uri.Scheme == Uri.UriSchemeHttps ? uri : new UriBuilder(uri) { Host = chosen.ToString() }.Uri;
    }

    /// <summary>The first IPv4 address where all of them are public, else null. The board speaks no IPv6.</summary>
    internal static IPAddress? Choose(IPAddress[] addresses)
    {
        IPAddress[] spoken = Array.FindAll(addresses, address => address.AddressFamily == AddressFamily.InterNetwork);
        bool isPublic = Array.TrueForAll(spoken, address => NetworkAddress.IsPublic(address.GetAddressBytes()));
        return spoken.Length > 0 && isPublic ? spoken[0] : null;
    }
}
