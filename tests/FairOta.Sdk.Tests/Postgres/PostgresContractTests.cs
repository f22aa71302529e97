using System;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Postgres;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Chain;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Sdk.Tests.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Postgres;

[TestClass]
[TestCategory("PostgreSQL")]
public sealed class PostgresBooksTests : BooksContract, IDisposable
{
    private readonly PostgresHold _hold = new PostgresScene().Hold();

    private protected override IDistributorBooks Books => new PostgresBooks(_hold);

    public void Dispose() => _hold.Dispose();
}

[TestClass]
[TestCategory("PostgreSQL")]
public sealed class PostgresOutboxTests : OutboxStoreContract, IDisposable
{
    private readonly PostgresScene _scene = new();
    private readonly PostgresHold _hold;

    public PostgresOutboxTests() => Store = PostgresOutbox.TryTake(_hold = _scene.Hold())!;

    private protected override IOutboxStore Store { get; }

    [TestMethod]
    public void TryTake_WhileAnotherReplicaHasIt_NoneUntilThatOneIsGone()
    {
        using PostgresHold second = _scene.Hold();
        Assert.IsNull(PostgresOutbox.TryTake(second));
        Store.Put(Entry(5, default));
        int backend = _hold.Do(session => session.One("SELECT pg_backend_pid()", row => row.GetInt32(0)));
        PostgresScene.Server.Execute("postgres", $"SELECT pg_terminate_backend({backend}, 60000)");
        using PostgresOutbox taken = PostgresOutbox.TryTake(second)!;
        Assert.HasCount(1, taken.Live());
    }

    [TestMethod]
    public void TryTake_AfterItWasGivenUp_AnotherReplicaHasItAtOnce()
    {
        using PostgresHold second = _scene.Hold();
        Store.Dispose();
        Assert.IsNotNull(PostgresOutbox.TryTake(second));
    }

    [TestMethod]
    public void Put_AfterTheConnectionBroke_WritesNothing()
    {
        PostgresScene.Server.Disconnect(_scene.Database);
        Assert.ThrowsExactly<BooksUnavailableException>(() => Store.Put(Entry(5, default)));
        _hold.Do(_ => { }); // connected again, but another may have taken it meanwhile
        Assert.ThrowsExactly<BooksUnavailableException>(() => Store.Put(Entry(5, default)));
        Assert.ThrowsExactly<BooksUnavailableException>(Store.Live);
        Assert.AreEqual(0L, PostgresScene.Server.Ask<long>(_scene.Database, "SELECT count(*) FROM fairota.entry"));
    }

    public void Dispose()
    {
        Store.Dispose();
        _hold.Dispose();
    }
}

[TestClass]
[TestCategory("PostgreSQL")]
public sealed class PostgresReportStoreTests : ReportStoreContract, IDisposable
{
    private readonly PostgresHold _hold = new PostgresScene().Hold();

    private protected override IReportStore Store => new PostgresReportStore(_hold);

    public void Dispose() => _hold.Dispose();
}
