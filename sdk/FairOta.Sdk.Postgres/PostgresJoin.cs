using System;
using System.Collections.Generic;
using System.Data.Common;
using System.IO;
using FairOta.Sdk.Distributor;
using Npgsql;

namespace FairOta.Sdk.Postgres;

/// <summary>How a replica comes to its connection: the schema is brought to the newest version, the owner compared, and
/// an epoch joined, or begun where nobody else is there.</summary>
/// <param name="connection">How to connect; of a password it says nothing to anybody.</param>
/// <param name="owner">Whose books they are to be.</param>
/// <param name="fresh">Draws a new epoch.</param>
internal sealed class PostgresJoin(string connection, PostgresOwner owner, Func<Guid> fresh)
{
    /// <summary>Reads the mark, and whether the epoch's row is of the transaction that began it.</summary>
    public const string ReadMark =
        """
        SELECT e.epoch, c.answered, mod(e.begun::text::bigint, 4294967296) = e.xmin::text::bigint
        FROM epoch e, counted c
        """;

    /// <summary>The server ends what stands still and whom it hears nothing of, so that a replica which is cut off
    /// keeps the others neither waiting nor from claiming.</summary>
    private const string Settings =
        """
        SET search_path = fairota;
        SET synchronous_commit = off;
        SET statement_timeout = '15s';
        SET idle_in_transaction_session_timeout = '10s';
        SET tcp_keepalives_idle = 10;
        SET tcp_keepalives_interval = 5;
        SET tcp_keepalives_count = 3
        """;

    private readonly string _connection = new NpgsqlConnectionStringBuilder(connection)
    {
        Pooling = false,
        Enlist = false,
        Timeout = 5,
        CommandTimeout = 20,
        MaxAutoPrepare = 64,
        ApplicationName = "fairota distributor",
        PersistSecurityInfo = false,
        IncludeErrorDetail = false,
    }.ToString();

    /// <summary>Connects and joins.</summary>
    /// <returns>The connection, which shares the epoch, and the epoch.</returns>
    /// <exception cref="DbException">The database cannot be reached, or refuses.</exception>
    /// <exception cref="BooksUnavailableException">It was set back, and other replicas have not noticed
    /// yet.</exception>
    /// <exception cref="InvalidDataException">It has other books, or a newer schema.</exception>
    public (NpgsqlConnection Connection, Guid Epoch) Connect()
    {
        NpgsqlConnection opened = new(_connection);
        try
        {
            opened.Open();
            PostgresSession session = new(opened);
            session.Run(Settings);
            return (opened, Join(opened, session));
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The mark, and whether its row is of the transaction that began the epoch.</summary>
    public static (EpochMark Mark, bool IsOurs) MarkOf(PostgresSession session)
    {
        List<(EpochMark, bool)> rows = session.Read(ReadMark, Row);
        return rows.Count == 1 ? rows[0] : default;
    }

    /// <summary>The same of a result that is read already.</summary>
    public static (EpochMark Mark, bool IsOurs) MarkOf(NpgsqlDataReader row) => row.Read() ? Row(row) : default;

    /// <summary>Writes a mark.</summary>
    public static void WriteMark(PostgresSession session, EpochMark mark)
    {
        session.MakeDurable();
        session.Run(
            """
            INSERT INTO epoch (epoch, begun) VALUES ($1, pg_current_xact_id())
            ON CONFLICT (sole) DO UPDATE SET epoch = excluded.epoch, begun = excluded.begun
            """,
            PostgresValue.Of(mark.Epoch.ToByteArray()));
        session.Run("UPDATE counted SET answered = $1", PostgresValue.Of(mark.Answered));
    }

    /// <summary>What is wrong with the database, as a sentence without secrets.</summary>
    public static string Sentence(Exception e) => e switch
    {
        PostgresException said => $"The database says: {said.MessageText}.",
        _ when e.InnerException is { } inner => $"The database cannot be reached: {e.Message} ({inner.Message}).",
        _ => $"The database cannot be reached: {e.Message}",
    };

    private Guid Join(NpgsqlConnection opened, PostgresSession session)
    {
        using NpgsqlTransaction transaction = opened.BeginTransaction();
        session.MakeDurable();
        session.Run(Lock("pg_advisory_xact_lock", PostgresLocks.Join));
        session.Run(Lock("pg_advisory_xact_lock", PostgresLocks.Decide));
        Migrate(session);
        Compare(session);
        bool isAlone = session.Is(Lock("pg_try_advisory_lock", PostgresLocks.Epoch));
        if (isAlone) WriteMark(session, new EpochMark(fresh(), 0));
        (EpochMark mark, bool isOurs) = MarkOf(session);
        if (!isOurs)
            throw new BooksUnavailableException("The database was set back, and other replicas have yet to leave it.");
        session.Run(Lock("pg_advisory_lock_shared", PostgresLocks.Epoch));
        transaction.Commit();
        if (isAlone) session.Run(Lock("pg_advisory_unlock", PostgresLocks.Epoch));
        return mark.Epoch;
    }

    private static void Migrate(PostgresSession session)
    {
        int known = PostgresSchema.Versions.Length;
        bool isNew = session.Is("SELECT to_regclass('fairota.version') IS NULL");
        int found = isNew ? 0 : session.One("SELECT number FROM version", row => row.GetInt32(0));
        if (found > known)
        {
            throw new InvalidDataException(
                $"The database's schema is version {found}; this program knows {known}: it is older than another that "
                + "was used with the database.");
        }

        if (found == known) return;
        if (isNew)
        {
            session.Run("CREATE SCHEMA IF NOT EXISTS fairota");
            session.Run("CREATE TABLE version (number integer NOT NULL)");
            session.Run("INSERT INTO version VALUES (0)");
        }

        foreach (string step in PostgresSchema.Versions[found..]) session.Run(step);
        session.Run("UPDATE version SET number = $1", PostgresValue.Of(known));
    }

    private void Compare(PostgresSession session)
    {
        session.Run(
            "INSERT INTO owner (chain, escrow, account, secret_print) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            PostgresValue.Of(owner.ChainId),
            PostgresValue.Of(owner.Escrow.ToBytes()),
            PostgresValue.Of(owner.Account.ToBytes()),
            PostgresValue.Of(owner.SecretPrint.ToBytes()));
        PostgresOwner books = session.One(
            "SELECT chain, escrow, account, secret_print FROM owner",
            row => new PostgresOwner(
                row.GetInt64(0), Address.FromBytes(row.Bytes(1)), Address.FromBytes(row.Bytes(2)),
                Hash32.FromBytes(row.Bytes(3))));
        if (owner.Differs(books) is { } difference) throw new InvalidDataException(difference);
    }

    private static (EpochMark Mark, bool IsOurs) Row(NpgsqlDataReader row) =>
        (new EpochMark(new Guid(row.Bytes(0)), row.GetInt64(1)), row.GetBoolean(2));

    private static string Lock(string function, int number) =>
        $"SELECT {function}({PostgresLocks.Space}, {number})";
}
