using System;
using FairOta.Sdk.Distributor;
using Npgsql;

namespace FairOta.Sdk.Postgres;

/// <summary>How sessions lie in PostgreSQL.</summary>
internal static class PostgresRows
{
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
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23
        WHERE NOT EXISTS (SELECT FROM forgotten WHERE release = $3)
        ON CONFLICT (id) DO NOTHING
        """;

    /// <summary>What can change of a session, upon the revision before and never upon another answered
    /// challenge.</summary>
    public const string Update =
        """
        UPDATE session
        SET revision = $2, ended = $12, sent_bytes = $13, challenge = $14, valid_until = $15, key_commitment = $16,
            receipt = $17, received_at = $18, standing = $19, key_out = $20, acted_at = $21, lost_to = $22, digest = $23
        WHERE id = $1 AND revision = $2 - 1 AND (challenge IS NULL OR challenge = $14)
            AND release = $3 AND vendor = $4 AND device = $5 AND tranche = $6 AND place = $7 AND nonce = $8
            AND epoch = $9 AND opened_at = $10 AND ends_at = $11
        """;

    /// <summary>The releases of a table: one step along the index for each, however many rows it has.</summary>
    public static string EachRelease(string table) =>
        $"""
        (WITH RECURSIVE each(release) AS (
            (SELECT release FROM {table} ORDER BY release LIMIT 1)
            UNION ALL
            SELECT (SELECT t.release FROM {table} t WHERE t.release > each.release ORDER BY t.release LIMIT 1)
            FROM each WHERE each.release IS NOT NULL)
        SELECT release FROM each WHERE release IS NOT NULL)
        """;

    /// <summary>The parameters of <see cref="Insert"/> and <see cref="Update"/>.</summary>
    public static NpgsqlParameter[] Parameters(Session session) =>
    [
        PostgresValue.Of(session.Id.ToBytes()),
        PostgresValue.Of(session.Revision),
        PostgresValue.Of(session.Release.ToBytes()),
        PostgresValue.Of(session.Vendor.ToBytes()),
        PostgresValue.Of(session.Device.ToBytes()),
        PostgresValue.Of(session.Place.Tranche),
        PostgresValue.Of(session.Place.Index),
        PostgresValue.Of(session.Nonce.ToBytes()),
        PostgresValue.Of(session.Epoch.ToByteArray()),
        PostgresValue.Of(session.OpenedAt),
        PostgresValue.Of(session.EndsAt),
        PostgresValue.Of(session.Ended),
        PostgresValue.Of(session.SentBytes),
        PostgresValue.Of(session.Challenge?.Request),
        PostgresValue.Of(session.Challenge?.ValidUntil),
        PostgresValue.Of(session.Challenge?.KeyCommitment.ToBytes()),
        PostgresValue.Of(session.Receipt),
        PostgresValue.Of(session.ReceivedAt),
        PostgresValue.Of((int)session.Standing),
        PostgresValue.Of(session.KeyOut),
        PostgresValue.Of(session.ActedAt),
        PostgresValue.Of(session.LostTo?.ToBytes()),
        PostgresValue.Of(session.Digest?.ToBytes()),
    ];

    /// <summary>Reads one row of <see cref="Columns"/>.</summary>
    public static Session Session(NpgsqlDataReader row) => new()
    {
        Id = SessionId.FromBytes(row.Bytes(0)),
        Revision = row.GetInt64(1),
        Release = ReleaseId.FromBytes(row.Bytes(2)),
        Vendor = Address.FromBytes(row.Bytes(3)),
        Device = Address.FromBytes(row.Bytes(4)),
        Place = new Place(row.GetInt32(5), row.GetInt32(6)),
        Nonce = Hash32.FromBytes(row.Bytes(7)),
        Epoch = new Guid(row.Bytes(8)),
        OpenedAt = row.GetInt64(9),
        EndsAt = row.GetInt64(10),
        Ended = row.GetBoolean(11),
        SentBytes = row.GetInt64(12),
        Challenge = row.IsDBNull(13)
            ? null
            : new AnsweredChallenge(row.Bytes(13), row.GetInt64(14), Address.FromBytes(row.Bytes(15))),
        Receipt = row.IsDBNull(16) ? null : row.Bytes(16),
        ReceivedAt = row.GetInt64(17),
        Standing = (Standing)row.GetInt32(18),
        KeyOut = row.GetBoolean(19),
        ActedAt = row.GetInt64(20),
        LostTo = row.IsDBNull(21) ? null : Address.FromBytes(row.Bytes(21)),
        Digest = row.IsDBNull(22) ? null : Hash32.FromBytes(row.Bytes(22)),
    };
}
