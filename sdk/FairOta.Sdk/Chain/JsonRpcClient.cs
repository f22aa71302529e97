using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>One JSON-RPC 2.0 endpoint.</summary>
public interface IJsonRpc
{
    /// <summary>Calls a method and returns its result.</summary>
    /// <exception cref="JsonRpcException">The node answered with an error object.</exception>
    /// <exception cref="NodeException">There is no valid answer.</exception>
    Task<JsonElement> CallAsync(string method, JsonNode?[] parameters, CancellationToken cancellation = default);
}

/// <summary>Limits of a <see cref="JsonRpcClient"/>.</summary>
public sealed record JsonRpcOptions
{
    /// <summary>Longest answer taken, in bytes; 32 MiB.</summary>
    public int ResponseLimitBytes { get; init; } = 32 << 20;

    /// <summary>Time for one call, from the request's first to the answer's last byte; 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>JSON-RPC 2.0 over HTTP. Safe for concurrent use; never repeats a call by itself.</summary>
/// <param name="http">The client to send with; its own time-out also counts.</param>
/// <param name="url">The node. May hold an access key, so it is never in a message.</param>
/// <param name="options">Limits; null for the defaults.</param>
/// <param name="time">The clock of the time-out; null for the system's.</param>
public sealed class JsonRpcClient(
    HttpClient http, Uri url, JsonRpcOptions? options = null, TimeProvider? time = null) : IJsonRpc
{
    private const int MessageLimit = 256;
    private readonly JsonRpcOptions _options = options ?? new JsonRpcOptions();
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _id;

    /// <inheritdoc/>
    public async Task<JsonElement> CallAsync(
        string method, JsonNode?[] parameters, CancellationToken cancellation = default)
    {
        long id = Interlocked.Increment(ref _id);
        var request = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["method"] = method,
            ["params"] = new JsonArray(parameters),
        };
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request);

        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            return await ExchangeAsync(method, id, body, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new NodeException($"{method} was not answered in time.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new NodeException($"{method} did not reach the node.", e);
        }
        catch (JsonException e)
        {
            throw new NodeException($"{method} was answered with what is no JSON.", e);
        }
    }

    private async Task<JsonElement> ExchangeAsync(string method, long id, byte[] body, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await http
            .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        byte[] answer = await ReadAsync(response.Content, cancellation).ConfigureAwait(false);

        // Nodes send error objects under any status, so the body is judged first where it can be one.
        if (!response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType != "application/json")
            throw new NodeException($"{method} was answered with HTTP status {(int)response.StatusCode}.");
        using JsonDocument document = JsonDocument.Parse(answer);
        return Result(method, id, document.RootElement);
    }

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        using Stream stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var buffer = new MemoryStream();
        byte[] piece = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(piece, cancellation).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + count > _options.ResponseLimitBytes)
                throw new ResponseTooLargeException(_options.ResponseLimitBytes);
            buffer.Write(piece, 0, count);
        }
        return buffer.ToArray();
    }

    private static JsonElement Result(string method, long id, JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object) throw Quantity.Malformed("answer");
        if (answer.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object)
            throw Error(method, error);
        if (!answer.TryGetProperty("id", out JsonElement answered)
            || answered.ValueKind != JsonValueKind.Number || !answered.TryGetInt64(out long value) || value != id
            || !answer.TryGetProperty("result", out JsonElement result))
            throw Quantity.Malformed("answer");
        return result.Clone();
    }

    private static JsonRpcException Error(string method, JsonElement error)
    {
        int code = error.TryGetProperty("code", out JsonElement c) && c.ValueKind == JsonValueKind.Number
            && c.TryGetInt32(out int number) ? number : 0;
        string text = error.TryGetProperty("message", out JsonElement m) && m.ValueKind == JsonValueKind.String
            ? m.GetString()! : "no message";
        byte[] data = error.TryGetProperty("data", out JsonElement d) ? RevertData(d) : [];
        return new JsonRpcException(method, code, text.Length > MessageLimit ? text[..MessageLimit] : text, data);
    }

    /// <summary>Nodes give the bytes of a revert as a string, or nested as data.data.</summary>
    private static byte[] RevertData(JsonElement data)
    {
        if (data.ValueKind == JsonValueKind.Object && data.TryGetProperty("data", out JsonElement inner)) data = inner;
        if (data.ValueKind != JsonValueKind.String) return [];
        string text = data.GetString()!;
        byte[] bytes = new byte[Math.Max(0, (text.Length - 2) / 2)];
        return text.StartsWith("0x", StringComparison.Ordinal) && Hex.TryRead(text, bytes) ? bytes : [];
    }
}
