using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Tests.Vendor.Publishing;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Ledger;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Rollout;

[TestClass]
public sealed class RolloutRunnerTests : IDisposable
{
    private const string DistributorUrl = "https://distributor.example";
    private readonly TemporaryFolder _temporary = new();
    private readonly Clock _clock = new();
    private readonly MemoryLedger _ledger;
    private readonly Reports _reports = new();

    public RolloutRunnerTests()
    {
        _ledger = new MemoryLedger(31337, Sample.Escrow, () => _clock.Now);
        _ledger.Credit(Sample.Account.Address, BigInteger.Pow(10, 18));
        using ReleaseFolder release = ReleaseFolder.Create(_temporary.File("release"), Sample.Build());
        RolloutFolder.Bind(release, new RolloutPlan(
            [
                new RolloutWave("canary", Sample.Fleet(3), new WaveRules { StopAtFailures = 1, SoakSeconds = 60 }),
                new RolloutWave("half", Sample.Fleet(10, 4), new WaveRules { StopAtFailures = 2 }),
                new RolloutWave("rest", Sample.Fleet(10, 14), new WaveRules { StopAtFailures = 2 }),
            ],
            isByHand: false));
    }

    public void Dispose() => _temporary.Dispose();

    [TestMethod]
    public async Task Step_WhereAllSucceed_FundsWaveByWaveUntilDone()
    {
        RolloutStatus status = await StepAsync();
        Assert.AreEqual(0, status.Funded!.Tranche);
        CollectionAssert.AreEqual(new[] { 3 }, FundedSizes());

        Succeed(1, 3);
        status = await StepAsync();
        Assert.AreEqual(_clock.Now + 60, ((RolloutDecision.Wait)status.Decision).Until);
        _clock.Now += 60;
        Assert.AreEqual(1, (await StepAsync()).Funded!.Tranche);

        Succeed(4, 10);
        Assert.AreEqual(2, (await StepAsync()).Funded!.Tranche);
        Assert.IsInstanceOfType<RolloutDecision.Wait>((await StepAsync()).Decision);
        Succeed(14, 10);
        Assert.IsInstanceOfType<RolloutDecision.Done>((await StepAsync()).Decision);
        CollectionAssert.AreEqual(new[] { 3, 10, 10 }, FundedSizes());
        Assert.AreEqual(new BigInteger(23_000), _ledger.BalanceOf(Sample.Escrow));
    }

    [TestMethod]
    public async Task Step_AfterACanaryFailed_FundsNothingEvenAfterARestartAndLaterSuccess()
    {
        await StepAsync();
        _reports.Outcomes[Sample.Fleet(1)[0]] = 2;
        Assert.IsInstanceOfType<RolloutDecision.Stop>((await StepAsync()).Decision);
        _reports.Outcomes.Clear();
        Succeed(1, 3);
        _clock.Now += 100;
        RolloutStatus status = await StepAsync();
        Assert.AreEqual("1 of 1 devices that reported failed in wave canary of 3.", status.Decision.Sentence);
        Assert.IsNull(status.Funded);
        Assert.AreEqual(1, status.Seen.Waves[0].Failed, "What a device said once stays said.");
        CollectionAssert.AreEqual(new[] { 3 }, FundedSizes());
    }

    [TestMethod]
    public async Task Step_SuccessOfDevicesInLaterWaves_MovesNothing()
    {
        await StepAsync();
        Succeed(4, 20);
        _clock.Now += 100;
        Assert.IsInstanceOfType<RolloutDecision.Wait>((await StepAsync()).Decision);
        CollectionAssert.AreEqual(new[] { 3 }, FundedSizes());
    }

    [TestMethod]
    public async Task Step_ClaimDeadlineNear_FundsNoFurtherWave()
    {
        await StepAsync();
        Succeed(1, 3);
        await StepAsync();
        _clock.Now = Sample.Plan.ClaimDeadline - RolloutRunner.LeastDeliverySeconds + 1;
        Assert.IsInstanceOfType<RolloutDecision.Stop>((await StepAsync()).Decision);
        CollectionAssert.AreEqual(new[] { 3 }, FundedSizes());
    }

    [TestMethod]
    public async Task Step_TrancheAddedByHandMeanwhile_FindsItsOwnWaves()
    {
        await StepAsync();
        using (ReleaseFolder release = ReleaseFolder.Load(_temporary.File("release")))
        {
            Publisher publisher = new(_ledger.As(Sample.Account.Address), 0);
            await publisher.PublishAsync(release, release.Add(Sample.Fleet(2, 100)));
        }

        Succeed(1, 3);
        await StepAsync();
        _clock.Now += 60;
        Assert.AreEqual(2, (await StepAsync()).Funded!.Tranche);
        CollectionAssert.AreEqual(new[] { 3, 2, 10 }, FundedSizes());
    }

    [TestMethod]
    public async Task Look_WhereAWaveIsDue_SendsNothing()
    {
        using ReleaseFolder release = ReleaseFolder.Load(_temporary.File("release"));
        RolloutStatus status = await Runner(_ledger.As(Sample.Account.Address))
            .LookAsync(release, RolloutFolder.Load(release)!);
        Assert.IsInstanceOfType<RolloutDecision.Fund>(status.Decision);
        Assert.AreEqual(BigInteger.Zero, _ledger.BalanceOf(Sample.Escrow));
    }

    [TestMethod]
    public async Task Step_Asks_TheDistributorsThatAnnouncedThemselvesAndTheOrigins()
    {
        await _ledger.As(Sample.Fleet(1)[0]).SendAsync(new Announce(DistributorUrl));
        await StepAsync();
        CollectionAssert.AreEqual(new[] { "https://origin.example", DistributorUrl }, _reports.Asked);
    }

