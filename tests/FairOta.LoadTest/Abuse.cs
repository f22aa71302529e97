using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.LoadTest;

/// <summary>Callers that want the distributor's time and memory, and nothing else. Each goes on until it is cancelled,
/// and counts what it got.</summary>
internal sealed class Abuse(LoadRelease release, Uri distributor)
{
    private long _asked;
    private long _refused;
    private long _cutOff;

    public static IReadOnlyList<string> Kinds { get; } = ["signatures", "random", "oversize", "slow"];

    public string Told => FormattableString.Invariant(
        $"{_asked} requests of abusers, {_refused} of them answered with 429 or 503, {_cutOff} connections cut off");

    public async Task RunAsync(string kind, IPAddress address, CancellationToken stop)
    {
        using HttpClient http = LoadDevice.ClientOf(distributor, address, connections: 8);
        Func<int, Task> once = kind switch
        {
            "signatures" => i => SendAsync(http, HttpMethod.Post, "/v1/sessions", ForgedOpen(i), stop),
            "random" => i => SendAsync(
                http, HttpMethod.Post, $"/v1/sessions/{Convert.ToHexStringLower(Noise(i, 32))}/challenge",
                Noise(i, 1_000), stop),
            "oversize" => i => SendAsync(http, HttpMethod.Post, "/v1/sessions", new byte[1 << 20], stop),
            "slow" => _ => ReadSlowlyAsync(address, stop),
            _ => throw new FormatException($"No abuse is called {kind}: {string.Join(", ", Kinds)} or all."),
        };
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            try
            {
                await once(i);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or SocketException)
            {
                Interlocked.Increment(ref _cutOff);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>The Open of a device of the fleet, by somebody else's key: it is told from a right one only by its
    /// signature.</summary>
    private byte[] ForgedOpen(int number) => LoadDevice.RequestOf(
        release, LoadRelease.KeyOf("forger"), release.Fleet[number % release.Fleet.Count].ToBytes(), Noise(number, 32),
        out _).Encode();

    private static byte[] Noise(int number, int count)
    {
        byte[] noise = new byte[count];
        new Random(number).NextBytes(noise);
        return noise;
    }

    private async Task SendAsync(
        HttpClient http, HttpMethod method, string path, byte[] body, CancellationToken stop)
    {
        using HttpRequestMessage request = new(method, path) { Content = LoadDevice.Cbor(body) };
        using HttpResponseMessage answer = await http.SendAsync(request, stop);
        Interlocked.Increment(ref _asked);
        if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            Interlocked.Increment(ref _refused);
    }

    /// <summary>Asks for the fleet list and reads next to nothing of it, until it is cut off.</summary>
    private async Task ReadSlowlyAsync(IPAddress address, CancellationToken stop)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        socket.Bind(new IPEndPoint(address.MapToIPv6(), 0));
        await socket.ConnectAsync(IPAddress.Loopback, distributor.Port, stop);
        string request = $"GET /v1/releases/{release.Id.ToWire()}/fleets/0 HTTP/1.1\r\nHost: distributor\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), stop);
        Interlocked.Increment(ref _asked);
        byte[] little = new byte[64];
        while (await socket.ReceiveAsync(little, stop) > 0) await Task.Delay(1_000, stop);
        Interlocked.Increment(ref _cutOff);
    }
}
