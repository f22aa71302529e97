using System;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace FairOta.Sdk.Distributor;

/// <summary>How sessions and repairs lie in SQLite.</summary>
internal static class SqliteSchema
{
    /// <summary>What makes each version of the schema out of the one before; the first out of nothing. Times are Unix
    /// seconds, ids and addresses their bytes.</summary>
    public static readonly string[] Versions =
    [
        """
        CREATE TABLE mark (epoch BLOB NOT NULL, answered INTEGER NOT NULL);
        INSERT INTO mark VALUES (zeroblob(16), 0);
        CREATE TABLE session (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE,
            revision INTEGER NOT NULL,
            release BLOB NOT NULL,
            vendor BLOB NOT NULL,
            device BLOB NOT NULL,
            tranche INTEGER NOT NULL,
            place INTEGER NOT NULL,
            nonce BLOB NOT NULL,
            epoch BLOB NOT NULL,
            opened_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            ended INTEGER NOT NULL,
            sent_bytes INTEGER NOT NULL,
            challenge BLOB,
            valid_until INTEGER,
            key_commitment BLOB,
            receipt BLOB,
            received_at INTEGER NOT NULL,
            standing INTEGER NOT NULL,
            key_out INTEGER NOT NULL,
            acted_at INTEGER NOT NULL,
            repaired BLOB NOT NULL
        );
        CREATE INDEX session_device ON session (release, device);
        CREATE INDEX session_claimable ON session (received_at, id) WHERE standing BETWEEN 2 AND 4;
        CREATE INDEX session_owing ON session (vendor, release, valid_until)
            WHERE challenge IS NOT NULL AND standing NOT IN (4, 5);
        CREATE INDEX session_paid ON session (vendor, release) WHERE standing = 5;
        """,
        "CREATE TABLE forgotten (release BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID;",
        """
        CREATE TABLE repair (
            release BLOB NOT NULL,
            device BLOB NOT NULL,
            indices BLOB NOT NULL,
            PRIMARY KEY (release, device)
        );
        INSERT OR REPLACE INTO repair
            SELECT release, device, repaired FROM session WHERE length(repaired) > 0 ORDER BY length(repaired);
        ALTER TABLE session DROP COLUMN repaired;
        """,
        // Deliveries are counted when they are paid, because each Open and challenge asks how many there are.
        """
        CREATE TABLE paid (
            vendor BLOB NOT NULL,
            release BLOB NOT NULL,
            deliveries INTEGER NOT NULL,
            PRIMARY KEY (vendor, release)
        ) WITHOUT ROWID;
        INSERT INTO paid SELECT vendor, release, count(*) FROM session WHERE standing = 5 GROUP BY vendor, release;
        CREATE TRIGGER session_inserted AFTER INSERT ON session WHEN new.standing = 5 BEGIN
            INSERT INTO paid VALUES (new.vendor, new.release, 1)
                ON CONFLICT DO UPDATE SET deliveries = deliveries + 1;
        END;
        CREATE TRIGGER session_updated AFTER UPDATE OF standing ON session
        WHEN (old.standing = 5) <> (new.standing = 5) BEGIN
            INSERT INTO paid VALUES (new.vendor, new.release, 1)
                ON CONFLICT DO UPDATE SET deliveries = deliveries + (new.standing = 5) - (old.standing = 5);
        END;
        CREATE TRIGGER session_deleted AFTER DELETE ON session WHEN old.standing = 5 BEGIN
            UPDATE paid SET deliveries = deliveries - 1 WHERE vendor = old.vendor AND release = old.release;
        END;
        DROP INDEX session_paid;
        CREATE INDEX session_open_of_release ON session (release, ends_at) WHERE challenge IS NULL AND ended = 0;
        CREATE INDEX session_open ON session (ends_at) WHERE challenge IS NULL AND ended = 0;
        """,
        """
        ALTER TABLE session ADD COLUMN lost_to BLOB;
        CREATE TABLE earned (
            release BLOB NOT NULL PRIMARY KEY,
            token BLOB NOT NULL,
            reward TEXT NOT NULL,
            deliveries INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE ended (
            release BLOB NOT NULL,
            standing INTEGER NOT NULL,
            lost_to BLOB,
            deliveries INTEGER NOT NULL
        );
        """,
        "ALTER TABLE session ADD COLUMN digest BLOB;",
    ];

