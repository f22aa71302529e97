using System;
using System.IO;
using Microsoft.Data.Sqlite;

namespace FairOta.Sdk.Chain;

/// <summary>A SQLite file with a write-ahead log and a version of its schema, readable by its owner alone. One
/// connection, one thread at a time.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <summary>Opens or creates the file, and brings its schema to the newest version.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What it is, for errors.</param>
    /// <param name="versions">What makes each version of the schema out of the one before.</param>
    /// <param name="readOnly">Whether to open what is there, as it is.</param>
    /// <exception cref="InvalidDataException">The file was written by a newer version.</exception>
    /// <exception cref="SqliteException">It is no database or cannot be opened.</exception>
    public SqliteFile(string path, string name, string[] versions, bool readOnly = false)
    {
        if (!readOnly) PrivateFile.Secure(path);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
        }.ToString());
        try
        {
            _connection.Open();
            if (!readOnly)
            {
                Run("PRAGMA journal_mode = WAL");
                Run("PRAGMA synchronous = FULL");
            }

            Migrate(name, versions, readOnly);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    public SqliteTransaction Begin() => _connection.BeginTransaction(deferred: false);

    public int Run(string text, params (string Name, object Value)[] parameters)
    {
        using SqliteCommand command = Command(text, parameters);
        return command.ExecuteNonQuery();
    }

    public SqliteCommand Command(string text, params (string Name, object Value)[] parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        foreach ((string name, object value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }

    public void Dispose() => _connection.Dispose();

    private void Migrate(string name, string[] versions, bool readOnly)
    {
        using SqliteCommand version = Command("PRAGMA user_version");
        long found = (long)version.ExecuteScalar()!;
        int known = versions.Length;
        if (found > known)
            throw new InvalidDataException($"The {name}'s schema is version {found}; known is {known}.");
        if (found == known) return;
        if (readOnly)
            throw new InvalidDataException($"The {name}'s schema is of an older version: run the distributor once.");
        using SqliteTransaction transaction = Begin();
        foreach (string step in versions[(int)found..]) Run(step);
        Run($"PRAGMA user_version = {known}");
        transaction.Commit();
    }
}
