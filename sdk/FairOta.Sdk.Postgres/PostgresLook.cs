using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using FairOta.Sdk.Distributor;
using Npgsql;

namespace FairOta.Sdk.Postgres;

/// <summary>What the books show beyond single sessions: read within a replica's transaction, or beside all of
/// them.</summary>
internal static class PostgresLook
{
    /// <summary>Reads what an operator asks for, as it was at one moment; nobody waits for it.</summary>
    /// <param name="connection">How to connect.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="sinceHour">As in <see cref="IDistributorBooks.Count"/>.</param>
    /// <exception cref="BooksUnavailableException">The database is out of reach, or has no books.</exception>
    public static BooksLook Read(string connection, long now, long sinceHour)
    {
        try
        {
            using NpgsqlConnection opened = new(connection);
            opened.Open();
            using NpgsqlTransaction transaction = opened.BeginTransaction(IsolationLevel.RepeatableRead);
            PostgresSession session = new(opened);
            session.Run("SET TRANSACTION READ ONLY");
            session.Run("SET LOCAL search_path = fairota");
            return new BooksLook(
                Count(session, now, sinceHour),
                new DistributorLedger(
                    Earned(session), Tallies(session), PostgresOutbox.ReadSettled(session),
                    PostgresOutbox.ReadLive(session).Count),
                session.One("SELECT pg_database_size(current_database())", row => row.GetInt64(0)));
        }
        catch (DbException e)
        {
            throw new BooksUnavailableException(PostgresJoin.Sentence(e), e);
        }
    }

    /// <summary>As <see cref="IDistributorBooks.Count"/>.</summary>
    public static IReadOnlyList<SessionCount> Count(PostgresSession session, long now, long sinceHour) => session.Read(
        """
        SELECT release, tranche, standing,
            CASE WHEN standing >= 2 THEN greatest(received_at / 3600, $2) ELSE 0 END AS hour,
            min(received_at), count(*)
        FROM session
        WHERE standing >= 2 OR standing = 1 AND valid_until >= $1
            OR challenge IS NULL AND NOT ended AND ends_at >= $1
        GROUP BY release, tranche, standing, hour ORDER BY release, tranche, standing, hour
        """,
        row => new SessionCount(
            ReleaseId.FromBytes(row.Bytes(0)), row.GetInt32(1), (Standing)row.GetInt32(2), row.GetInt64(3),
            row.GetInt64(4), row.GetInt64(5)),
        PostgresValue.Of(now),
        PostgresValue.Of(sinceHour));

    /// <summary>As <see cref="IDistributorBooks.Earned"/>.</summary>
    public static IReadOnlyList<Earning> Earned(PostgresSession session) => session.Read(
        "SELECT release, token, reward, deliveries FROM earned ORDER BY release",
        row => new Earning(
            ReleaseId.FromBytes(row.Bytes(0)), Address.FromBytes(row.Bytes(1)), row.Amount(2), row.GetInt64(3)));

    /// <summary>As <see cref="IDistributorBooks.Tallies"/>.</summary>
    public static IReadOnlyList<Tally> Tallies(PostgresSession session) => session.Read(
        """
        SELECT release, standing, lost_to, sum(deliveries)::bigint FROM (
            SELECT release, standing, lost_to, 1 AS deliveries FROM session WHERE standing >= 2
            UNION ALL SELECT release, standing, lost_to, deliveries FROM ended) each
        GROUP BY release, standing, lost_to ORDER BY release, standing, lost_to
        """,
        row => new Tally(
            ReleaseId.FromBytes(row.Bytes(0)),
            (Standing)row.GetInt32(1),
            row.IsDBNull(2) ? null : Address.FromBytes(row.Bytes(2)),
            row.GetInt64(3)));
}
