using System;
using System.Threading;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Postgres;
using FairOta.Sdk.Tests.Distributor;
using FairOta.Tests.Postgres;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Postgres;

/// <summary>A database of a test's own, on the server of all, and replicas that come and go.</summary>
[TestClass]
public sealed class PostgresScene
{
    private static readonly Lazy<PostgresServer> Started = new(() => PostgresServer.Start());
    private static int _epochs;

    /// <summary>Skips the test where there is no PostgreSQL.</summary>
    public PostgresScene()
    {
        if (PostgresServer.Missing is { } sentence) Assert.Inconclusive(sentence);
        Database = Server.CreateDatabase();
    }

    internal static PostgresServer Server => Started.Value;

    internal string Database { get; set; } = "";

    internal string Connection => Server.Connection(Database);

    internal PostgresOwner Owner { get; set; } = PostgresOwner.Of(World.Identity, World.KeyOf("secret"));

    [AssemblyCleanup]
    public static void Stop()
    {
        if (Started.IsValueCreated) Server.Dispose();
    }

    /// <summary>A replica's connection; it joins when it is first used.</summary>
    internal PostgresHold Hold() => new(
        new PostgresJoin(
            Connection, Owner,
            () => new Guid(World.KeyOf($"epoch {Interlocked.Increment(ref _epochs)}").AsSpan(0, 16))),
        TimeProvider.System);

    /// <summary>A replica's world over the database: the same devices, release and chain as every other.</summary>
    internal Replica Join(DistributorPolicy? policy = null) => new(Hold(), policy);
}

/// <summary>One replica.</summary>
internal sealed class Replica : IDisposable
{
    private readonly PostgresHold _hold;

    public Replica(PostgresHold hold, DistributorPolicy? policy)
    {
        _hold = hold;
        hold.Do(_ => { });
        World = new World(policy, books: () => new PostgresBooks(hold), hasMark: false);
    }

    public World World { get; }

    public PostgresBooks Books => new(_hold);

    public PostgresHold Hold => _hold;

    public void Dispose()
    {
        World.Dispose();
        _hold.Dispose();
    }
}
