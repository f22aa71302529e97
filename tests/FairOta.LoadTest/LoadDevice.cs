using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.LoadTest;

/// <summary>Devices of one address, one after another, each with a complete exchange. They check what their own answers
/// need and no more: the load is the distributor's.</summary>
internal sealed class LoadDevice(LoadRelease release, Uri distributor, IPAddress address, Figures figures) : IDisposable
{
    private const int MostTries = 100;
    private readonly HttpClient _http = ClientOf(distributor, address);

    /// <summary>A client that calls from an address of its own: all of 127/8 is this machine.</summary>
    public static HttpClient ClientOf(Uri distributor, IPAddress address, int connections = 1) =>
        new(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            ConnectCallback = async (context, cancellation) =>
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(address.MapToIPv6(), 0));
                await socket.ConnectAsync(IPAddress.Loopback, distributor.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = distributor,
        };

    public async Task ExchangeAsync(int device)
    {
        byte[] key = release.Keys[device];
        byte[] secret = Challenge.Secret(LoadRelease.Host, key);
        byte[] openSecret = Challenge.OpenSecret(LoadRelease.Host, secret, 1);
        OpenRequest request = RequestOf(release, key, release.Fleet[device].ToBytes(), openSecret, out byte[] session);
        OpenAnswer offer = OpenAnswer.Parse(await PostAsync(Step.Open, "/v1/sessions", request.Encode()));

        string path = $"/v1/sessions/{Convert.ToHexStringLower(session)}/";
        byte[] digest = session;
        int perRequest = Limits.MaxSegmentAnswerBytes / release.SegmentSize;
        for (int first = 1; first <= release.SegmentCount; first += perRequest)
        {
            int count = Math.Min(perRequest, release.SegmentCount - first + 1);
            string part = $"{path}segments?first={first}&count={count}";
            byte[] segments = await SendAsync(Step.Segments, () => new HttpRequestMessage(HttpMethod.Get, part));
            for (int i = 0; i < count; i++)
            {
                digest = Segments.Digest(
                    LoadRelease.Host, digest, Bytes.Slice(segments, i * release.SegmentSize, release.SegmentSize));
            }
        }

        byte[] seed = Challenge.Seed(LoadRelease.Host, secret, session, offer.Commitments, digest);
        ChallengeRequest challenge = new()
        {
            OpenSecret = openSecret,
            Digest = digest,
            Indices = Challenge.Indices(LoadRelease.Host, seed, release.SegmentCount, LoadRelease.Samples),
        };
        ChallengeAnswer samples = ChallengeAnswer.Parse(
            await PostAsync(Step.Challenge, path + "challenge", challenge.Encode()),
            challenge.Indices,
            release.SegmentCount);
        byte[] receipt = Ecdsa.Sign(LoadRelease.Host, key, Eip712.ProofOfDistribution(
            LoadRelease.Domain,
            release.Id.ToBytes(),
            LoadRelease.Distributor.ToBytes(),
            Commitments.KeyCommitment(offer.Commitments),
            samples.ValidUntil));
        await PostAsync(Step.Receipt, path + "receipt", new ReceiptRequest { Signature = receipt }.Encode());
    }

    /// <summary>A device's Open.</summary>
    public static OpenRequest RequestOf(
        LoadRelease release, byte[] key, byte[] device, byte[] openSecret, out byte[] session)
    {
        byte[] nonce = Challenge.Nonce(LoadRelease.Host, openSecret);
        session = Eip712.OpenSession(
            LoadRelease.Domain, release.Id.ToBytes(), LoadRelease.Distributor.ToBytes(), device, nonce, 0);
        return new OpenRequest
        {
            ReleaseId = release.Id.ToBytes(),
            Device = device,
            Nonce = nonce,
            BoundUntil = 0,
            Signature = Ecdsa.Sign(LoadRelease.Host, key, session),
        };
    }

    /// <summary>A body of the protocol's.</summary>
    public static ByteArrayContent Cbor(byte[] body)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/cbor");
        return content;
    }

    public void Dispose() => _http.Dispose();

    private Task<byte[]> PostAsync(Step step, string path, byte[] body) =>
        SendAsync(step, () => new HttpRequestMessage(HttpMethod.Post, path) { Content = Cbor(body) });

    /// <summary>Asks until it is answered, as patiently as a device: what was refused for the sake of others is asked
    /// again when the answer says so.</summary>
    private async Task<byte[]> SendAsync(Step step, Func<HttpRequestMessage> make)
    {
        for (int tries = 0; tries < MostTries; tries++)
        {
            long begun = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await _http.SendAsync(make());
            byte[] body = await answer.Content.ReadAsByteArrayAsync();
            if (answer.IsSuccessStatusCode)
            {
                figures.Took(step, Stopwatch.GetElapsedTime(begun));
                return body;
            }

            if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                throw new IOException($"{step}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(body)}");
            figures.Waited();
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
        }

        throw new IOException($"{step}: no answer after {MostTries} tries.");
    }
}
