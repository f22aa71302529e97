using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Postgres;
using FairOta.Tests.Postgres;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Replicas.Tests;

/// <summary>Three replicas as processes over one PostgreSQL and one EVM, killed at random while devices fetch and
/// cheat, and the database with them.</summary>
[TestClass]
[TestCategory("PostgreSQL")]
public sealed class ReplicasTests
{
    private const int Honest = 10;
    private const int Cheats = 4;
    private const int Kills = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Replicas_KilledAtRandom_NoChallengeIsAnsweredTwiceAndNoWeiIsAstray()
    {
        if (PostgresServer.Missing is { } sentence)
        {
            Assert.Inconclusive(sentence);
            return;
        }

        int seed = int.TryParse(Environment.GetEnvironmentVariable("FAIROTA_SEED"), out int given)
            ? given
            : Environment.TickCount;
        TestContext.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"FAIROTA_SEED={seed} plays the same deaths once more."));
        using CancellationTokenSource patience = new(Patience);
        byte[][] keys = [.. Enumerable.Range(0, Honest + Cheats).Select(i => FleetDevice.KeyOf($"device {i}"))];
        Address[] fleet = [.. keys.Select(key => Address.FromBytes(Core.Crypto.Ecdsa.Address(key)))];
        await using ReplicaWorld world = await ReplicaWorld.StartAsync(fleet);
        using Front front = new([.. world.Running.Select(replica => replica.Url)]);
        AnswerLog log = new();
        FleetDevice[] devices = [.. keys.Select(key => new FleetDevice(
            key, world.Manifest, world.Escrow, world.Distributor, front, log))];

        await HeldEverywhereAsync(front, world, patience.Token);
        Task deaths = DieAsync(world, front, new Random(seed), patience.Token);
        await Task.WhenAll([
            .. devices.Take(Honest).Select(device => device.UpdateAsync(world.Release, patience.Token)),
            .. devices.Skip(Honest).Select(device => device.CheatAsync(world.Release, patience.Token)),
        ]);
        await deaths;

        Assert.IsEmpty(log.Several(), "Sessions of which two challenges were answered.");
        Assert.HasCount(Honest + Cheats, log.Single());
        BooksLook books = await SettledAsync(world, patience.Token);
        await BalanceAsync(world, fleet[..Honest], books);
        Assert.AreEqual(
            (long)(Honest + Cheats),
            world.Server.Ask<long>(
                world.Database, "SELECT count(*) FROM fairota.session WHERE challenge IS NOT NULL"));
    }

    /// <summary>Every replica brings the package for itself.</summary>
    private static async Task HeldEverywhereAsync(Front front, ReplicaWorld world, CancellationToken cancellation)
    {
        for (int replica = 0; replica < ReplicaWorld.Replicas; replica++)
        {
            string path = $"/v1/releases/{world.Release.ToWire()}/manifest";
            while ((await front.AskAsync(path, null, replica, cancellation)).Status != System.Net.HttpStatusCode.OK)
                await Task.Delay(100, cancellation);
        }
    }

    /// <summary>Kills after answers, not after times: what was going on is told by the seed as nearly as threads
    /// allow.</summary>
    private static async Task DieAsync(
        ReplicaWorld world, Front front, Random random, CancellationToken cancellation)
    {
        Channel<long> answers = Channel.CreateUnbounded<long>();
        front.Answered += count => answers.Writer.TryWrite(count);
        long next = 0;
        for (int death = 0; death < Kills; death++)
        {
            next += random.Next(6, 16);
            while (await answers.Reader.ReadAsync(cancellation) < next)
            {
            }

            if (death == Kills / 2)
            {
                world.Server.Kill();
                world.Server.Restart();
                continue;
            }

            ReplicaProcess replica = world.Running[random.Next(ReplicaWorld.Replicas)];
            replica.Kill();
            await replica.StartAsync();
        }
    }

    /// <summary>Waits until everything that was received is paid, and nothing is on its way.</summary>
    private static async Task<BooksLook> SettledAsync(ReplicaWorld world, CancellationToken cancellation)
    {
        while (true)
        {
            BooksLook books = PostgresLook.Read(world.Server.Connection(world.Database), 0, 0);
            if (books.Ledger.Pending == 0 && books.Ledger.Earned.Sum(e => e.Deliveries) >= Honest) return books;
            await Task.Delay(100, cancellation);
        }
    }

    private static async Task BalanceAsync(ReplicaWorld world, Address[] honest, BooksLook books)
    {
        foreach (ReplicaProcess replica in world.Running) replica.Kill();
        EthereumNode node = world.Anvil.Node;
        EscrowClient escrow = await EscrowClient.ConnectAsync(node, world.Escrow.Escrow);
        BlockHeader head = (await escrow.GetBlockAsync(BlockTag.Latest))!;
        List<Delivered> paid = [.. (await escrow.GetEventsAsync(0, head.Number)).OfType<Delivered>()];
        CollectionAssert.AreEquivalent(honest, paid.Select(delivery => delivery.Device).ToArray());
        Assert.IsTrue(paid.All(delivery => delivery.Distributor == world.Distributor));
        BigInteger earned = ReplicaWorld.Reward * Honest;
        Assert.AreEqual(earned, books.Ledger.EarnedWei);
        Assert.AreEqual(
            10 * ReplicaWorld.Ether + earned - books.Ledger.FeesWei, await node.GetBalanceAsync(world.Distributor));
        Assert.AreEqual(ReplicaWorld.Reward * Cheats, await node.GetBalanceAsync(world.Escrow.Escrow));
    }
}
