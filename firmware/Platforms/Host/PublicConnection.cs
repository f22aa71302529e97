using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;

namespace FairOta.Platforms.Host;

/// <summary>Connects to public addresses only, whatever a stranger's name resolves to.</summary>
internal static class PublicConnection
{
    public static async ValueTask<Stream> Open(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel).ConfigureAwait(false);
        IPAddress[] allowed = Array.FindAll(
            addresses, address => NetworkAddress.IsPublic(address.GetAddressBytes()));
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
}
