using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Npgsql;

namespace FairOta.Sdk.Postgres;

/// <summary>The account's outbox, in the database of its replicas; one of them has it. It belongs to the connection
/// that took the lock: what came to be under another writes nothing any more, and what is not written is not
/// sent.</summary>
/// <remarks>Rows that are gone stay in the database's files and its log for a while, and with them keys that were not
/// public yet: whoever can read those files can read the distributor's secrets.</remarks>
internal sealed class PostgresOutbox : IOutboxStore
{
    private readonly PostgresHold _hold;
    private readonly long _term;

    private PostgresOutbox(PostgresHold hold, long term) => (_hold, _term) = (hold, term);

    /// <summary>Takes the outbox; null where another replica has it.</summary>
    /// <exception cref="BooksUnavailableException">The database is out of reach.</exception>
    public static PostgresOutbox? TryTake(PostgresHold hold) => hold.Do(session =>
        session.Is($"SELECT pg_try_advisory_lock({PostgresLocks.Space}, {PostgresLocks.Claim})")
            ? new PostgresOutbox(hold, hold.Term)
            : null);

    /// <inheritdoc/>
    public IReadOnlyList<OutboxEntry> Live() => Do(ReadLive);

    /// <inheritdoc/>
    public IReadOnlyList<SettledTransaction> Settled() => Do(ReadSettled);

    /// <summary>What is on its way, for whoever may read it.</summary>
    public static IReadOnlyList<OutboxEntry> ReadLive(PostgresSession session)
    {
        List<OutboxEntry> entries = [];
        foreach (OutboxEntry each in session.Read(
            """
            SELECT e.nonce, label, about, receiver, data, value, gas, last_sent_at,
                hash, raw, max_fee, max_tip, gives_up, sent_at, sent_at_block
            FROM entry e JOIN form f ON f.nonce = e.nonce ORDER BY e.nonce, number
            """,
            Entry))
        {
            if (entries is [.., var last] && last.Nonce == each.Nonce)
                entries[^1] = last with { Versions = last.Versions.AddRange(each.Versions) };
            else entries.Add(each);
        }

        return entries;
    }

    /// <summary>How transactions ended, for whoever may read it.</summary>
    public static IReadOnlyList<SettledTransaction> ReadSettled(PostgresSession session) => session.Read(
        """
        SELECT nonce, label, outcome, hash, block, gas_used, fee, value, versions, settled_at
        FROM settled ORDER BY nonce
        """,
        row => new SettledTransaction(
            row.GetInt64(0), row.GetString(1), (SettledOutcome)row.GetInt32(2), Hash32.FromBytes(row.Bytes(3)),
            row.GetInt64(4), row.GetInt64(5), row.Amount(6), row.Amount(7), row.GetInt32(8), row.GetInt64(9)));

    /// <inheritdoc/>
    public void Put(OutboxEntry entry) => Change(session =>
    {
        Delete(session, entry.Nonce);
        session.Run(
            "INSERT INTO entry VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            PostgresValue.Of(entry.Nonce),
            PostgresValue.Of(entry.Label),
            PostgresValue.Of(string.Join('\n', entry.About)),
            PostgresValue.Of(entry.Request.To?.ToBytes()),
            PostgresValue.Of(entry.Request.Data),
            PostgresValue.Of(entry.Request.Value),
            PostgresValue.Of(entry.Gas),
            PostgresValue.Of(entry.LastSentAt));
        foreach ((int number, OutboxVersion version) in entry.Versions.Index())
        {
            session.Run(
                "INSERT INTO form VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                PostgresValue.Of(entry.Nonce),
                PostgresValue.Of(number),
                PostgresValue.Of(version.Hash.ToBytes()),
                PostgresValue.Of(version.Raw),
                PostgresValue.Of(version.Offer.MaxFeePerGas),
                PostgresValue.Of(version.Offer.MaxPriorityFeePerGas),
                PostgresValue.Of(version.GivesUp),
                PostgresValue.Of(version.SentAt),
                PostgresValue.Of(version.SentAtBlock));
        }
    });

    /// <inheritdoc/>
    public void Remove(long nonce) => Change(session => Delete(session, nonce));

    /// <inheritdoc/>
    public void Settle(SettledTransaction settled) => Change(session =>
    {
        Delete(session, settled.Nonce);
        session.Run("DELETE FROM settled WHERE nonce = $1", PostgresValue.Of(settled.Nonce));
        session.Run(
            "INSERT INTO settled VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            PostgresValue.Of(settled.Nonce),
            PostgresValue.Of(settled.Label),
            PostgresValue.Of((int)settled.Outcome),
            PostgresValue.Of(settled.Transaction.ToBytes()),
            PostgresValue.Of(settled.Block),
            PostgresValue.Of(settled.GasUsed),
            PostgresValue.Of(settled.Fee),
            PostgresValue.Of(settled.Value),
            PostgresValue.Of(settled.Versions),
            PostgresValue.Of(settled.SettledAt));
    });

    /// <summary>Lets another replica have it at once.</summary>
    public void Dispose()
    {
        try
        {
            Do(session => session.Is($"SELECT pg_advisory_unlock({PostgresLocks.Space}, {PostgresLocks.Claim})"));
        }
        catch (BooksUnavailableException)
        {
            // The connection is gone, and the lock with it.
        }
    }

    private void Change(Action<PostgresSession> change) => Do(session =>
    {
        session.MakeDurable();
        change(session);
        return true;
    });

    /// <summary>Under another connection nothing is done, and that one is left alone.</summary>
    private T Do<T>(Func<PostgresSession, T> work)
    {
        bool isOurs = _hold.Term == _term;
        T? done = isOurs
            ? _hold.Do(session => (isOurs = _hold.Term == _term) ? work(session) : default)
            : default;
        return isOurs
            ? done!
            : throw new BooksUnavailableException(
                "The connection that had the outbox is gone; another replica may send.");
    }

    private static void Delete(PostgresSession session, long nonce) =>
        session.Run("DELETE FROM entry WHERE nonce = $1", PostgresValue.Of(nonce));

    private static OutboxEntry Entry(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        [.. row.GetString(2).Split('\n', StringSplitOptions.RemoveEmptyEntries)],
        new TransactionRequest(
            row.IsDBNull(3) ? null : Address.FromBytes(row.Bytes(3)), row.Bytes(4), row.Amount(5)),
        row.GetInt64(6),
        [
            new OutboxVersion(
                Hash32.FromBytes(row.Bytes(8)), row.Bytes(9), new GasOffer(row.Amount(10), row.Amount(11)),
                row.GetBoolean(12), row.GetInt64(13), row.GetInt64(14)),
        ],
        row.GetInt64(7));
}
