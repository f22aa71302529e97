using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using FairOta.Core;
using Microsoft.Data.Sqlite;

namespace FairOta.Sdk.Serving;

/// <summary>Reports in one SQLite file (write-ahead log), readable by its owner alone; every one is synced before
/// <see cref="TryAdd"/> returns.</summary>
/// <remarks>A device makes at most three reports of a release, so there are as many syncs and rows as that, whoever
/// sends what. The schema carries its version; a file of a newer one is refused.</remarks>
internal sealed class SqliteReportStore : IReportStore
{
    private const int Version = 1;

    private const string Schema =
        """
        CREATE TABLE report (
            release BLOB NOT NULL,
            number INTEGER NOT NULL,
            device BLOB NOT NULL,
            outcome INTEGER NOT NULL,
            signature BLOB NOT NULL,
            PRIMARY KEY (release, number)
        ) WITHOUT ROWID;
        CREATE UNIQUE INDEX report_device ON report (release, device, outcome);
        """;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file was written by a newer version.</exception>
    /// <exception cref="SqliteException">It is no database or cannot be opened.</exception>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    public SqliteReportStore(string path)
    {
        Create(path);
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            Run("PRAGMA journal_mode = WAL");
            Run("PRAGMA synchronous = FULL");
            Migrate();
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReleaseId> Releases
    {
        get
        {
            lock (_gate)
            {
                // From each to the next: SQLite would look at every report for DISTINCT.
                using SqliteCommand command = Command(
                    """
                    WITH RECURSIVE each(release) AS (
                        SELECT min(release) FROM report
                        UNION ALL
                        SELECT (SELECT min(release) FROM report WHERE release > each.release)
                        FROM each WHERE release IS NOT NULL)
                    SELECT release FROM each WHERE release IS NOT NULL
                    """);
                using SqliteDataReader reader = command.ExecuteReader();
                List<ReleaseId> releases = [];
                while (reader.Read()) releases.Add(ReleaseId.FromBytes((byte[])reader[0]));
                return releases;
            }
        }
    }

    /// <inheritdoc/>
    public byte[]? Find(ReleaseId release, Address device, int outcome)
    {
        lock (_gate)
        {
            using SqliteCommand command = Command(
                "SELECT signature FROM report WHERE release = $release AND device = $device AND outcome = $outcome",
                ("$release", release.ToBytes()), ("$device", device.ToBytes()), ("$outcome", outcome));
            return (byte[]?)command.ExecuteScalar();
        }
    }

    /// <inheritdoc/>
    public bool TryAdd(ReleaseId release, OutcomeReport report, long now)
    {
        lock (_gate)
        {
            return Run(
                "INSERT INTO report VALUES ($release, $number, $device, $outcome, $signature)"
                + " ON CONFLICT (release, device, outcome) DO NOTHING",
                ("$release", release.ToBytes()),
                ("$number", ReportNumber.After(Last(release), now)),
                ("$device", report.Device),
                ("$outcome", report.Outcome),
                ("$signature", report.Signature)) == 1;
        }
    }

    /// <inheritdoc/>
    public (long Next, IReadOnlyList<OutcomeReport> Reports) Read(ReleaseId release, long after, int most)
    {
        lock (_gate)
        {
            using SqliteCommand command = Command(
                """
                SELECT number, device, outcome, signature FROM report
                WHERE release = $release AND number > $after ORDER BY number LIMIT $most
                """,
                ("$release", release.ToBytes()), ("$after", after), ("$most", most));
            using SqliteDataReader row = command.ExecuteReader();
            List<OutcomeReport> reports = [];
            long next = 0;
            while (row.Read())
            {
                next = row.GetInt64(0);
                reports.Add(new OutcomeReport
                {
                    Device = (byte[])row[1],
                    Outcome = row.GetInt32(2),
                    Signature = (byte[])row[3],
                });
            }

            return (reports.Count == 0 ? long.Min(after, Last(release)) : next, reports);
        }
    }

    /// <inheritdoc/>
    public void Forget(ReleaseId release)
    {
        lock (_gate) Run("DELETE FROM report WHERE release = $release", ("$release", release.ToBytes()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _connection.Dispose();
    }

    /// <summary>Makes the file before SQLite does, whose own would be readable by others; the files beside it take its
    /// mode.</summary>
    private static void Create(string path)
    {
        if (File.Exists(path)) return;
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    private void Migrate()
    {
        using SqliteCommand version = Command("PRAGMA user_version");
        long found = (long)version.ExecuteScalar()!;
        if (found > Version)
            throw new InvalidDataException($"The reports' schema is version {found}; known is {Version}.");
        if (found == Version) return;
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        Run(Schema);
        Run($"PRAGMA user_version = {Version}");
        transaction.Commit();
    }

    private long Last(ReleaseId release)
    {
        using SqliteCommand command = Command(
            "SELECT coalesce(max(number), 0) FROM report WHERE release = $release", ("$release", release.ToBytes()));
        return (long)command.ExecuteScalar()!;
    }

    private int Run(string text, params (string Name, object Value)[] parameters)
    {
        using SqliteCommand command = Command(text, parameters);
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string text, params (string Name, object Value)[] parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        foreach ((string name, object value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
