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

    private void Mine(int count)
    {
        for (int i = 0; i < count; i++) _escrow.Mine(0);
    }

    private static Address Distributor(byte number) => Address.FromBytes([.. new byte[19], number]);

    private static Func<EventPosition, EscrowEvent> Announced(byte number) =>
        at => new DistributorAnnounced(at, Distributor(number), "http://distributor");
}
