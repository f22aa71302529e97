using System;
using System.IO;
using System.Threading;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Postgres;

/// <summary>A distributor's state in PostgreSQL, for any number of processes.</summary>
internal sealed class PostgresState : IDistributorState, IDisposable
{
    /// <summary>Answers wait for the database on the pool's threads: so many, before the pool thinks about
    /// more.</summary>
    private const int LeastThreads = 32;

    private readonly string _connection;
    private readonly PostgresHold _hold;

    /// <summary>Connects when something is first opened.</summary>
    /// <param name="connection">How to connect.</param>
    /// <param name="options">Who the distributor is.</param>
    /// <param name="randomness">Where epochs come from, and the first replica's secret.</param>
    /// <param name="time">The host's clock.</param>
    public PostgresState(string connection, DistributorOptions options, IRandomness randomness, TimeProvider time)
    {
        _connection = connection;
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, LeastThreads), ports);
        Directory.CreateDirectory(options.DataDirectory);
        byte[] secret = SecretFile.ReadOrCreate(options.SecretPath, randomness);
        PostgresOwner owner = PostgresOwner.Of(options.Escrow!.Identity, secret);
        _hold = new PostgresHold(new PostgresJoin(connection, owner, () => new Guid(randomness.Draw(16))), time);
    }

    public IDistributorBooks OpenBooks()
    {
        _hold.Do(_ => { }); // what is wrong ends the start
        return new PostgresBooks(_hold);
    }

    /// <summary>None: epochs follow from who is connected.</summary>
    public IEpochMarkStore? OpenMark() => null;

    public IReportStore OpenReports() => new PostgresReportStore(_hold);

    public IOutboxStore? TryOpenOutbox() => PostgresOutbox.TryTake(_hold);

    public BooksLook Look(long now, long sinceHour) => PostgresLook.Read(_connection, now, sinceHour);

    public void Dispose() => _hold.Dispose();
}
