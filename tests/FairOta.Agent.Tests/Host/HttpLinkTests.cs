using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using FairOta.Platforms.Host;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Host;

/// <summary>The link against a socket that answers what it is told.</summary>
[TestClass]
public sealed class HttpLinkTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpLink _link = new(TimeSpan.FromSeconds(30), TimeProvider.System);

    public HttpLinkTests()
    {
        _listener.Start();
    }

    private string Url => "http://" + _listener.LocalEndpoint;

    public void Dispose()
    {
        _link.Dispose();
        _listener.Dispose();
    }

    [TestMethod]
    public async Task Get_Answer_HasStatusHeadersAndBody()
    {
        Task<string> served = Serve(
            "HTTP/1.1 200 OK\r\nDate: Tue, 15 Nov 1994 08:12:31 GMT\r\nRetry-After: 7\r\n"
            + "Content-Length: 5\r\n\r\nhello");
        LinkRequest request = new(Url + "/x") { RangeFirst = 3, RangeLast = 9 };
        _link.Start(request);

        LinkResponse response = await Response();
        Assert.AreEqual(200, response.Status);
        Assert.AreEqual(784887151, response.DateUnixSeconds);
        Assert.AreEqual(7, response.RetryAfterSeconds);
        Assert.AreEqual(5, response.ContentLength);
        Assert.AreEqual("hello", await Body(LinkRead.End));
        StringAssert.Contains(await served, "Range: bytes=3-9");
    }

    [TestMethod]
    public async Task Post_Body_ArrivesWithItsType()
    {
        Task<string> served = Serve("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
        _link.Start(new LinkRequest(Url + "/x", Encoding.ASCII.GetBytes("body"), "application/cbor"));
        Assert.AreEqual(202, (await Response()).Status);
        string request = await served;
        StringAssert.StartsWith(request, "POST /x ");
        StringAssert.Contains(request, "Content-Type: application/cbor");
    }

    [TestMethod]
    public async Task Get_Redirect_IsNotFollowed()
    {
        Task<string> served = Serve("HTTP/1.1 302 Found\r\nLocation: " + Url + "/y\r\nContent-Length: 0\r\n\r\n");
        _link.Start(new LinkRequest(Url + "/x"));
        Assert.AreEqual(302, (await Response()).Status);
        await served;
    }

    [TestMethod]
    public async Task Get_ConnectionBreaksInTheBody_IsBroken()
    {
        Task<string> served = Serve("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
        _link.Start(new LinkRequest(Url + "/x"));
        Assert.AreEqual(200, (await Response()).Status);
        await served;
        Assert.AreEqual("hello", await Body(LinkRead.Broken));
    }

    [TestMethod]
    public async Task Get_NobodyListens_IsStatusZero()
    {
        string url = Url;
        _listener.Stop();
        _link.Start(new LinkRequest(url));
        Assert.AreEqual(0, (await Response()).Status);
    }

    [TestMethod]
    public async Task Get_StrangersUrlOnLoopback_IsNotConnectedTo()
    {
        _link.Start(new LinkRequest(Url) { PublicOnly = true });
        Assert.AreEqual(0, (await Response()).Status);
        Assert.IsFalse(_listener.Pending());
    }

    private async Task<string> Serve(string answer)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        byte[] buffer = new byte[4096];
        int read = await stream.ReadAsync(buffer);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.ASCII.GetString(buffer, 0, read);
    }

    private async Task<LinkResponse> Response()
    {
        while (_link.Poll() == null)
            await _link.Moved.ContinueWith(static _ => { }, TaskScheduler.Default);
        return _link.Poll()!;
    }

    private async Task<string> Body(int end)
    {
        byte[] buffer = new byte[3];
        StringBuilder body = new();
        while (true)
        {
            int read = _link.Read(buffer, 0, buffer.Length);
            if (read == LinkRead.Pending)
            {
                await _link.Moved.ContinueWith(static _ => { }, TaskScheduler.Default);
                continue;
            }

            if (read < 0)
            {
                Assert.AreEqual(end, read);
                return body.ToString();
            }

            body.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
    }
}
