using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

[TestClass]
public sealed class ServingGateTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.2");
    private static readonly Answer Done = Answer.Empty(202);

    private readonly SteppedTime _time = new();

    [TestMethod]
    public void Enter_BeyondTheBurst_429UntilTimeGoesBy()
    {
        using ServingGate gate = Gate(new() { RequestBurstPerCaller = 3, RequestsPerSecondPerCaller = 2 });
        for (int i = 0; i < 3; i++) Enter(gate, One);
        Refused(429, gate, One);
        Enter(gate, Other);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Enter(gate, One);
        Refused(429, gate, One);
    }

    [TestMethod]
    public void Enter_TooManyAtOnce_429UntilOneIsDone()
    {
        using ServingGate gate = Gate(new() { RequestsAtOncePerCaller = 2 });
        Assert.IsNull(gate.Enter(One, out ServingGate.Pass? first));
        Assert.IsNull(gate.Enter(One, out _));
        Refused(429, gate, One);
        first!.Dispose();
        Assert.IsNull(gate.Enter(One, out _));
        Refused(429, gate, One);
        Enter(gate, Other);
    }

    [TestMethod]
    public async Task SendAsync_FasterThanTheRate_WaitsAndThenRefusesFurtherRequests()
    {
        ServingLimits limits = new() { BytesPerSecondPerCaller = 1024, LongestDelay = TimeSpan.FromSeconds(1) };
        using ServingGate gate = Gate(limits);
        gate.Enter(One, out ServingGate.Pass? pass);
        await pass!.SendAsync(1024, CancellationToken.None);
        Task late = pass.SendAsync(1024, CancellationToken.None).AsTask();
        Assert.IsFalse(late.IsCompleted);
        Enter(gate, One);
        Task later = pass.SendAsync(1024, CancellationToken.None).AsTask();
        Refused(429, gate, One);
        Enter(gate, Other);
        _time.Advance(TimeSpan.FromSeconds(1));
        await late;
        Assert.IsFalse(later.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await later;
        Enter(gate, One);
    }

    [TestMethod]
    public async Task SendAsync_MoreThanAllMaySend_503ForEverybody()
    {
        ServingLimits limits = new() { BytesPerSecond = 1024, LongestDelay = TimeSpan.FromSeconds(1) };
        using ServingGate gate = Gate(limits);
        gate.Enter(One, out ServingGate.Pass? pass);
        await pass!.SendAsync(1024, CancellationToken.None);
        using CancellationTokenSource gone = new();
        Task late = pass.SendAsync(2048, gone.Token).AsTask();
        Refused(503, gate, Other);
        await gone.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => late);
    }

    [TestMethod]
    public async Task SendAsync_MoreOfAReleaseThanMayBeSent_503ForItAndNotForOthers()
    {
        ServingLimits limits = new() { BytesPerSecondPerRelease = 1024, LongestDelay = TimeSpan.FromSeconds(1) };
        using ServingGate gate = Gate(limits);
        gate.Enter(One, out ServingGate.Pass? pass, "one");
        await pass!.SendAsync(1024, CancellationToken.None);
        Task late = pass.SendAsync(2048, CancellationToken.None).AsTask();
        Assert.IsFalse(late.IsCompleted);
        Assert.AreEqual(503, gate.Enter(Other, out _, "one")!.Status);
        Assert.IsNull(gate.Enter(Other, out _, "two"));
        Assert.IsNull(gate.Enter(One, out _));
        _time.Advance(TimeSpan.FromSeconds(2));
        await late;
        Assert.IsNull(gate.Enter(Other, out _, "one"));
    }

    [TestMethod]
    public async Task WorkAsync_QueueIsFull_503AtOnceAndTheOthersGetTheirTurn()
    {
        using ServingGate gate = Gate(new() { WorkAtOnce = 1, WorkQueued = 1 });
        using SemaphoreSlim begun = new(0), go = new(0);
        Task<Answer> first = Task.Run(() => gate.WorkAsync(
            () =>
            {
                begun.Release();
                go.Wait();
                return Done;
            },
            CancellationToken.None).AsTask());
        await begun.WaitAsync();
        Task<Answer> second = gate.WorkAsync(() => Done, CancellationToken.None).AsTask();
        Answer third = await gate.WorkAsync(() => Done, CancellationToken.None);
        Assert.AreEqual(503, third.Status);
        Assert.IsNotNull(third.RetryAfterSeconds);
        Assert.IsFalse(second.IsCompleted);
        go.Release();
        Assert.AreEqual(202, (await first).Status);
        Assert.AreEqual(202, (await second).Status);
    }

    [TestMethod]
    public async Task WorkAsync_CallerGone_PlaceInTheQueueIsFree()
    {
        using ServingGate gate = Gate(new() { WorkAtOnce = 1, WorkQueued = 1 });
        using SemaphoreSlim begun = new(0), go = new(0);
        Task<Answer> first = Task.Run(() => gate.WorkAsync(
            () =>
            {
                begun.Release();
                go.Wait();
                return Done;
            },
            CancellationToken.None).AsTask());
        await begun.WaitAsync();
        using CancellationTokenSource gone = new();
        Task<Answer> second = gate.WorkAsync(() => Done, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        Task<Answer> third = gate.WorkAsync(() => Done, CancellationToken.None).AsTask();
        go.Release();
        Assert.AreEqual(202, (await third).Status);
        Assert.AreEqual(202, (await first).Status);
    }

    [TestMethod]
    [DataRow("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [DataRow("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [DataRow("::ffff:192.0.2.1", "192.0.2.1", true)]
    [DataRow("192.0.2.1", "192.0.2.2", false)]
    [DataRow("c000:201::", "192.0.2.1", false)]
    public void Enter_Addresses_CountByTheirNetwork(string one, string other, bool isShared)
    {
        using ServingGate gate = Gate(new() { RequestBurstPerCaller = 1 });
        Enter(gate, IPAddress.Parse(one));
        if (isShared) Refused(429, gate, IPAddress.Parse(other));
        else Enter(gate, IPAddress.Parse(other));
    }

    [TestMethod]
    [DoNotParallelize] // what other tests hold would count
    public void Enter_FromAMillionAddresses_KeepsNothingOfThem()
    {
        using ServingGate gate = Gate(new());
        byte[] address = new byte[16];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            BitConverter.TryWriteBytes(address, i);
            Enter(gate, new IPAddress(address));
        }

        GC.Collect();
        long held = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 100_000; i < 1_000_000; i++)
        {
            BitConverter.TryWriteBytes(address, i);
            if (gate.Enter(new IPAddress(address), out ServingGate.Pass? pass) is null) pass!.Dispose();
        }

        Assert.IsGreaterThan(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.IsLessThan(8L << 20, GC.GetTotalMemory(forceFullCollection: true) - held);
    }

    private ServingGate Gate(ServingLimits limits) => new(limits, _time, new FixedRandomness());

    private static void Enter(ServingGate gate, IPAddress caller)
    {
        Answer? refusal = gate.Enter(caller, out ServingGate.Pass? pass);
        Assert.IsNull(refusal);
        pass!.Dispose();
    }

    private static void Refused(int status, ServingGate gate, IPAddress caller)
    {
        Answer? refusal = gate.Enter(caller, out ServingGate.Pass? pass);
        Assert.AreEqual(status, refusal?.Status);
        Assert.IsGreaterThanOrEqualTo(1, refusal!.RetryAfterSeconds!.Value);
        Assert.IsNull(pass);
    }

    private sealed class FixedRandomness : IRandomness
    {
        public void Fill(Span<byte> buffer) => buffer.Clear();
    }
}
