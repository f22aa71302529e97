using System;
using System.Data.Common;
using System.IO;
using System.Threading;
using FairOta.Sdk.Distributor;
using Npgsql;

namespace FairOta.Sdk.Postgres;

/// <summary>
/// A replica's one connection to the database. Everything that it decides upon the books, writes and promises goes
/// through it, one transaction at a time, and of all replicas one at a time.
/// </summary>
/// <remarks>
/// <para>An <b>epoch</b> is a time during which at least one such connection was there without a break. Each connection
/// shares an advisory lock as long as it is; who joins and finds nobody else's begins an epoch, who finds another's
/// goes on with the epoch in the books. A polynomial follows from the epoch, and what an ended epoch left unanswered is
/// over: so two challenges over one polynomial could be answered only if, within one epoch, an answer were forgotten.
/// An answer is forgotten by a restored dump, a recovery to a point in time, a server that crashed with writes not yet
/// synced, or a standby that takes over without the last of them. Each of these is another server process, or the same
/// one after it ended all connections: no connection outlives it, so the next one begins an epoch. And a replica cannot
/// decide by a stale one, because the connection that shares the lock is the connection that decides: where it is
/// broken, so is the transaction.</para>
/// <para>One way remains to set books back under connections that stay: to put other rows into the tables. So the row
/// that tells the epoch also tells the transaction that wrote it, which PostgreSQL notes itself beside each row
/// (<c>xmin</c>); where the two differ, the row was put there by something else. Each transaction looks at that first;
/// who finds it leaves, nobody joins until all have left, and then an epoch begins.</para>
/// <para>A lock that a replica which is cut off still has is given back by the server within half a minute, and a
/// transaction that stands still after 10 s.</para>
/// </remarks>
internal sealed class PostgresHold : IDisposable
{
    /// <summary>After a connection that failed, requests are refused for so long before another is tried.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private static readonly string Begin =
        $"""
        SELECT pg_advisory_xact_lock({PostgresLocks.Space}, {PostgresLocks.Decide});
        {PostgresJoin.ReadMark}
        """;

    private readonly Lock _gate = new();
    private readonly PostgresJoin _join;
    private readonly TimeProvider _time;
    private readonly Scope _scope;
    private int _depth;
    private bool _isVoid;
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private Guid _epoch;
    private EpochMark _mark;
    private long _term = 1;
    private (long At, string Message)? _failed;

    /// <summary>Connects when it is first needed.</summary>
    /// <param name="join">How.</param>
    /// <param name="time">Measures how long ago the last try was.</param>
    public PostgresHold(PostgresJoin join, TimeProvider time)
    {
        (_join, _time) = (join, time);
        _scope = new Scope(this);
    }

    /// <summary>The number of the connection, from 2; 1 before the first.</summary>
    public long Term => Volatile.Read(ref _term);

    /// <summary>The epoch and what was answered, as of the beginning of the scope's transaction.</summary>
    public EpochMark Mark => Do(_ => _mark);

    /// <summary>Keeps all others out, in this process at once and in others from the first question on, until what is
    /// returned is disposed: then what was written is committed. Reentrant.</summary>
    public IDisposable Enter()
    {
        _gate.Enter();
        _depth++;
        return _scope;
    }

    /// <summary>Does something in the scope's transaction.</summary>
    /// <exception cref="BooksUnavailableException">The database is out of reach, or was; nothing of the scope is
    /// written then.</exception>
    /// <exception cref="InvalidDataException">It has other books, or a newer schema.</exception>
    /// <exception cref="InvalidOperationException">A rule that the database holds itself forbids it; nothing of the
    /// scope is written then.</exception>
    public T Do<T>(Func<PostgresSession, T> work)
    {
        using (Enter())
        {
            return Guarded(() =>
            {
                BeginOnce();
                return work(new PostgresSession(_connection!));
            });
        }
    }

    /// <summary>Does something in the scope's transaction.</summary>
    public void Do(Action<PostgresSession> work) => Do(session =>
    {
        work(session);
        return true;
    });

    /// <summary>Makes what was committed before, by whomever, withstand a power cut: the log is one, and a transaction
    /// that is synced syncs it up to itself. Keeps no other replica out meanwhile.</summary>
    public void Flush()
    {
        using (Enter())
        {
            if (_transaction is not null)
            {
                Do(session => session.MakeDurable());
                return;
            }

            Guarded(() =>
            {
                Connect();
                _transaction = _connection!.BeginTransaction();
                PostgresSession session = new(_connection);
                session.MakeDurable();
                session.Run("SELECT pg_logical_emit_message(true, 'fairota', '')");
                Commit();
                return true;
            });
        }
    }

    /// <summary>Begins an epoch on behalf of the one that runs.</summary>
    public void Renew(EpochMark mark) => Do(session =>
    {
        PostgresJoin.WriteMark(session, mark);
        _epoch = mark.Epoch;
        _mark = mark;
    });

    /// <summary>Gives everything up.</summary>
    public void Dispose()
    {
        lock (_gate) Drop();
    }

    private void Leave()
    {
        try
        {
            if (_depth > 1) return;
            if (_transaction is not null) Guarded(Commit);
        }
        finally
        {
            if (--_depth == 0) _isVoid = false;
            _gate.Exit();
        }
    }

    private bool Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
        return true;
    }

    /// <summary>What went wrong within a scope ends it: others may have written since.</summary>
    private T Guarded<T>(Func<T> work)
    {
        if (_isVoid) throw new BooksUnavailableException("The transaction is over.");
        try
        {
            return work();
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            _isVoid = true;
            _transaction?.Dispose();
            _transaction = null;
            throw new InvalidOperationException("The database holds against it: " + e.MessageText, e);
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException or BooksUnavailableException)
        {
            _isVoid = true;
            Drop();
            if (e is BooksUnavailableException) throw;
            throw new BooksUnavailableException(PostgresJoin.Sentence(e), e);
        }
    }

    private void BeginOnce()
    {
        if (_transaction is not null) return;
        Connect();
        _transaction = _connection!.BeginTransaction();
        using NpgsqlCommand command = new(Begin, _connection);
        using NpgsqlDataReader row = command.ExecuteReader();
        row.NextResult();
        (EpochMark mark, bool isOurs) = PostgresJoin.MarkOf(row);
        if (!isOurs || mark.Epoch != _epoch)
            throw new BooksUnavailableException("The database was set back meanwhile; this replica joins it again.");
        _mark = mark;
    }

    private void Connect()
    {
        if (_connection is { FullState: System.Data.ConnectionState.Open }) return;
        Drop();
        if (_failed is { } failed && _time.GetElapsedTime(failed.At) < RetryAfter)
            throw new BooksUnavailableException(failed.Message);
        try
        {
            (_connection, _epoch) = _join.Connect();
            _failed = null;
            Volatile.Write(ref _term, _term + 1);
        }
        catch (Exception e) when (e is DbException or IOException or TimeoutException or BooksUnavailableException)
        {
            BooksUnavailableException unavailable = e as BooksUnavailableException
                ?? new BooksUnavailableException(PostgresJoin.Sentence(e), e);
            _failed = (_time.GetTimestamp(), unavailable.Message);
            throw unavailable;
        }
    }

    private void Drop()
    {
        _transaction = null;
        _connection?.Dispose();
        _connection = null;
    }

    private sealed class Scope(PostgresHold hold) : IDisposable
    {
        public void Dispose() => hold.Leave();
    }
}
