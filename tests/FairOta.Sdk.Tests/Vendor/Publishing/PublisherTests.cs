using System;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Publishing;

[TestClass]
public sealed class PublisherTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly FakeEscrow _escrow = new(Sample.Account.Address);
    private ReleaseFolder _folder;

    public PublisherTests() => _folder = ReleaseFolder.Create(_temporary.File("r"), Sample.Build());

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [TestMethod]
    public async Task Publish_NewRelease_IsFundedOnChain()
    {
        Publication publication = await PublishAsync();
        Assert.IsFalse(publication.WasThere);
        Assert.AreEqual(_folder.Release.Cost, _escrow.Locked);
        Assert.AreEqual(FundingState.Funded, _folder.Journal.Tranches[0].State);
    }

    [TestMethod]
    public async Task Publish_Twice_PaysOnce()
    {
        await PublishAsync();
        Restart();
        Assert.IsTrue((await PublishAsync()).WasThere);
        Assert.AreEqual(new BigInteger(3000), _escrow.Locked);
    }

    [TestMethod]
    public async Task Publish_AfterACrashOnceItWasSent_FindsWhatWasPaid()
    {
        _escrow.AfterTaken = () => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => PublishAsync());
        _escrow.AfterTaken = () => { };
        Restart();
        Assert.AreEqual(FundingState.Intended, _folder.Journal.Tranches[0].State);
        Assert.IsTrue((await PublishAsync()).WasThere);
        Assert.AreEqual(new BigInteger(3000), _escrow.Locked);
    }

    [TestMethod]
    public async Task Publish_WhileTheFirstTryStillWaits_PaysOnce()
    {
        _escrow.MinesAtOnce = false;
        _escrow.AfterTaken = () => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => PublishAsync());
        Restart();
        _escrow.AfterTaken = _escrow.Mine;
        Assert.IsTrue((await PublishAsync()).WasThere);
        Assert.AreEqual(new BigInteger(3000), _escrow.Locked);
    }

    [TestMethod]
    public async Task Publish_TransactionNotMinedInTime_IsWaitedForByTheNextTry()
    {
        _escrow.MinesAtOnce = false;
        await Assert.ThrowsExactlyAsync<TransactionTimeoutException>(() => PublishAsync());
        Restart();
        Assert.AreEqual(FundingState.Sent, _folder.Journal.Tranches[0].State);
        _escrow.Mine();
        await PublishAsync();
        Assert.AreEqual(new BigInteger(3000), _escrow.Locked);
    }

    [TestMethod]
    public async Task Publish_AnotherTranche_IsFunded()
    {
        await PublishAsync();
        int tranche = _folder.Add(Sample.Fleet(2, first: 50));
        await PublishAsync(tranche);
        await PublishAsync(tranche);
        Assert.AreEqual(new BigInteger(5000), _escrow.Locked);
    }

    [TestMethod]
    public async Task Publish_TrancheOfWhichNobodyKnowsWhetherItWasSent_AsksFirst()
    {
        await PublishAsync();
        int tranche = _folder.Add(Sample.Fleet(2, first: 50));
        _escrow.MinesAtOnce = false;
        _escrow.AfterTaken = () => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => PublishAsync(tranche));
        Restart();
        _escrow.AfterTaken = () => { };
        await Assert.ThrowsExactlyAsync<PublishUncertainException>(() => PublishAsync(tranche));
        _escrow.Mine();
        Assert.IsTrue((await PublishAsync(tranche)).WasThere);
        Assert.AreEqual(new BigInteger(5000), _escrow.Locked);
    }

    [TestMethod]
    public async Task Publish_TrancheThatWasDropped_IsSentAgainWhenTold()
    {
        await PublishAsync();
        int tranche = _folder.Add(Sample.Fleet(2, first: 50));
        _escrow.AfterTaken = () => throw new OperationCanceledException();
        _escrow.MinesAtOnce = false;
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => PublishAsync(tranche));
        _escrow.Drop();
        (_escrow.AfterTaken, _escrow.MinesAtOnce) = (() => { }, true);
        await PublishAsync(tranche, sendAgain: true);
        Assert.AreEqual(new BigInteger(5000), _escrow.Locked);
    }

    /// <summary>A try that was interrupted while it was sent, of an account whose transactions are waited for: what was
    /// sent is in a block by then, or it is gone, or it waits for the number that the repeat takes.</summary>
    [TestMethod]
    [DataRow(true, true)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(false, false)]
    public async Task Publish_TrancheOfWhichNobodyKnows_IsPaidOnceWithoutAsking(bool isCrash, bool isMined)
    {
        await PublishAsync();
        int tranche = _folder.Add(Sample.Fleet(2, first: 50));
        _escrow.MinesAtOnce = false;
        if (isCrash)
        {
            _escrow.AfterTaken = () => throw new OperationCanceledException();
            await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => PublishSettledAsync(tranche, () => { }));
        }
        else
        {
            await Assert.ThrowsExactlyAsync<TransactionTimeoutException>(
                () => PublishSettledAsync(tranche, () => { }));
        }

        Restart();
        (_escrow.AfterTaken, _escrow.MinesAtOnce) = (() => { }, true);
        Action settle = isMined ? _escrow.Mine : _escrow.Drop;
        Assert.AreEqual(isMined, (await PublishSettledAsync(tranche, settle)).WasThere);
        Assert.AreEqual(new BigInteger(5000), _escrow.Locked);
        Assert.AreEqual(FundingState.Funded, _folder.Journal.Tranches[tranche].State);
    }

    /// <summary>Sent while something else was waiting, it may come after what is sent next.</summary>
    [TestMethod]
    public async Task Publish_TrancheThatWasNotSentAlone_AsksAllTheSame()
    {
        await PublishAsync();
        int tranche = _folder.Add(Sample.Fleet(2, first: 50));
        _escrow.MinesAtOnce = false;
        _escrow.AfterTaken = () => throw new OperationCanceledException();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => PublishAsync(tranche));
        Restart();
        await Assert.ThrowsExactlyAsync<PublishUncertainException>(() => PublishSettledAsync(tranche, _escrow.Drop));
    }

    [TestMethod]
    public async Task Publish_TrancheBeforeTheRelease_IsRefused()
    {
        int tranche = _folder.Add(Sample.Fleet(2, first: 50));
        await Assert.ThrowsExactlyAsync<PublishException>(() => PublishAsync(tranche));
        Assert.AreEqual(BigInteger.Zero, _escrow.Locked);
    }

    [TestMethod]
    public async Task Publish_OtherTermsOnChain_IsRefused()
    {
        await _escrow.SendAsync((CreateRelease)_folder.Release.Funding(0) with { Reward = 1 });
        await Assert.ThrowsExactlyAsync<PublishException>(() => PublishAsync());
        Assert.AreEqual(new BigInteger(3), _escrow.Locked);
    }

    [TestMethod]
    public async Task Publish_OtherFleetOnChain_IsRefused()
    {
        await _escrow.SendAsync((CreateRelease)_folder.Release.Funding(0) with { FleetSize = 4 });
        await Assert.ThrowsExactlyAsync<PublishException>(() => PublishAsync());
        Assert.AreEqual(new BigInteger(4000), _escrow.Locked);
    }

    [TestMethod]
    public async Task Publish_ThroughAnotherChainEscrowOrAccount_IsRefused()
    {
        EscrowIdentity own = _escrow.Identity;
        foreach (EscrowIdentity other in new[]
        {
            own with { ChainId = 1 },
            own with { Escrow = Sample.Account.Address },
            own with { Account = Sample.Escrow },
        })
        {
            var escrow = new FakeEscrow(Sample.Account.Address) { Identity = other };
            await Assert.ThrowsExactlyAsync<PublishException>(() => new Publisher(escrow, 0).PublishAsync(_folder));
            Assert.AreEqual(BigInteger.Zero, escrow.Locked);
        }
    }

    [TestMethod]
    public async Task Reclaim_AfterTheDeadline_TakesBackWhatIsLeft()
    {
        await PublishAsync();
        (BigInteger amount, _) = await new Publisher(_escrow, 0).ReclaimAsync(_folder);
        Assert.AreEqual(new BigInteger(3000), amount);
        await Assert.ThrowsExactlyAsync<PublishException>(() => new Publisher(_escrow, 0).ReclaimAsync(_folder));
    }

    [TestMethod]
    public async Task Reclaim_TooEarly_IsRefused()
    {
        await PublishAsync();
        _escrow.ReclaimTooEarly = true;
        await Assert.ThrowsExactlyAsync<PublishException>(() => new Publisher(_escrow, 0).ReclaimAsync(_folder));
        Assert.AreEqual(new BigInteger(3000), _escrow.Locked);
    }

    private Task<Publication> PublishAsync(int tranche = 0, bool sendAgain = false) =>
        new Publisher(_escrow, 0).PublishAsync(_folder, tranche, sendAgain);

    private Task<Publication> PublishSettledAsync(int tranche, Action settle) =>
        new Publisher(_escrow, 0, settle: _ =>
        {
            settle();
            return Task.CompletedTask;
        }).PublishAsync(_folder, tranche);

    /// <summary>What a process that starts again knows: the folder.</summary>
    private void Restart()
    {
        _folder.Dispose();
        _folder = ReleaseFolder.Load(_temporary.File("r"));
    }
}
