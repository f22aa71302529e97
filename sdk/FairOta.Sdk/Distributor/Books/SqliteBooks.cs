using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;
using Microsoft.Data.Sqlite;

namespace FairOta.Sdk.Distributor;

/// <summary>Books in one SQLite file (write-ahead log). Writes of <see cref="Durability.PowerCut"/> are synced before
/// they return.</summary>
/// <remarks>One connection; what is not done within <see cref="Enter"/> is to be done by one thread at a time. The
/// schema carries its version; a file of a newer one is refused.</remarks>
internal sealed class SqliteBooks : IDistributorBooks
{
    private static readonly string IsClaimable =
        $"standing BETWEEN {(int)Standing.Received} AND {(int)Standing.Reserved}";

    private readonly SqliteFile _file;
    private readonly BooksGate _gate = new();
    private readonly OpenTally _open = new();
    private Durability _durability = Durability.PowerCut;

    /// <summary>Opens or creates the file, and keeps it to its owner.</summary>
    /// <exception cref="InvalidDataException">The file was written by a newer version.</exception>
    /// <exception cref="SqliteException">It is no database or cannot be opened.</exception>
    public SqliteBooks(string path) : this(new SqliteFile(path, "books", SqliteSchema.Versions))
    {
    }

    private SqliteBooks(SqliteFile file) => _file = file;

    /// <summary>Opens books to read, beside whoever writes to them.</summary>
    /// <exception cref="InvalidDataException">The file is of another version.</exception>
    /// <exception cref="SqliteException">It is no database or cannot be opened.</exception>
    public static SqliteBooks OpenToRead(string path) =>
        new(new SqliteFile(path, "books", SqliteSchema.Versions, readOnly: true));

    /// <inheritdoc/>
    public EpochMark Mark
    {
        get
        {
            using SqliteCommand command = Command("SELECT epoch, answered FROM mark");
            using SqliteDataReader reader = command.ExecuteReader();
            reader.Read();
            return new EpochMark(new Guid((byte[])reader[0]), reader.GetInt64(1));
        }
    }

    /// <inheritdoc/>
    public IDisposable Enter() => _gate.Enter();

    /// <inheritdoc/>
    public void Begin(EpochMark mark)
    {
        Sync(Durability.PowerCut);
        Run("UPDATE mark SET epoch = $epoch, answered = $answered",
            ("$epoch", mark.Epoch.ToByteArray()), ("$answered", mark.Answered));
    }

    /// <inheritdoc/>
    public Session? Find(SessionId id) =>
        Read("WHERE id = $id", ("$id", id.ToBytes())).SingleOrDefault();

    /// <inheritdoc/>
    public IReadOnlyList<Session> OfDevice(ReleaseId release, Address device) =>
        Read("WHERE release = $release AND device = $device ORDER BY number",
            ("$release", release.ToBytes()), ("$device", device.ToBytes()));

    /// <inheritdoc/>
    public IReadOnlyList<Session> Claimable() =>
        Read($"WHERE {IsClaimable} ORDER BY received_at, id");

    /// <inheritdoc/>
    public int CountClaimable()
    {
        using SqliteCommand command = Command($"SELECT count(*) FROM session WHERE {IsClaimable}");
        return (int)(long)command.ExecuteScalar()!;
    }