    /// <summary>The columns in the order in which <see cref="Session"/> reads them.</summary>
    public const string Columns =
        """
        id, revision, release, vendor, device, tranche, place, nonce, epoch, opened_at, ends_at, ended, sent_bytes,
        challenge, valid_until, key_commitment, receipt, received_at, standing, key_out, acted_at, lost_to, digest
        """;

    /// <summary>A new session; changes no row if there is one of that id, or its release was forgotten.</summary>
    public const string Insert =
        $"""
        INSERT INTO session ({Columns})
        SELECT $id, $revision, $release, $vendor, $device, $tranche, $place, $nonce, $epoch, $opened_at, $ends_at,
            $ended, $sent_bytes, $challenge, $valid_until, $key_commitment, $receipt, $received_at, $standing, $key_out,
            $acted_at, $lost_to, $digest
        WHERE NOT EXISTS (SELECT 1 FROM forgotten WHERE release = $release)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>What can change of a session, upon the revision before and never upon another answered
    /// challenge.</summary>
    public const string Update =
        """
        UPDATE session
        SET revision = $revision, ended = $ended, sent_bytes = $sent_bytes, challenge = $challenge,
            valid_until = $valid_until, key_commitment = $key_commitment, receipt = $receipt,
            received_at = $received_at, standing = $standing, key_out = $key_out, acted_at = $acted_at,
            lost_to = $lost_to, digest = $digest
        WHERE id = $id AND revision = $revision - 1 AND (challenge IS NULL OR challenge = $challenge)
        """;

    /// <summary>What a device had repaired; changes no row if the release was forgotten.</summary>
    public const string PutRepair =
        """
        INSERT OR REPLACE INTO repair
        SELECT $release, $device, $indices WHERE NOT EXISTS (SELECT 1 FROM forgotten WHERE release = $release)
        """;

    /// <summary>How the deliveries stand that have a receipt, by release, standing and who took them.</summary>
    public const string Tallies =
        """
        SELECT release, standing, lost_to, sum(deliveries) FROM (
            SELECT release, standing, lost_to, 1 AS deliveries FROM session WHERE standing >= 2
            UNION ALL SELECT release, standing, lost_to, deliveries FROM ended)
        GROUP BY release, standing, lost_to ORDER BY release, standing, lost_to
        """;

    /// <summary>How many sessions stand in which way, by the hour of their receipts.</summary>
    public const string Counts =
        """
        SELECT release, tranche, standing,
            CASE WHEN standing >= 2 THEN max(received_at / 3600, $since) ELSE 0 END AS hour,
            min(received_at), count(*)
        FROM session
        WHERE standing >= 2 OR standing = 1 AND valid_until >= $now
            OR challenge IS NULL AND ended = 0 AND ends_at >= $now
        GROUP BY release, tranche, standing, hour ORDER BY release, tranche, standing, hour
        """;

    /// <summary>The releases of sessions and repairs: one step along the index for each, however many rows it has.
    /// </summary>
    public const string Releases =
        """
        WITH RECURSIVE
            opened(release) AS (
                SELECT min(release) FROM session
                UNION ALL SELECT (SELECT min(release) FROM session WHERE release > opened.release)
                FROM opened WHERE release IS NOT NULL),
            repaired(release) AS (
                SELECT min(release) FROM repair
                UNION ALL SELECT (SELECT min(release) FROM repair WHERE release > repaired.release)
                FROM repaired WHERE release IS NOT NULL)
        SELECT release FROM opened WHERE release IS NOT NULL
        UNION SELECT release FROM repaired WHERE release IS NOT NULL
        """;

    /// <summary>Keeps how the deliveries of a release ended, before it is forgotten.</summary>
    public const string End =
        """
        INSERT INTO ended
        SELECT release, standing, lost_to, count(*) FROM session WHERE release = $release AND standing >= 2
        GROUP BY standing, lost_to
        """;

    /// <summary>The parameters of <see cref="Insert"/> and <see cref="Update"/>.</summary>
    public static (string Name, object Value)[] Parameters(Session session) =>
    [
        ("$id", session.Id.ToBytes()),
        ("$revision", session.Revision),
        ("$release", session.Release.ToBytes()),
        ("$vendor", session.Vendor.ToBytes()),
        ("$device", session.Device.ToBytes()),
        ("$tranche", session.Place.Tranche),
        ("$place", session.Place.Index),
        ("$nonce", session.Nonce.ToBytes()),
        ("$epoch", session.Epoch.ToByteArray()),
        ("$opened_at", session.OpenedAt),
        ("$ends_at", session.EndsAt),
        ("$ended", session.Ended),
        ("$sent_bytes", session.SentBytes),
        ("$challenge", (object?)session.Challenge?.Request ?? DBNull.Value),
        ("$valid_until", (object?)session.Challenge?.ValidUntil ?? DBNull.Value),
        ("$key_commitment", (object?)session.Challenge?.KeyCommitment.ToBytes() ?? DBNull.Value),
        ("$receipt", (object?)session.Receipt ?? DBNull.Value),
        ("$received_at", session.ReceivedAt),
        ("$standing", (int)session.Standing),
        ("$key_out", session.KeyOut),
        ("$acted_at", session.ActedAt),
        ("$lost_to", (object?)session.LostTo?.ToBytes() ?? DBNull.Value),
        ("$digest", (object?)session.Digest?.ToBytes() ?? DBNull.Value),
    ];

    /// <summary>Reads one row of <see cref="Columns"/>.</summary>
    public static Session Session(SqliteDataReader row) => new()
    {
        Id = SessionId.FromBytes(Blob(row, 0)),
        Revision = row.GetInt64(1),
        Release = ReleaseId.FromBytes(Blob(row, 2)),
        Vendor = Address.FromBytes(Blob(row, 3)),
        Device = Address.FromBytes(Blob(row, 4)),
        Place = new Place(row.GetInt32(5), row.GetInt32(6)),
        Nonce = Hash32.FromBytes(Blob(row, 7)),
        Epoch = new Guid(Blob(row, 8)),
        OpenedAt = row.GetInt64(9),
        EndsAt = row.GetInt64(10),
        Ended = row.GetBoolean(11),
        SentBytes = row.GetInt64(12),
        Challenge = row.IsDBNull(13)
            ? null
            : new AnsweredChallenge(Blob(row, 13), row.GetInt64(14), Address.FromBytes(Blob(row, 15))),
        Receipt = row.IsDBNull(16) ? null : Blob(row, 16),
        ReceivedAt = row.GetInt64(17),
        Standing = (Standing)row.GetInt32(18),
        KeyOut = row.GetBoolean(19),
        ActedAt = row.GetInt64(20),
        LostTo = row.IsDBNull(21) ? null : Address.FromBytes(Blob(row, 21)),
        Digest = row.IsDBNull(22) ? null : Hash32.FromBytes(Blob(row, 22)),
    };

    /// <summary>Segments repaired, from 1 to 65,535, as a column has them.</summary>
    public static byte[] Blob(ImmutableSortedSet<int> indices) =>
        MemoryMarshal.AsBytes(indices.Select(i => (ushort)i).ToArray().AsSpan()).ToArray();

    /// <summary>Reads them.</summary>
    public static ImmutableSortedSet<int> Indices(byte[] blob) =>
        [.. MemoryMarshal.Cast<byte, ushort>(blob).ToArray().Select(i => (int)i)];

    private static byte[] Blob(SqliteDataReader row, int column) => (byte[])row[column];
}
