using System;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>What every store of an outbox must do.</summary>
public abstract class OutboxStoreContract
{
    private protected abstract IOutboxStore Store { get; }

    [TestMethod]
    public void Put_EveryField_IsReadBackInTheOrderOfNumbers()
    {
        OutboxEntry later = Entry(7, to: null), earlier = Entry(5, to: World.AddressOf("target"));
        Store.Put(later);
        Store.Put(earlier);
        OutboxEntry[] live = [.. Store.Live()];
        AssertSame(earlier, live[0]);
        AssertSame(later, live[1]);
    }

    [TestMethod]
    public void Put_SameNumber_TakesThePlaceOfTheOneBefore()
    {
        OutboxEntry entry = Entry(5, default);
        Store.Put(entry);
        OutboxEntry less = entry with { Versions = [entry.Versions[0]], LastSentAt = 99 };
        Store.Put(less);
        AssertSame(less, Store.Live().Single());
    }

    [TestMethod]
    public void Remove_AnEntry_LeavesNothingOfIt()
    {
        Store.Put(Entry(5, default));
        Store.Remove(5);
        Assert.IsEmpty(Store.Live());
        Assert.IsEmpty(Store.Settled());
    }

    [TestMethod]
    public void Settle_AnEntry_IsNoLongerLiveAndReadBack()
    {
        Store.Put(Entry(5, default));
        var settled = new SettledTransaction(
            5, "reveal", SettledOutcome.GivenUp, Hash("mined"), 12, 21_000, BigInteger.Pow(2, 90), 3, 2, 1_900_000_000);
        Store.Settle(settled);
        Assert.IsEmpty(Store.Live());
        Assert.AreEqual(settled, Store.Settled().Single());
    }

    private protected static OutboxEntry Entry(long nonce, Address? to) => new(
        nonce, "reveal", ["place a", "place b"],
        new TransactionRequest(to, Encoding.ASCII.GetBytes("the key of a delivery"), BigInteger.Pow(2, 100)), 123_456,
        [Version(1, false), Version(2, true)], 30);

    private static OutboxVersion Version(byte number, bool givesUp) => new(
        Hash("version " + number), [1, number], new GasOffer(BigInteger.Pow(2, 80), number), givesUp, 20 + number, 7);

    private static Hash32 Hash(string name) => Hash32.FromBytes(World.KeyOf(name));

    private static void AssertSame(OutboxEntry expected, OutboxEntry actual)
    {
        Assert.AreEqual(
            (expected.Nonce, expected.Label, expected.Request.To, expected.Request.Value, expected.Gas,
                expected.LastSentAt, Convert.ToHexString(expected.Request.Data), string.Join(',', expected.About)),
            (actual.Nonce, actual.Label, actual.Request.To, actual.Request.Value, actual.Gas, actual.LastSentAt,
                Convert.ToHexString(actual.Request.Data), string.Join(',', actual.About)));
        Assert.HasCount(expected.Versions.Count, actual.Versions);
        foreach ((OutboxVersion a, OutboxVersion b) in expected.Versions.Zip(actual.Versions))
        {
            CollectionAssert.AreEqual(a.Raw, b.Raw);
            Assert.AreEqual(a with { Raw = [] }, b with { Raw = [] }, new WithoutRaw());
        }
    }

    private sealed class WithoutRaw : System.Collections.Generic.EqualityComparer<OutboxVersion>
    {
        private static readonly byte[] None = [];

        public override bool Equals(OutboxVersion? x, OutboxVersion? y) =>
            x! with { Raw = None } == y! with { Raw = None };

        public override int GetHashCode(OutboxVersion version) => 0;
    }
}

[TestClass]
public sealed class MemoryOutboxStoreTests : OutboxStoreContract
{
    private protected override IOutboxStore Store { get; } = new MemoryOutboxStore();
}

[TestClass]
public sealed class SqliteOutboxTests : OutboxStoreContract, IDisposable
{
    private readonly TestFolder _folder = new();
    private SqliteOutbox _store;

    public SqliteOutboxTests() => _store = Open();

    private protected override IOutboxStore Store => _store;

    [TestMethod]
    public void Open_Again_EverythingIsThere()
    {
        _store.Put(Entry(5, default));
        _store.Dispose();
        _store = Open();
        Assert.AreEqual(2, _store.Live().Single().Versions.Count);
    }

    [TestMethod]
    public void Open_WhileAnotherSends_IsRefusedInWords()
    {
        var refusal = Assert.ThrowsExactly<OutboxTakenException>(() => Open());
        Assert.Contains("end that one first", refusal.Message);
        (var live, _) = SqliteOutbox.Read(_folder.File("outbox.db"));
        Assert.IsEmpty(live);
    }

    [TestMethod]
    public void Open_ForAnotherAccountOrChain_IsRefusedAndFreesTheLock()
    {
        _store.Dispose();
        Assert.ThrowsExactly<InvalidDataException>(
            () => new SqliteOutbox(_folder.File("outbox.db"), 1, World.AddressOf("another")));
        Assert.ThrowsExactly<InvalidDataException>(
            () => new SqliteOutbox(_folder.File("outbox.db"), 2, World.Self));
        _store = Open();
    }

    [TestMethod]
    public void Files_OfOutboxAndBooks_AreTheirOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Windows has no modes of files.");
            return;
        }

        string wide = _folder.File("books.db");
        File.WriteAllBytes(wide, []);
        File.SetUnixFileMode(
            wide, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead | UnixFileMode.GroupRead);
        using SqliteBooks books = new(wide);
        books.TryWrite([BooksContract.Full(1)], Durability.PowerCut);
        _store.Put(Entry(5, default));
        string[] files =
            [.. Directory.GetFiles(_folder.Path).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))];
        Assert.HasCount(6, files);
        foreach (string file in files)
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file), file);
    }

    [TestMethod]
    public void Settle_Reveal_LeavesItsKeysInNoFile()
    {
        _store.Put(Entry(5, default));
        _store.Settle(new SettledTransaction(5, "reveal", SettledOutcome.Done, default, 1, 1, 1, 0, 1, 1));
        _store.Dispose(); // the write-ahead log ends with its last connection
        byte[] data = File.ReadAllBytes(_folder.File("outbox.db"));
        Assert.AreEqual(-1, data.AsSpan().IndexOf("the key of a delivery"u8));
        Assert.IsFalse(File.Exists(_folder.File("outbox.db-wal")));
        _store = Open();
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private SqliteOutbox Open() => new(_folder.File("outbox.db"), 1, World.Self);
}
