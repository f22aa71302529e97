using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FairOta.Sdk.Distributor;
using Npgsql;

namespace FairOta.Sdk.Postgres;

/// <summary>Books in PostgreSQL, which several processes read and write: each decides within a transaction that keeps
/// the others out, so that every rule holds for all of them together.</summary>
/// <param name="hold">The replica's connection; its owner disposes it.</param>
internal sealed class PostgresBooks(PostgresHold hold) : IDistributorBooks
{
    private const string Unpaid = "challenge IS NOT NULL AND standing NOT IN (4, 5) AND valid_until >= $3";

    /// <inheritdoc/>
    public long Term => hold.Term;

    /// <inheritdoc/>
    public EpochMark Mark => hold.Mark;

    /// <inheritdoc/>
    public IDisposable Enter() => hold.Enter();

    /// <inheritdoc/>
    public void Begin(EpochMark mark) => hold.Renew(mark);

    /// <inheritdoc/>
    public void Sync() => hold.Flush();

    /// <inheritdoc/>
    public Session? Find(SessionId id) =>
        Read("WHERE id = $1", PostgresValue.Of(id.ToBytes())).SingleOrDefault();

    /// <inheritdoc/>
    public IReadOnlyList<Session> OfDevice(ReleaseId release, Address device) => Read(
        "WHERE release = $1 AND device = $2 ORDER BY number",
        PostgresValue.Of(release.ToBytes()), PostgresValue.Of(device.ToBytes()));

    /// <inheritdoc/>
    public IReadOnlyList<Session> Claimable() => Read("WHERE standing BETWEEN 2 AND 4 ORDER BY received_at, id");

    /// <inheritdoc/>
    public int CountClaimable() => hold.Do(session => (int)session.One(
        "SELECT count(*) FROM session WHERE standing BETWEEN 2 AND 4", row => row.GetInt64(0)));

