using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>What many sessions do to a distributor.</summary>
[TestClass]
public sealed class LoadTests
{
    [TestMethod]
    [DataRow(4, 100)] // no release takes more than it leaves
    [DataRow(100, 2)]
    public void Open_AsManySessionsAsMayBe_429ForFurtherAndNotForRepeats(int inAll, int ofRelease)
    {
        ServingLimits limits = new() { OpenSessions = inAll, OpenSessionsPerRelease = ofRelease };
        using World world = new(limits: limits);
        Exchange first = world.Devices[0].Open();
        world.Devices[1].Open();
        World.AssertStatus(429, world.Devices[2].Exchange().Open());
        World.AssertStatus(200, first.Open());
        first.Fetch();
        World.AssertStatus(200, first.Challenge());
        world.Devices[2].Open();
    }

    [TestMethod]
    public void Open_WhileStopping_503AndWhatIsOpenGoesOn()
    {
        using World world = new();
        Exchange exchange = world.Devices[0].Open();
        world.Service.StopOpening();
        World.AssertStatus(503, world.Devices[1].Exchange().Open());
        exchange.Fetch();
        World.AssertStatus(200, exchange.Challenge());
        World.AssertStatus(202, exchange.Receipt());
    }

    [TestMethod]
    public void Challenge_BooksCannotBeSynced_NoAnswerEverLeaves()
    {
        UnsyncedBooks books = new();
        using World world = new(books: () => books);
        Exchange exchange = world.Devices[0].Open();
        exchange.Fetch();
        books.IsBroken = true;
        Assert.ThrowsExactly<IOException>(() => exchange.Challenge());
        books.IsBroken = false;
        Assert.ThrowsExactly<InvalidOperationException>(() => exchange.Challenge());
        Assert.ThrowsExactly<InvalidOperationException>(world.Service.ProbeBooks);
    }

    [TestMethod]
    public void Challenge_ManyAtOnce_EachIsSyncedBeforeItsAnswer()
    {
        UnsyncedBooks books = new();
        using World world = new(
            new DistributorPolicy { ReleaseCredit = 1_000, VendorCredit = 1_000 }, devices: 32, books: () => books);
        Exchange[] exchanges = [.. world.Devices.Select(device => device.Open())];
        foreach (Exchange exchange in exchanges) exchange.Fetch();
        Parallel.ForEach(exchanges, exchange =>
        {
            World.AssertStatus(200, exchange.Challenge());
            Assert.IsTrue(books.IsSynced(new SessionId(Hash32.FromBytes(exchange.Session))));
        });
        Assert.IsLessThanOrEqualTo(32, books.Syncs);
    }

    [TestMethod]
    [DoNotParallelize] // what other tests hold would count
    public void Sessions_Many_RetainNextToNothingEach()
    {
        const int warm = 50, many = 400;
        const long mostBytesEach = 4_096; // a session in memory would be 10 KB and more, its offer 50 KB
        using TestFolder folder = new();
        using World world = new(
            new DistributorPolicy { ReleaseCredit = 1_000, VendorCredit = 1_000 },
            devices: many,
            books: () => new SqliteBooks(folder.File("books.db")))
        {
            CachedOffers = 8,
        };
        world.Restart();
        void Run(int from, int to)
        {
            for (int i = from; i < to; i++) world.Devices[i].Receipt();
        }

        Run(0, warm);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Run(warm, many);
        long retained = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.IsLessThan(mostBytesEach * (many - warm), retained);
    }

    /// <summary>Books that know which of their writes were synced.</summary>
    private sealed class UnsyncedBooks : IDistributorBooks
    {
        private readonly MemoryBooks _books = new();
        private readonly HashSet<SessionId> _synced = [];
        private readonly HashSet<SessionId> _written = [];

        public bool IsBroken { get; set; }

        public int Syncs { get; private set; }

        public EpochMark Mark => _books.Mark;

        public IDisposable Enter() => _books.Enter();

        public bool IsSynced(SessionId id)
        {
            lock (_synced) return _synced.Contains(id);
        }

        public void Sync()
        {
            if (IsBroken) throw new IOException("The disk is gone.");
            Syncs++;
            lock (_synced) _synced.UnionWith(_written);
        }

        public bool TryWrite(
            IReadOnlyList<Session> sessions, Durability durability, IReadOnlyList<Earning>? earned = null)
        {
            bool isWritten = _books.TryWrite(sessions, durability, earned);
            if (isWritten) _written.UnionWith(sessions.Where(s => s.Challenge is not null).Select(s => s.Id));
            return isWritten;
        }

        public IReadOnlyList<Earning> Earned() => _books.Earned();

        public IReadOnlyList<SessionCount> Count(long now, long sinceHour) => _books.Count(now, sinceHour);

        public IReadOnlyList<Tally> Tallies() => _books.Tallies();

        public void Begin(EpochMark mark) => _books.Begin(mark);

        public Session? Find(SessionId id) => _books.Find(id);

        public IReadOnlyList<Session> OfDevice(ReleaseId release, Address device) => _books.OfDevice(release, device);

        public IReadOnlyList<Session> Claimable() => _books.Claimable();

        public int CountClaimable() => _books.CountClaimable();

        public Credit CreditOf(ReleaseId release, Address vendor, long now) => _books.CreditOf(release, vendor, now);

        public OpenSessions CountOpen(ReleaseId release, long now) => _books.CountOpen(release, now);

        public ImmutableSortedSet<int> Repaired(ReleaseId release, Address device) => _books.Repaired(release, device);

        public bool TryWrite(ReleaseId release, Address device, ImmutableSortedSet<int> repaired) =>
            _books.TryWrite(release, device, repaired);

        public IReadOnlyList<ReleaseId> Releases() => _books.Releases();

        public long? LastOpened(ReleaseId release) => _books.LastOpened(release);

        public bool HasForgotten(ReleaseId release) => _books.HasForgotten(release);

        public bool HasDuties(ReleaseId release, long now) => _books.HasDuties(release, now);

        public void Forget(ReleaseId release) => _books.Forget(release);

        public void Dispose() => _books.Dispose();
    }
}
