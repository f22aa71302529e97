using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Platforms.Host;

/// <summary>Connects to public addresses only, whatever a stranger's name resolves to.</summary>
internal static class PublicConnection
{
    public static async ValueTask<Stream> Open(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel).ConfigureAwait(false);
        IPAddress[] allowed = Array.FindAll(addresses, IsPublic);
        if (allowed.Length == 0)
            throw new HttpRequestException("The host has no public address.");
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // One after another: a host may have an address that this network does not reach.
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>False for the special-purpose blocks of RFC 6890 that lead inside, and for multicast.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        byte[] b = address.GetAddressBytes();
        if (b.Length == 4)
        {
            return b[0] switch
            {
                0 or 10 or 127 or >= 224 => false,
                100 => b[1] is < 64 or > 127,
                169 => b[1] != 254,
                172 => b[1] is < 16 or > 31,
                192 => b[1] is not (0 or 168),
                198 => b[1] is not (18 or 19),
                _ => true,
            };
        }

        // Global unicast is 2000::/3; 6to4 and Teredo carry IPv4 addresses inside it.
        bool tunnel = (b[0] == 0x20 && b[1] == 0x02) || (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0);
        return (b[0] & 0xE0) == 0x20 && !tunnel;
    }
}
