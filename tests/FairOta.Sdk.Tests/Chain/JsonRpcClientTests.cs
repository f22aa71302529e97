using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class JsonRpcClientTests
{
    private static readonly Uri Url = new("http://node.example/access-key");

    [TestMethod]
    public async Task Call_Result_IsReturnedAndTheRequestIsJsonRpc()
    {
        string? sent = null;
        JsonRpcClient client = Client(body =>
        {
            sent = body;
            return Json("""{"jsonrpc":"2.0","id":1,"result":"0x7"}""");
        });
        JsonElement result = await client.CallAsync("eth_x", ["a", true, null]);
        Assert.AreEqual("0x7", result.GetString());
        Assert.AreEqual("""{"jsonrpc":"2.0","id":1,"method":"eth_x","params":["a",true,null]}""", sent);
    }

    [TestMethod]
    [DataRow("\"0x08c379a0ff\"", "08c379a0ff")]
    [DataRow("{\"data\":\"0x08c379a0\"}", "08c379a0")]
    [DataRow("\"Reverted\"", "")]
    [DataRow("\"0x1\"", "")]
    [DataRow("\"\"", "")]
    [DataRow("7", "")]
    [DataRow("null", "")]
    public async Task Call_ErrorObject_CarriesCodeMessageAndRevertData(string data, string expected)
    {
        JsonRpcClient client = Client(_ => Json(
            $$$"""{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"execution reverted","data":{{{data}}}}}"""));
        var error = await Assert.ThrowsExactlyAsync<JsonRpcException>(() => client.CallAsync("eth_call", []));
        Assert.AreEqual(3, error.Code);
        Assert.AreEqual("execution reverted", error.RemoteMessage);
        Assert.AreEqual(expected, Convert.ToHexStringLower(error.RevertData));
    }

    [TestMethod]
    public async Task Call_ErrorUnderAnHttpErrorStatus_IsStillTheNodesError()
    {
        JsonRpcClient client = Client(_ => Json(
            """{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"limit"}}""", HttpStatusCode.TooManyRequests));
        var error = await Assert.ThrowsExactlyAsync<JsonRpcException>(() => client.CallAsync("eth_getLogs", []));
        Assert.AreEqual(-32005, error.Code);
    }

    [TestMethod]
    public async Task Call_LongErrorMessage_IsShortened()
    {
        JsonRpcClient client = Client(_ => Json(
            $$$"""{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"{{{new string('x', 5000)}}}"}}"""));
        var error = await Assert.ThrowsExactlyAsync<JsonRpcException>(() => client.CallAsync("eth_x", []));
        Assert.AreEqual(256, error.RemoteMessage.Length);
    }

    [TestMethod]
    [DataRow("not json")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{"jsonrpc":"2.0","id":2,"result":1}""")]
    [DataRow("""{"jsonrpc":"2.0","id":"1","result":1}""")]
    [DataRow("""{"jsonrpc":"2.0","id":1}""")]
    public async Task Call_NoJsonRpcAnswer_IsANodeError(string answer)
    {
        JsonRpcClient client = Client(_ => Json(answer));
        await Assert.ThrowsExactlyAsync<NodeException>(() => client.CallAsync("eth_x", []));
    }

    [TestMethod]
    public async Task Call_HttpErrorPage_IsANodeErrorThatHidesTheUrl()
    {
        JsonRpcClient client = Client(_ => new HttpResponseMessage(HttpStatusCode.BadGateway)
        {
            Content = new StringContent("<html>", Encoding.UTF8, "text/html"),
        });
        var error = await Assert.ThrowsExactlyAsync<NodeException>(() => client.CallAsync("eth_x", []));
        Assert.Contains("502", error.Message);
        Assert.DoesNotContain("access-key", error.ToString());
    }

    [TestMethod]
    public async Task Call_Unreachable_IsANodeError()
    {
        JsonRpcClient client = Client(_ => throw new HttpRequestException("refused"));
        await Assert.ThrowsExactlyAsync<NodeException>(() => client.CallAsync("eth_x", []));
    }

    [TestMethod]
    public async Task Call_AnswerAtTheLimit_IsTakenAndOneByteMoreIsNot()
    {
        string answer = """{"jsonrpc":"2.0","id":1,"result":"0x7"}""";
        var atLimit = new JsonRpcOptions { ResponseLimitBytes = answer.Length };
        await Client(_ => Json(answer), atLimit).CallAsync("eth_x", []);
        var below = new JsonRpcOptions { ResponseLimitBytes = answer.Length - 1 };
        await Assert.ThrowsExactlyAsync<ResponseTooLargeException>(
            () => Client(_ => Json(answer), below).CallAsync("eth_x", []));
    }

    [TestMethod]
    public async Task Call_NoAnswerInTime_IsANodeError()
    {
        var time = new JumpingTime();
        using var http = new HttpClient(new SilentHandler());
        var client = new JsonRpcClient(http, Url, time: time);
        await Assert.ThrowsExactlyAsync<NodeException>(() => client.CallAsync("eth_x", []));
        Assert.AreEqual(TimeSpan.FromSeconds(30), time.Elapsed);
    }

    [TestMethod]
    public async Task Call_CancelledByTheCaller_IsCancelled()
    {
        using var http = new HttpClient(new SilentHandler());
        using var cancelled = new CancellationTokenSource();
        Task call = new JsonRpcClient(http, Url).CallAsync("eth_x", [], cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
    }

    private static JsonRpcClient Client(Func<string, HttpResponseMessage> answer, JsonRpcOptions? options = null) =>
        new(new HttpClient(new Handler(answer)), Url, options);

    private static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private sealed class Handler(Func<string, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(await request.Content!.ReadAsStringAsync(cancellationToken));
    }

    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("An infinite wait ended.");
        }
    }
}