    /// <inheritdoc/>
    public Credit CreditOf(ReleaseId release, Address vendor, long now)
    {
        const string unpaid = "challenge IS NOT NULL AND standing NOT IN (4, 5) AND valid_until >= $since";
        using SqliteCommand command = Command(
            $"""
            SELECT (SELECT count(*) FROM session WHERE vendor = $vendor AND release = $release AND {unpaid}),
                   (SELECT coalesce(sum(deliveries), 0) FROM paid WHERE vendor = $vendor AND release = $release),
                   (SELECT count(*) FROM session WHERE vendor = $vendor AND {unpaid}),
                   (SELECT coalesce(sum(deliveries), 0) FROM paid WHERE vendor = $vendor)
            """,
            ("$release", release.ToBytes()), ("$vendor", vendor.ToBytes()), ("$since", now - Times.CreditTail));
        using SqliteDataReader reader = command.ExecuteReader();
        reader.Read();
        return new Credit(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3));
    }

    /// <inheritdoc/>
    public OpenSessions CountOpen(ReleaseId release, long now)
    {
        return _open.At(release, now, (from, before) =>
        {
            using SqliteCommand command = Command(
                """
                SELECT release, count(*) FROM session
                WHERE challenge IS NULL AND ended = 0 AND ends_at >= $from AND ends_at < $before GROUP BY release
                """,
                ("$from", from), ("$before", before ?? long.MaxValue));
            using SqliteDataReader reader = command.ExecuteReader();
            List<(ReleaseId Release, int Count)> counts = [];
            while (reader.Read()) counts.Add((ReleaseId.FromBytes((byte[])reader[0]), reader.GetInt32(1)));
            return counts;
        });
    }

    /// <inheritdoc/>
    public void Sync()
    {
        // The log is one file: what syncs this write syncs every write before it.
        Sync(Durability.PowerCut);
        Run("UPDATE mark SET answered = answered");
    }

    /// <inheritdoc/>
    public bool TryWrite(
        IReadOnlyList<Session> sessions, Durability durability, IReadOnlyList<Earning>? earned = null)
    {
        Sync(durability);
        using SqliteTransaction transaction = _file.Begin();
        int[] opened = new int[sessions.Count];
        for (int i = 0; i < opened.Length; i++)
        {
            if (Write(sessions[i], out opened[i])) continue;
            transaction.Rollback();
            return false;
        }

        foreach (Earning earning in earned ?? [])
        {
            Run("INSERT OR REPLACE INTO earned VALUES ($release, $token, $reward, $deliveries)",
                ("$release", earning.Release.ToBytes()),
                ("$token", earning.Token.ToBytes()),
                ("$reward", earning.Reward.ToString(CultureInfo.InvariantCulture)),
                ("$deliveries", earning.Deliveries));
        }

        transaction.Commit();
        for (int i = 0; i < opened.Length; i++) _open.Written(sessions[i].Release, sessions[i].EndsAt, opened[i]);
        return true;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Earning> Earned()
    {
        using SqliteCommand command = Command("SELECT release, token, reward, deliveries FROM earned ORDER BY release");
        using SqliteDataReader row = command.ExecuteReader();
        List<Earning> earned = [];
        while (row.Read())
        {
            earned.Add(new Earning(
                ReleaseId.FromBytes((byte[])row[0]),
                Address.FromBytes((byte[])row[1]),
                BigInteger.Parse(row.GetString(2), NumberStyles.None, CultureInfo.InvariantCulture),
                row.GetInt64(3)));
        }

        return earned;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Tally> Tallies()
    {
        using SqliteCommand command = Command(SqliteSchema.Tallies);
        using SqliteDataReader row = command.ExecuteReader();
        List<Tally> tallies = [];
        while (row.Read())
        {
            tallies.Add(new Tally(
                ReleaseId.FromBytes((byte[])row[0]),
                (Standing)row.GetInt32(1),
                row.IsDBNull(2) ? null : Address.FromBytes((byte[])row[2]),
                row.GetInt64(3)));
        }

        return tallies;
    }

    /// <inheritdoc/>
    public IReadOnlyList<SessionCount> Count(long now, long sinceHour)
    {
        using SqliteCommand command = Command(SqliteSchema.Counts, ("$now", now), ("$since", sinceHour));
        using SqliteDataReader row = command.ExecuteReader();
        List<SessionCount> counts = [];
        while (row.Read())
        {
            counts.Add(new SessionCount(
                ReleaseId.FromBytes((byte[])row[0]),
                row.GetInt32(1),
                (Standing)row.GetInt32(2),
                row.GetInt64(3),
                row.GetInt64(4),
                row.GetInt64(5)));
        }

        return counts;
    }

    /// <inheritdoc/>
    public ImmutableSortedSet<int> Repaired(ReleaseId release, Address device)
    {
        using SqliteCommand command = Command(
            "SELECT indices FROM repair WHERE release = $release AND device = $device",
            ("$release", release.ToBytes()), ("$device", device.ToBytes()));
        return command.ExecuteScalar() is byte[] blob ? SqliteSchema.Indices(blob) : [];
    }

    /// <inheritdoc/>
    public bool TryWrite(ReleaseId release, Address device, ImmutableSortedSet<int> repaired)
    {
        Sync(Durability.Process);
        return Run(
            SqliteSchema.PutRepair,
            ("$release", release.ToBytes()),
            ("$device", device.ToBytes()),
            ("$indices", SqliteSchema.Blob(repaired))) == 1;
    }

    /// <inheritdoc/>
    public bool HasDuties(ReleaseId release, long now)
    {
        using SqliteCommand command = Command(
            """
            SELECT EXISTS (SELECT 1 FROM session WHERE release = $release AND (standing BETWEEN 2 AND 4
                OR standing = 1 AND valid_until >= $since OR (key_out OR standing = 5) AND received_at >= $repairable))
            """,
            ("$release", release.ToBytes()),
            ("$since", now - Times.CreditTail),
            ("$repairable", now - Times.RepairDuty));
        return (long)command.ExecuteScalar()! == 1;
    }

    /// <inheritdoc/>
    public long? LastOpened(ReleaseId release)
    {
        using SqliteCommand command = Command(
            "SELECT max(opened_at) FROM session WHERE release = $release", ("$release", release.ToBytes()));
        return command.ExecuteScalar() as long?;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReleaseId> Releases()
    {
        using SqliteCommand command = Command(SqliteSchema.Releases);
        using SqliteDataReader row = command.ExecuteReader();
        List<ReleaseId> releases = [];
        while (row.Read()) releases.Add(ReleaseId.FromBytes((byte[])row[0]));
        return releases;
    }

    /// <inheritdoc/>
    public bool HasForgotten(ReleaseId release)
    {
        using SqliteCommand command = Command(
            "SELECT count(*) FROM forgotten WHERE release = $release", ("$release", release.ToBytes()));
        return (long)command.ExecuteScalar()! == 1;
    }

    /// <inheritdoc/>
    public void Forget(ReleaseId release)
    {
        Sync(Durability.PowerCut);
        using SqliteTransaction transaction = _file.Begin();
        Run("INSERT INTO forgotten VALUES ($release) ON CONFLICT DO NOTHING", ("$release", release.ToBytes()));
        Run(SqliteSchema.End, ("$release", release.ToBytes()));
        Run("DELETE FROM session WHERE release = $release", ("$release", release.ToBytes()));
        Run("DELETE FROM repair WHERE release = $release", ("$release", release.ToBytes()));
        transaction.Commit();
        _open.Forget(release);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>A challenge that was answered is held by the statements themselves: whatever the caller thinks, the row
    /// changes only from the revision before and never from one answered challenge to another, and none comes back of a
    /// release that was forgotten.</summary>
    /// <param name="session">The session.</param>
    /// <param name="opened">1 where it takes a challenge now and did not, -1 where it did and does not, else 0.</param>
    private bool Write(Session session, out int opened)
    {
        string statement = session.Revision == 1 ? SqliteSchema.Insert : SqliteSchema.Update;
        (bool wasAnswered, bool wasOpen) = Before(session.Id);
        bool isOpen = session.Challenge is null && !session.Ended;
        opened = (isOpen ? 1 : 0) - (wasOpen ? 1 : 0);
        if (Run(statement, SqliteSchema.Parameters(session)) != 1) return false;
        if (session.Challenge is not null && !wasAnswered) Run("UPDATE mark SET answered = answered + 1");
        return true;
    }

    private (bool WasAnswered, bool WasOpen) Before(SessionId id)
    {
        using SqliteCommand command = Command(
            "SELECT challenge IS NOT NULL, challenge IS NULL AND ended = 0 FROM session WHERE id = $id",
            ("$id", id.ToBytes()));
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetBoolean(0), reader.GetBoolean(1)) : (false, false);
    }

    private List<Session> Read(string where, params (string Name, object Value)[] parameters)
    {
        using SqliteCommand command = Command($"SELECT {SqliteSchema.Columns} FROM session {where}", parameters);
        using SqliteDataReader reader = command.ExecuteReader();
        List<Session> sessions = [];
        while (reader.Read()) sessions.Add(SqliteSchema.Session(reader));
        return sessions;
    }

    private void Sync(Durability durability)
    {
        if (_durability == durability) return;
        Run(durability == Durability.PowerCut ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _durability = durability;
    }

    private int Run(string text, params (string Name, object Value)[] parameters) => _file.Run(text, parameters);

    private SqliteCommand Command(string text, params (string Name, object Value)[] parameters) =>
        _file.Command(text, parameters);
}