    [TestMethod]
    public async Task Step_NextProcess_AsksOnlyForWhatIsNew()
    {
        (_reports.ReadTo, _reports.Outcomes[Sample.Fleet(1)[0]]) = (7, 1);
        RolloutStatus status = await StepAsync();
        Assert.IsEmpty(_reports.From);
        Assert.IsNull(status.Note);
        _reports.Outcomes.Clear();
        status = await StepAsync();
        Assert.AreEqual(7, _reports.From["https://origin.example"]);
        Assert.AreEqual(1, status.Seen.Waves[0].Installed);
    }

    [TestMethod]
    public async Task Step_WhatWasReadCannotBeKept_IsReadAgain()
    {
        string book = _temporary.File("release/rollout/outcomes.bin");
        Directory.CreateDirectory(book); // nobody can write to that
        (_reports.ReadTo, _reports.Outcomes[Sample.Fleet(1)[0]]) = (7, 1);
        await Assert.ThrowsExactlyAsync<UnauthorizedAccessException>(() => StepAsync());
        Directory.Delete(book);
        await StepAsync();
        Assert.IsEmpty(_reports.From);
    }

    [TestMethod]
    public async Task Step_CursorsDamagedOrWhatWasReadLost_ReadsAllAgainAndSaysSo()
    {
        (_reports.ReadTo, _reports.Outcomes[Sample.Fleet(1)[0]]) = (7, 1);
        foreach (Action harm in new Action[]
        {
            () => File.WriteAllText(_temporary.File("release/rollout/cursors.json"), "{"),
            () => File.Delete(_temporary.File("release/rollout/outcomes.bin")),
        })
        {
            await StepAsync();
            harm();
            StringAssert.Contains((await StepAsync()).Note, "from the beginning");
            Assert.IsEmpty(_reports.From);
            Assert.IsNull((await StepAsync()).Note);
            Assert.IsNotEmpty(_reports.From);
        }
    }

    /// <summary>The process ends at any of its calls to the chain, before or after what they do; the next one goes
    /// on.</summary>
    [TestMethod]
    public async Task Step_CrashedAnywhere_FundsEveryWaveOnce()
    {
        int point = 0;
        for (bool happened = true; happened; point++)
        {
            using var test = new RolloutRunnerTests();
            happened = await test.RunWithCrashAsync(point);
            CollectionAssert.AreEqual(new[] { 3, 10, 10 }, test.FundedSizes(), $"crash at {point}");
            Assert.AreEqual(new BigInteger(23_000), test._ledger.BalanceOf(Sample.Escrow), $"crash at {point}");
        }

        Assert.IsGreaterThan(20, point);
    }

    private async Task<bool> RunWithCrashAsync(int point)
    {
        Succeed(1, 23);
        var crash = new Crash(point);
        IEscrow escrow = crash.Of(_ledger.As(Sample.Account.Address));
        bool sendAgain = false;
        for (int i = 0; i < 20; i++)
        {
            try
            {
                if ((await StepAsync(escrow, sendAgain)).Decision is RolloutDecision.Done) break;
            }
            catch (OperationCanceledException)
            {
                // The process ended here; the next step is another's.
            }
            catch (PublishUncertainException)
            {
                sendAgain = true; // Somebody looked: a ledger keeps nothing waiting.
            }

            _clock.Now += 60;
        }

        return crash.Happened;
    }

    private Task<RolloutStatus> StepAsync() => StepAsync(_ledger.As(Sample.Account.Address));

    /// <summary>One step of a process of its own.</summary>
    private async Task<RolloutStatus> StepAsync(IEscrow escrow, bool sendAgain = false)
    {
        using ReleaseFolder release = ReleaseFolder.Load(_temporary.File("release"));
        return await Runner(escrow).StepAsync(release, RolloutFolder.Load(release)!, sendAgain);
    }

    private RolloutRunner Runner(IEscrow escrow) => new(escrow, 0, new Publisher(escrow, 0), _reports, _clock);

    private void Succeed(int first, int count)
    {
        foreach (Address device in Sample.Fleet(count, first).Devices) _reports.Outcomes[device] = 1;
    }

    private int[] FundedSizes()
    {
        IEscrow escrow = _ledger.As(null);
        long head = escrow.GetBlockAsync(BlockTag.Latest).Result!.Number;
        return [.. escrow.GetEventsAsync(0, head).Result.OfType<TrancheAdded>().Select(added => (int)added.FleetSize)];
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; } = Sample.Now;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);
    }

    private sealed class Reports : IReportCollector
    {
        public Dictionary<Address, int> Outcomes { get; } = [];

        public string[] Asked { get; private set; } = [];

        /// <summary>Where it was told to go on.</summary>
        public Dictionary<string, long> From { get; private set; } = [];

        /// <summary>Up to where it reads every source.</summary>
        public long ReadTo { get; set; }

        public Task<CollectedReports> CollectAsync(
            ReleaseId release, IReadOnlySet<Address> devices, IReadOnlyList<string> sources,
            IReadOnlyDictionary<string, long>? cursors = null, CancellationToken cancellation = default)
        {
            Asked = [.. sources];
            From = cursors?.ToDictionary() ?? [];
            return Task.FromResult(new CollectedReports(
                Outcomes, [.. sources.Select(s => new ReadSource(s, 0, null))])
            {
                Cursors = sources.ToDictionary(s => s, _ => ReadTo),
            });
        }
    }
}