    /// <inheritdoc/>
    public Credit CreditOf(ReleaseId release, Address vendor, long now) => hold.Do(session => session.One(
        $"""
        SELECT (SELECT count(*) FROM session WHERE vendor = $1 AND release = $2 AND {Unpaid})::integer,
               (SELECT coalesce(sum(deliveries), 0) FROM paid WHERE vendor = $1 AND release = $2)::integer,
               (SELECT count(*) FROM session WHERE vendor = $1 AND {Unpaid})::integer,
               (SELECT coalesce(sum(deliveries), 0) FROM paid WHERE vendor = $1)::integer
        """,
        row => new Credit(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3)),
        PostgresValue.Of(vendor.ToBytes()),
        PostgresValue.Of(release.ToBytes()),
        PostgresValue.Of(now - Times.CreditTail)));

    /// <inheritdoc/>
    public OpenSessions CountOpen(ReleaseId release, long now) => hold.Do(session => session.One(
        "SELECT of_release, in_all FROM count_open($1, $2)",
        row => new OpenSessions((int)row.GetInt64(0), (int)row.GetInt64(1)),
        PostgresValue.Of(release.ToBytes()),
        PostgresValue.Of(now)));

    /// <inheritdoc/>
    public bool TryWrite(
        IReadOnlyList<Session> sessions, Durability durability, IReadOnlyList<Earning>? earned = null) =>
        hold.Do(session =>
        {
            if (durability == Durability.PowerCut) session.MakeDurable();
            bool isOne = sessions.Count == 1;
            if (!isOne) session.Run("SAVEPOINT written");
            foreach (Session each in sessions)
            {
                string statement = each.Revision == 1 ? PostgresRows.Insert : PostgresRows.Update;
                if (session.Run(statement, PostgresRows.Parameters(each)) == 1) continue;
                if (!isOne) session.Run("ROLLBACK TO SAVEPOINT written");
                return false;
            }

            foreach (Earning earning in earned ?? [])
            {
                session.Run(
                    """
                    INSERT INTO earned VALUES ($1, $2, $3, $4) ON CONFLICT (release)
                    DO UPDATE SET token = excluded.token, reward = excluded.reward, deliveries = excluded.deliveries
                    """,
                    PostgresValue.Of(earning.Release.ToBytes()),
                    PostgresValue.Of(earning.Token.ToBytes()),
                    PostgresValue.Of(earning.Reward),
                    PostgresValue.Of(earning.Deliveries));
            }

            return true;
        });

    /// <inheritdoc/>
    public IReadOnlyList<Earning> Earned() => hold.Do(PostgresLook.Earned);

    /// <inheritdoc/>
    public IReadOnlyList<Tally> Tallies() => hold.Do(PostgresLook.Tallies);

    /// <inheritdoc/>
    public IReadOnlyList<SessionCount> Count(long now, long sinceHour) =>
        hold.Do(session => PostgresLook.Count(session, now, sinceHour));

    /// <inheritdoc/>
    public ImmutableSortedSet<int> Repaired(ReleaseId release, Address device) => hold.Do(session => session.Read(
        "SELECT indices FROM repair WHERE release = $1 AND device = $2",
        row => SqliteSchema.Indices(row.Bytes(0)),
        PostgresValue.Of(release.ToBytes()),
        PostgresValue.Of(device.ToBytes()))).SingleOrDefault([]);

    /// <inheritdoc/>
    public bool TryWrite(ReleaseId release, Address device, ImmutableSortedSet<int> repaired) => hold.Do(session =>
        session.Run(
            """
            INSERT INTO repair SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT FROM forgotten WHERE release = $1)
            ON CONFLICT (release, device) DO UPDATE SET indices = excluded.indices
            """,
            PostgresValue.Of(release.ToBytes()),
            PostgresValue.Of(device.ToBytes()),
            PostgresValue.Of(SqliteSchema.Blob(repaired)))) == 1;

    /// <inheritdoc/>
    public bool HasDuties(ReleaseId release, long now) => hold.Do(session => session.Is(
        """
        SELECT EXISTS (SELECT FROM session WHERE release = $1 AND challenge IS NOT NULL AND (standing BETWEEN 2 AND 4
            OR standing = 1 AND valid_until >= $2 OR (key_out OR standing = 5) AND received_at >= $3))
        """,
        PostgresValue.Of(release.ToBytes()),
        PostgresValue.Of(now - Times.CreditTail),
        PostgresValue.Of(now - Times.RepairDuty)));

    /// <inheritdoc/>
    public long? LastOpened(ReleaseId release) => hold.Do(session => session.One(
        "SELECT max(opened_at) FROM session WHERE release = $1",
        row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0),
        PostgresValue.Of(release.ToBytes())));

    /// <inheritdoc/>
    public IReadOnlyList<ReleaseId> Releases() => hold.Do(session => session.Read(
        $"{PostgresRows.EachRelease("session")} UNION {PostgresRows.EachRelease("repair")}",
        row => ReleaseId.FromBytes(row.Bytes(0))));

    /// <inheritdoc/>
    public bool HasForgotten(ReleaseId release) => hold.Do(session => session.Is(
        "SELECT EXISTS (SELECT FROM forgotten WHERE release = $1)", PostgresValue.Of(release.ToBytes())));

    /// <inheritdoc/>
    public void Forget(ReleaseId release) => hold.Do(session =>
    {
        NpgsqlParameter Id() => PostgresValue.Of(release.ToBytes());
        session.MakeDurable();
        session.Run("INSERT INTO forgotten VALUES ($1) ON CONFLICT DO NOTHING", Id());
        session.Run(
            """
            INSERT INTO ended SELECT release, standing, lost_to, count(*) FROM session
            WHERE release = $1 AND standing >= 2 GROUP BY release, standing, lost_to
            """,
            Id());
        session.Run("DELETE FROM session WHERE release = $1", Id());
        session.Run("DELETE FROM repair WHERE release = $1", Id());
    });

    /// <summary>Gives nothing up: the connection is not this object's alone.</summary>
    public void Dispose()
    {
    }

    private List<Session> Read(string where, params NpgsqlParameter[] parameters) => hold.Do(session => session.Read(
        $"SELECT {PostgresRows.Columns} FROM session {where}", PostgresRows.Session, parameters));
}
