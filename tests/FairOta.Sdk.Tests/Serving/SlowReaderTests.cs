using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.AspNetCore.Builder;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

/// <summary>A caller that asks for much and reads nothing of it holds a connection and memory.</summary>
[TestClass]
public sealed class SlowReaderTests
{
    private const int AnswerBytes = 64 << 20; // more than all buffers of a connection hold

    [TestMethod]
    public async Task Serve_CallerReadsNothing_IsCutOffWithinItsLimit()
    {
        ServingLimits limits = new() { LeastBytesPerSecond = 1_000_000, LeastRateAfter = TimeSpan.FromSeconds(2) };
        Assert.IsEmpty(limits.Errors());
        using ServingGate gate = new(limits, TimeProvider.System, new SystemRandomness());
        TaskCompletionSource<long> cutOff = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using LocalHost host = await LocalHost.StartAsync(
            _ => { },
            app =>
            {
                app.Use((context, next) =>
                {
                    context.RequestAborted.Register(() => cutOff.TrySetResult(0));
                    return next(context);
                });
                HttpAdapter.Map(
                    app, gate, TimeProvider.System,
                    (_, _, _) => ValueTask.FromResult(Answer.Of(200, Answer.Octets, new byte[AnswerBytes])));
            });
        using Socket caller = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await caller.ConnectAsync(IPAddress.Loopback, new Uri(host.Url).Port);
        await caller.SendAsync(Encoding.ASCII.GetBytes("GET /v1/distributors HTTP/1.1\r\nHost: d\r\n\r\n"));
        // No measure of time: where nobody cuts it off, the test would wait for ever.
        await cutOff.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.IsLessThan(AnswerBytes, await ReadToEndAsync(caller));
    }

    /// <summary>How many bytes are left to be read of a connection that ended.</summary>
    private static async Task<long> ReadToEndAsync(Socket socket)
    {
        byte[] piece = new byte[1 << 16];
        long sum = 0;
        try
        {
            for (int count; (count = await socket.ReceiveAsync(piece)) > 0;) sum += count;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return sum; // cut off without a farewell
        }

        return sum;
    }
}
