using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.LoadTest;

/// <summary>Callers that want the distributor's time and memory, and nothing else. Each asks at one rate, answered or
/// not, until it is cancelled, and counts what it got.</summary>
internal sealed class Abuse(LoadRelease release, Uri distributor, int perSecond)
{
    private const int MostAtOnce = 300; // more than a caller may have by default
    private const int TicksPerSecond = 20;
    private const int ForgedOpens = 64;
    private static readonly TimeSpan OneRead = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(string Kind, string Answer), long> _answers = [];
    private readonly Lazy<byte[][]> _forged = new(
        () => [.. Enumerable.Range(0, ForgedOpens).Select(i => ForgedOpen(release, i))]);

    public static IReadOnlyList<string> Kinds { get; } = ["signatures", "random", "oversize", "slow"];

    /// <summary>A row for each kind of abuse and each answer to it.</summary>
    public IEnumerable<string> Rows() => _answers
        .OrderBy(each => each.Key.Kind).ThenByDescending(each => each.Value)
        .Select(each => FormattableString.Invariant($"| {each.Key.Kind} | {each.Key.Answer} | {each.Value} |"));

    public async Task RunAsync(string kind, IPAddress address, CancellationToken stop)
    {
        using HttpClient http = LoadDevice.ClientOf(distributor, address, MostAtOnce);
        Func<int, Task<string>> once = kind switch
        {
            "signatures" => i => SendAsync(http, "/v1/sessions", _forged.Value[i % ForgedOpens], stop),
            "random" => i => SendAsync(
                http, $"/v1/sessions/{Convert.ToHexStringLower(Noise(i, 32))}/challenge", Noise(i, 1_000), stop),
            "oversize" => i => SendAsync(http, "/v1/sessions", new byte[1 << 20], stop),
            "slow" => _ => ReadSlowlyAsync(address, stop),
            _ => throw new FormatException($"No abuse is called {kind}."),
        };
        using SemaphoreSlim free = new(MostAtOnce);
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1.0 / TicksPerSecond));
        try
        {
            for (int i = 0; await timer.WaitForNextTickAsync(stop);)
            {
                int burst = Math.Max(1, perSecond / TicksPerSecond);
                for (int n = 0; n < burst && free.Wait(0, CancellationToken.None); n++)
                    _ = CountAsync(kind, once(i++), free);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            for (int i = 0; i < MostAtOnce; i++) await free.WaitAsync(CancellationToken.None);
        }
    }

    private async Task CountAsync(string kind, Task<string> asked, SemaphoreSlim free)
    {
        string answer;
        try
        {
            answer = await asked;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException)
        {
            answer = "cut off";
        }
        catch (OperationCanceledException)
        {
            answer = "still waiting at the end";
        }
        finally
        {
            free.Release();
        }

        _answers.AddOrUpdate((kind, answer), 1, (_, count) => count + 1);
    }

    /// <summary>The Open of a device of the fleet that is not delivered yet, by somebody else's key: it is told from a
    /// right one only by its signature.</summary>
    private static byte[] ForgedOpen(LoadRelease release, int number)
    {
        byte[] device = release.Fleet[release.Fleet.Count - 1 - number % release.Fleet.Count].ToBytes();
        return LoadDevice.RequestOf(release, LoadRelease.KeyOf("forger"), device, Noise(number, 32), out _).Encode();
    }

    private static byte[] Noise(int number, int count)
    {
        byte[] noise = new byte[count];
        new Random(number).NextBytes(noise);
        return noise;
    }

    private static async Task<string> SendAsync(HttpClient http, string path, byte[] body, CancellationToken stop)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = LoadDevice.Cbor(body) };
        using HttpResponseMessage answer = await http.SendAsync(request, stop);
        byte[] said = await answer.Content.ReadAsByteArrayAsync(stop);
        return $"{(int)answer.StatusCode}" + (answer.IsSuccessStatusCode
            ? ""
            : $" {(string?)JsonNode.Parse(said)?["detail"]}");
    }

    /// <summary>Asks for the fleet list and reads next to nothing of it, until it is cut off.</summary>
    private async Task<string> ReadSlowlyAsync(IPAddress address, CancellationToken stop)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        socket.Bind(new IPEndPoint(address.MapToIPv6(), 0));
        await socket.ConnectAsync(IPAddress.Loopback, distributor.Port, stop);
        string request = $"GET /v1/releases/{release.Id.ToWire()}/fleets/0 HTTP/1.1\r\nHost: distributor\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), stop);
        byte[] little = new byte[64];
        int count = await socket.ReceiveAsync(little, stop);
        string status = Encoding.ASCII.GetString(little, 0, count).Split(' ') is [_, var code, ..] ? code : "none";
        if (status != "200") return status;
        while (await socket.ReceiveAsync(little, stop) > 0) await Task.Delay(OneRead, stop);
        return "cut off";
    }
}
