using System;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class EscrowFollowerTests
{
    private readonly FakeEscrow _escrow = new();

    [TestMethod]
    public async Task Refresh_NewBlocks_AreReadOnceFromTheDeploymentBlockOn()
    {
        Mine(3);
        var follower = new EscrowFollower(_escrow, 1);
        _escrow.Mine(0, Announced(1));
        await follower.RefreshAsync();
        _escrow.Mine(0, Announced(2));
        await follower.RefreshAsync();
        await follower.RefreshAsync();
        CollectionAssert.AreEqual(new (long, long)[] { (1, 3), (4, 4) }, _escrow.Ranges);
        Assert.AreEqual(4, follower.State.Head!.Number);
        Assert.HasCount(2, follower.State.View.Distributors);
    }

    [TestMethod]
    public async Task Refresh_BlocksReplaced_ForgetsTheirEventsOnly()
    {
        var follower = new EscrowFollower(_escrow, 0);
        _escrow.Mine(0, Announced(1));
        await follower.RefreshAsync();
        _escrow.Mine(0, Announced(2));
        await follower.RefreshAsync();
        _escrow.Mine(0, Announced(3));
        await follower.RefreshAsync();

        _escrow.DropFrom(1);
        _escrow.Mine(1, Announced(4));
        _escrow.Mine(1);
        await follower.RefreshAsync();
        CollectionAssert.AreEquivalent(
            new[] { Distributor(1), Distributor(4) }, follower.State.View.Distributors.Keys.ToArray());
        Assert.AreEqual((1L, 2L), _escrow.Ranges[^1]);
    }

    [TestMethod]
    public async Task Refresh_ChainGotShorter_RollsBack()
    {
        var follower = new EscrowFollower(_escrow, 0);
        _escrow.Mine(0);
        await follower.RefreshAsync();
        _escrow.Mine(0, Announced(1));
        await follower.RefreshAsync();
        _escrow.DropFrom(1);
        await follower.RefreshAsync();
        Assert.AreEqual(0, follower.State.Head!.Number);
        Assert.IsEmpty(follower.State.View.Distributors);
    }

    [TestMethod]
    public async Task Refresh_ReplacedDeeperThanWhatIsKept_StartsAgain()
    {
        var follower = new EscrowFollower(_escrow, 0);
        for (int i = 0; i < ChainState.Limit + 10; i++)
        {
            _escrow.Mine(0, Announced(1));
            await follower.RefreshAsync();
        }
        Assert.HasCount(ChainState.Limit, follower.State.Checkpoints);
        _escrow.DropFrom(2);
        _escrow.Mine(1, Announced(2));
        await follower.RefreshAsync();
        Assert.AreEqual((0L, 2L), _escrow.Ranges[^1]);
        Assert.HasCount(2, follower.State.View.Distributors);
    }

    [TestMethod]
    public async Task Refresh_ChainChangesWhileItReads_TakesNothingOfIt()
    {
        var follower = new EscrowFollower(_escrow, 0);
        _escrow.Mine(0, Announced(1));
        await follower.RefreshAsync();
        _escrow.Mine(0, Announced(2));
        _escrow.WhileReading = () =>
        {
            _escrow.DropFrom(1);
            _escrow.Mine(1, Announced(3));
        };
        await follower.RefreshAsync();
        Assert.AreEqual(Distributor(1), follower.State.View.Distributors.Keys.Single());
        await follower.RefreshAsync();
        CollectionAssert.AreEquivalent(
            new[] { Distributor(1), Distributor(3) }, follower.State.View.Distributors.Keys.ToArray());
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 40)]
    [DataRow(40, 1)]
    [DataRow(300, 7)]
    public async Task Refresh_EventsGivenByANodeThatIsBehind_AreFoundLaterAndPutInPlace(int before, int behind)
    {
        var follower = new EscrowFollower(_escrow, 0);
        Mine(before);
        _escrow.Mine(0, Announced(1));
        await follower.RefreshAsync();
        _escrow.LogsUpTo = before;
        for (int i = 0; i < behind; i++) _escrow.Mine(0, Announced(2));
        await follower.RefreshAsync();
        Assert.AreEqual(before + behind, follower.State.Head!.Number);
        Assert.AreEqual(Distributor(1), follower.State.View.Distributors.Keys.Single());

        _escrow.LogsUpTo = long.MaxValue;
        _escrow.Mine(0, Announced(3));
        for (int i = 0; i < EscrowFollower.RereadEvery; i++)
        {
            await follower.RefreshAsync();
            _escrow.Mine(0);
        }

        CollectionAssert.AreEquivalent(
            new[] { Distributor(1), Distributor(2), Distributor(3) },
            follower.State.View.Distributors.Keys.ToArray());
    }

    [TestMethod]
    public async Task Refresh_MissedFromTheBeginning_IsReadAgainWhole()
    {
        var follower = new EscrowFollower(_escrow, 0);
        _escrow.Mine(0, Announced(1));
        Mine(200);
        _escrow.Mine(0, Announced(2));
        _escrow.LogsUpTo = 150;
        await follower.RefreshAsync();
        _escrow.LogsUpTo = long.MaxValue;
        Mine(EscrowFollower.RereadEvery);
        await follower.RefreshAsync();

        Assert.AreEqual((0L, 201L + EscrowFollower.RereadEvery), _escrow.Ranges[^1]);
        Assert.HasCount(2, follower.State.View.Distributors);
    }

    [TestMethod]
    public async Task Refresh_EventsOfAReplacedBlockGivenAgain_AreNotTaken()
    {
        var follower = new EscrowFollower(_escrow, 0);
        Mine(3);
        await follower.RefreshAsync();
        _escrow.Stray.Add(Announced(9)(new EventPosition(2, default, 5, default)));
        Mine(EscrowFollower.RereadEvery);
        await follower.RefreshAsync();

        Assert.AreEqual((0L, 2L + EscrowFollower.RereadEvery), _escrow.Ranges[^1]);
        Assert.IsEmpty(follower.State.View.Distributors);
    }

    [TestMethod]
    public async Task Refresh_KnownEventsNotGivenAgain_Stay()
    {
        var follower = new EscrowFollower(_escrow, 0);
        Mine(10);
        _escrow.Mine(0, Announced(1));
        await follower.RefreshAsync();
        Mine(EscrowFollower.RereadEvery);
        _escrow.LogsUpTo = 5;
        await follower.RefreshAsync();

        Assert.AreEqual(Distributor(1), follower.State.View.Distributors.Keys.Single());
    }

    [TestMethod]
    public async Task Refresh_DeliveriesReplaced_OlderKeysAreStillFoundAndReplacedOnesAreNot()
    {
        var follower = new EscrowFollower(_escrow, 0);
        _escrow.Mine(0, ReleaseEvents.Created, at => ReleaseEvents.Tranche(at, 200));
        for (byte i = 1; i <= 100; i++)
        {
            _escrow.Mine(0, Paid(i));
            await follower.RefreshAsync();
        }

        _escrow.DropFrom(51);
        _escrow.Mine(1, Paid(101));
        await follower.RefreshAsync();
        EscrowView view = follower.State.View;
        for (byte i = 1; i <= 50; i++)
            Assert.AreEqual(Key(i), view.Deliveries(ReleaseEvents.Release, Distributor(i)).Single().Key);
        for (byte i = 51; i <= 100; i++) Assert.IsEmpty(view.Deliveries(ReleaseEvents.Release, Distributor(i)));
        Assert.AreEqual(Key(101), view.Deliveries(ReleaseEvents.Release, Distributor(101)).Single().Key);
        Assert.AreEqual(51, view.Find(ReleaseEvents.Release)!.Paid[Distributor(0)]);
    }

    [TestMethod]
    public async Task Refresh_ReleasePastAtTheOldestKept_ForgetsItsDeliveriesAndCountsThem()
    {
        var follower = new EscrowFollower(_escrow, 0, keepSeconds: KeepSeconds);
        ReleaseView before = await ReleaseAfterAsync(follower, LastKept);
        Assert.HasCount(2, before.Deliveries);
        ReleaseView after = await ReleaseAfterAsync(follower, 1);
        Assert.IsEmpty(after.Deliveries);
        Assert.IsFalse(follower.State.View.IsTaken(ReleaseEvents.Release, Distributor(1), 0));
        Assert.AreEqual(2, after.Paid[Distributor(0)]);
        Assert.AreEqual(2L, after.PaidUpTo(Distributor(0), 10));
        Assert.AreEqual(before.Balance, after.Balance);
    }

    [TestMethod]
    public async Task Refresh_KeepsForGood_ForgetsNothing()
    {
        ReleaseView release = await ReleaseAfterAsync(new EscrowFollower(_escrow, 0), LastKept + 10);
        Assert.HasCount(2, release.Deliveries);
    }

    [TestMethod]
    public async Task Refresh_ReplacedAfterForgetting_IsAsIfItHadNeverSeenTheOtherBlocks()
    {
        var follower = new EscrowFollower(_escrow, 0, keepSeconds: KeepSeconds);
        await ReleaseAfterAsync(follower, LastKept + 3);
        _escrow.DropFrom(LastKept);
        Mine(1);
        ReleaseView back = await ReleaseAfterAsync(follower, 0);
        Assert.AreEqual(Key(1), back.Deliveries.Of(Distributor(1)).Single().Key);
        Assert.IsEmpty((await ReleaseAfterAsync(follower, 4)).Deliveries);
    }

    [TestMethod]
    public async Task Refresh_ReservationExpiresAfterForgetting_IsNoError()
    {
        Reservation claimed = new(
            ReleaseEvents.Release, 0, Distributor(0), ReleaseEvents.Deadline,
            [new Accepted(1, Distributor(1), default), new Accepted(3, Distributor(3), default)]);
        var follower = new EscrowFollower(_escrow, 0, keepSeconds: KeepSeconds);
        _escrow.Mine(0, ReleaseEvents.Created, at => ReleaseEvents.Tranche(at, 200), at => new Reserved(at, claimed));
        _escrow.Mine(0, Paid(1), Paid(2));
        for (int i = 0; i < LastKept + 1; i++)
        {
            await follower.RefreshAsync();
            Mine(1);
        }

        _escrow.Mine(0, at => new Expired(at, claimed));
        await follower.RefreshAsync();
        Assert.IsEmpty(follower.State.View.Find(ReleaseEvents.Release)!.Deliveries);
        Assert.IsEmpty(follower.State.View.Find(ReleaseEvents.Release)!.Held);
    }

    [TestMethod]
    public void Advance_EventOutsideTheBlocks_IsANodeError()
    {
        BlockHeader first = _escrow.Mine(0), second = _escrow.Mine(0), third = _escrow.Mine(0);
        ChainState state = ChainState.Empty.Advance(first, []);
        EscrowEvent stale = Announced(1)(new EventPosition(0, first.Hash, 0, default));
        EscrowEvent early = Announced(1)(new EventPosition(2, third.Hash, 0, default));
        Assert.ThrowsExactly<NodeException>(() => state.Advance(second, [stale]));
        Assert.ThrowsExactly<NodeException>(() => state.Advance(second, [early]));
        Assert.ThrowsExactly<NodeException>(() => state.Advance(first, []));
        Assert.AreEqual(first, state.Head);
    }

    /// <summary>Height up to which the release below is kept: at the oldest checkpoint then, its deadline is not yet
    /// longer past than that. Blocks are a second apart, from second 1000 on.</summary>
    private const int LastKept = (int)(ReleaseEvents.Deadline + KeepSeconds) - 1000 + ChainState.Limit - 1;
    private const long KeepSeconds = 5;

    /// <summary>Two deliveries, then as many blocks, each followed.</summary>
    private async Task<ReleaseView> ReleaseAfterAsync(EscrowFollower follower, int blocks)
    {
        if (follower.State.Head is null)
        {
            _escrow.Mine(0, ReleaseEvents.Created, at => ReleaseEvents.Tranche(at, 200), Paid(1), Paid(2));
            await follower.RefreshAsync();
        }

        for (int i = 0; i < blocks; i++)
        {
            Mine(1);
            await follower.RefreshAsync();
        }

        await follower.RefreshAsync();
        return follower.State.View.Find(ReleaseEvents.Release)!;
    }

    private static Func<EventPosition, EscrowEvent> Paid(byte number) =>
        at => ReleaseEvents.Paid(Distributor(number), Key(number), Distributor(0), at.Block) with { At = at };

    private static Hash32 Key(byte number) => Hash32.FromBytes([.. new byte[31], number]);

    private void Mine(int count)
    {
        for (int i = 0; i < count; i++) _escrow.Mine(0);
    }

    private static Address Distributor(byte number) => Address.FromBytes([.. new byte[19], number]);

    private static Func<EventPosition, EscrowEvent> Announced(byte number) =>
        at => new DistributorAnnounced(at, Distributor(number), "http://distributor");
}
