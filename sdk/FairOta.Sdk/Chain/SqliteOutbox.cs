using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using Microsoft.Data.Sqlite;

namespace FairOta.Sdk.Chain;

/// <summary>An account's outbox in one SQLite file, readable by its owner alone, since it holds keys not yet public.
/// What is settled keeps no data.</summary>
/// <remarks>It belongs to one account on one chain. Whoever opens it to send holds a lock beside it until this is
/// disposed: two processes would give one number to two transactions.</remarks>
internal sealed class SqliteOutbox : IOutboxStore
{
    private static readonly string[] Versions =
    [
        """
        CREATE TABLE owner (chain INTEGER NOT NULL, account BLOB NOT NULL);
        CREATE TABLE entry (
            nonce INTEGER PRIMARY KEY,
            label TEXT NOT NULL,
            about TEXT NOT NULL,
            receiver BLOB,
            data BLOB NOT NULL,
            value TEXT NOT NULL,
            gas INTEGER NOT NULL,
            last_sent_at INTEGER NOT NULL
        );
        CREATE TABLE version (
            nonce INTEGER NOT NULL,
            number INTEGER NOT NULL,
            hash BLOB NOT NULL,
            raw BLOB NOT NULL,
            max_fee TEXT NOT NULL,
            max_tip TEXT NOT NULL,
            gives_up INTEGER NOT NULL,
            sent_at INTEGER NOT NULL,
            sent_at_block INTEGER NOT NULL,
            PRIMARY KEY (nonce, number)
        ) WITHOUT ROWID;
        CREATE TABLE settled (
            nonce INTEGER PRIMARY KEY,
            label TEXT NOT NULL,
            outcome INTEGER NOT NULL,
            hash BLOB NOT NULL,
            block INTEGER NOT NULL,
            gas_used INTEGER NOT NULL,
            fee TEXT NOT NULL,
            value TEXT NOT NULL,
            versions INTEGER NOT NULL,
            settled_at INTEGER NOT NULL
        );
        """,
    ];

    private readonly SqliteFile _file;
    private readonly FileStream? _lock;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="chainId">EIP-155 id of the account's chain.</param>
    /// <param name="account">The account.</param>
    /// <exception cref="InvalidDataException">The file was written by a newer version, or for another account or
    /// chain.</exception>
    /// <exception cref="OutboxTakenException">Another process sends for the account.</exception>
    /// <exception cref="SqliteException">It is no database or cannot be opened.</exception>
    public SqliteOutbox(string path, long chainId, Address account)
    {
        _lock = Lock(path);
        try
        {
            _file = new SqliteFile(path, "outbox", Versions);
            Own(chainId, account);
            // What was deleted held keys: it is overwritten.
            _file.Run("PRAGMA secure_delete = ON");
        }
        catch
        {
            _file?.Dispose();
            _lock.Dispose();
            throw;
        }
    }

    private SqliteOutbox(string path) => _file = new SqliteFile(path, "outbox", Versions, readOnly: true);

    /// <summary>How the transactions of an outbox ended, read beside whoever writes to it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is of another version.</exception>
    /// <exception cref="SqliteException">It is no database or cannot be opened.</exception>
    public static (IReadOnlyList<OutboxEntry> Live, IReadOnlyList<SettledTransaction> Settled) Read(string path)
    {
        using SqliteOutbox outbox = new(path);
        return (outbox.Live(), outbox.Settled());
    }

