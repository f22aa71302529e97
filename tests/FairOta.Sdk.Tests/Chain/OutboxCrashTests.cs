using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>An outbox whose process dies anywhere, over a node that fails, forgets, raises its fees and takes blocks
/// back. Whoever sends decides again only what is neither in flight nor on the chain: then everything is mined once,
/// and what the store says was paid is what the chain took.</summary>
[TestClass]
public sealed class OutboxCrashTests
{
    private const int Things = 12;

    private static readonly PrivateKeyAccount Account =
        PrivateKeyAccount.Parse("0x8f2a55949038a9610f50fb23b5883af3b4ecb3c3bb792cbcefbd1542c692be63");

    [TestMethod]
    [DynamicData(nameof(Seeds))]
    public async Task Outbox_CrashesAndReorganisations_EverythingIsMinedOnceAndPaidAsRecorded(int seed)
    {
        var draw = new Random(seed);
        var node = new PoolNode();
        var time = new FixedTime(1_900_000_000);
        var kept = new MemoryOutboxStore();
        Outbox? outbox = null;
        bool faults = true;
        node.Fault = (_, _) => faults && draw.Next(25) == 0 ? new NodeException("gone") : null;
        IOutboxStore Store() => new DyingStore(kept, () => faults && draw.Next(30) == 0);

        for (int round = 0; round < 150 || Remaining(node).Any() || kept.Live().Count > 0; round++)
        {
            Assert.IsLessThan(600, round, "It does not come to an end.");
            faults = round < 150;
            try
            {
                outbox ??= new Outbox(new Wallet(new EthereumNode(node), Account, null, time), Store());
                await outbox.TendAsync();
                foreach (byte thing in Remaining(node).Take(2).ToList())
                {
                    if (outbox.InFlight.Contains($"thing {thing}")) continue;
                    await outbox.SubmitAsync(
                        "thing", [$"thing {thing}"], new TransactionRequest(Account.Address, [thing], 0));
                }
            }
            catch (NodeException)
            {
                if (draw.Next(2) == 0) outbox = null; // the process dies as well
            }
            catch (CrashException)
            {
                outbox = null;
            }

            time.Now += draw.Next(60);
            Disturb(node, draw, faults);
        }

        byte[] done = [.. node.Chain.Where(m => !m.Sent.IsIdle).Select(m => m.Sent.Data[0]).Order()];
        CollectionAssert.AreEqual(Enumerable.Range(0, Things).Select(i => (byte)i).ToArray(), done);
        BigInteger paid = node.Chain.Aggregate(BigInteger.Zero, (sum, m) => sum + m.Fee);
        Assert.AreEqual(paid, kept.Settled().Aggregate(BigInteger.Zero, (sum, s) => sum + s.Fee));
        Assert.AreEqual(node.Chain.Count(), kept.Settled().Count);
    }

    private static IEnumerable<object[]> Seeds => Enumerable.Range(1, 60).Select(seed => new object[] { seed });

    private static IEnumerable<byte> Remaining(PoolNode node)
    {
        var done = node.Chain.Where(m => !m.Sent.IsIdle && m.Succeeded).Select(m => m.Sent.Data[0]).ToHashSet();
        return Enumerable.Range(0, Things).Select(i => (byte)i).Where(i => !done.Contains(i));
    }

    private static void Disturb(PoolNode node, Random draw, bool faults)
    {
        if (!faults)
        {
            node.BaseFee = 100;
            node.Mine();
            return;
        }

        switch (draw.Next(8))
        {
            case 0:
                node.Drop();
                break;
            case 1:
                node.TakeBack(draw.Next(1, 3), forget: draw.Next(2) == 0); // never what is settled
                break;
            case 2:
                node.BaseFee = draw.Next(50, 2000);
                break;
            default:
                node.Mine();
                break;
        }
    }

    private sealed class CrashException : Exception;

    /// <summary>Dies before or after a write, as a process does.</summary>
    private sealed class DyingStore(MemoryOutboxStore kept, Func<bool> dies) : IOutboxStore
    {
        public IReadOnlyList<OutboxEntry> Live() => kept.Live();

        public IReadOnlyList<SettledTransaction> Settled() => kept.Settled();

        public void Put(OutboxEntry entry) => Do(() => kept.Put(entry));

        public void Remove(long nonce) => Do(() => kept.Remove(nonce));

        public void Settle(SettledTransaction settled) => Do(() => kept.Settle(settled));

        public void Dispose()
        {
        }

        private void Do(Action write)
        {
            if (dies()) throw new CrashException();
            write();
            if (dies()) throw new CrashException();
        }
    }
}