    /// <inheritdoc/>
    public IReadOnlyList<OutboxEntry> Live()
    {
        using SqliteCommand command = _file.Command(
            """
            SELECT e.nonce, label, about, receiver, data, value, gas, last_sent_at,
                hash, raw, max_fee, max_tip, gives_up, sent_at, sent_at_block
            FROM entry e JOIN version v ON v.nonce = e.nonce ORDER BY e.nonce, number
            """);
        using SqliteDataReader row = command.ExecuteReader();
        List<OutboxEntry> entries = [];
        while (row.Read())
        {
            OutboxVersion version = new(
                Hash32.FromBytes(Blob(row, 8)), Blob(row, 9), new GasOffer(Number(row, 10), Number(row, 11)),
                row.GetBoolean(12), row.GetInt64(13), row.GetInt64(14));
            if (entries is [.., var last] && last.Nonce == row.GetInt64(0))
                entries[^1] = last with { Versions = last.Versions.Add(version) };
            else entries.Add(Entry(row, version));
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Put(OutboxEntry entry)
    {
        using SqliteTransaction transaction = _file.Begin();
        Delete(entry.Nonce);
        _file.Run(
            "INSERT INTO entry VALUES ($nonce, $label, $about, $receiver, $data, $value, $gas, $sent)",
            ("$nonce", entry.Nonce),
            ("$label", entry.Label),
            ("$about", string.Join('\n', entry.About)),
            ("$receiver", (object?)entry.Request.To?.ToBytes() ?? DBNull.Value),
            ("$data", entry.Request.Data),
            ("$value", Text(entry.Request.Value)),
            ("$gas", entry.Gas),
            ("$sent", entry.LastSentAt));
        foreach ((int number, OutboxVersion version) in entry.Versions.Index())
        {
            _file.Run(
                "INSERT INTO version VALUES ($nonce, $number, $hash, $raw, $fee, $tip, $gives, $sent, $block)",
                ("$nonce", entry.Nonce),
                ("$number", number),
                ("$hash", version.Hash.ToBytes()),
                ("$raw", version.Raw),
                ("$fee", Text(version.Offer.MaxFeePerGas)),
                ("$tip", Text(version.Offer.MaxPriorityFeePerGas)),
                ("$gives", version.GivesUp),
                ("$sent", version.SentAt),
                ("$block", version.SentAtBlock));
        }

        transaction.Commit();
    }

    /// <inheritdoc/>
    public void Remove(long nonce)
    {
        using SqliteTransaction transaction = _file.Begin();
        Delete(nonce);
        transaction.Commit();
    }

    /// <inheritdoc/>
    public void Settle(SettledTransaction settled)
    {
        using SqliteTransaction transaction = _file.Begin();
        Delete(settled.Nonce);
        _file.Run(
            """
            INSERT OR REPLACE INTO settled
            VALUES ($nonce, $label, $outcome, $hash, $block, $gas, $fee, $value, $versions, $at)
            """,
            ("$nonce", settled.Nonce),
            ("$label", settled.Label),
            ("$outcome", (int)settled.Outcome),
            ("$hash", settled.Transaction.ToBytes()),
            ("$block", settled.Block),
            ("$gas", settled.GasUsed),
            ("$fee", Text(settled.Fee)),
            ("$value", Text(settled.Value)),
            ("$versions", settled.Versions),
            ("$at", settled.SettledAt));
        transaction.Commit();
    }

    /// <inheritdoc/>
    public IReadOnlyList<SettledTransaction> Settled()
    {
        using SqliteCommand command = _file.Command("SELECT * FROM settled ORDER BY nonce");
        using SqliteDataReader row = command.ExecuteReader();
        List<SettledTransaction> settled = [];
        while (row.Read())
        {
            settled.Add(new SettledTransaction(
                row.GetInt64(0), row.GetString(1), (SettledOutcome)row.GetInt32(2), Hash32.FromBytes(Blob(row, 3)),
                row.GetInt64(4), row.GetInt64(5), Number(row, 6), Number(row, 7), row.GetInt32(8), row.GetInt64(9)));
        }

        return settled;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _lock?.Dispose();
    }

    private static FileStream Lock(string path)
    {
        string beside = path + ".lock";
        try
        {
            return new FileStream(beside, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(beside))
        {
            throw new OutboxTakenException(path, e);
        }
    }

    private void Own(long chainId, Address account)
    {
        _file.Run(
            "INSERT INTO owner SELECT $chain, $account WHERE NOT EXISTS (SELECT 1 FROM owner)",
            ("$chain", chainId), ("$account", account.ToBytes()));
        using SqliteCommand command = _file.Command("SELECT chain, account FROM owner");
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        (long chain, Address owner) = (row.GetInt64(0), Address.FromBytes(Blob(row, 1)));
        if (chain != chainId || owner != account)
            throw new InvalidDataException(
                $"The outbox is of account {owner} on chain {chain}, not of {account} on chain {chainId}: another "
                + "account or chain needs a folder of its own.");
    }

    private void Delete(long nonce)
    {
        _file.Run("DELETE FROM entry WHERE nonce = $nonce", ("$nonce", nonce));
        _file.Run("DELETE FROM version WHERE nonce = $nonce", ("$nonce", nonce));
    }

    private static OutboxEntry Entry(SqliteDataReader row, OutboxVersion version) => new(
        row.GetInt64(0),
        row.GetString(1),
        [.. row.GetString(2).Split('\n', StringSplitOptions.RemoveEmptyEntries)],
        new TransactionRequest(
            row.IsDBNull(3) ? null : Address.FromBytes(Blob(row, 3)), Blob(row, 4), Number(row, 5)),
        row.GetInt64(6),
        [version],
        row.GetInt64(7));

    private static byte[] Blob(SqliteDataReader row, int column) => (byte[])row[column];

    private static BigInteger Number(SqliteDataReader row, int column) =>
        BigInteger.Parse(row.GetString(column), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Another process has an outbox open to send.</summary>
internal sealed class OutboxTakenException(string path, Exception inner)
    : IOException($"Another process sends by {path}: end that one first.", inner);
