using System;
using System.Collections.Generic;
using System.Linq;
using Npgsql;

namespace FairOta.Sdk.Postgres;

/// <summary>Statements on a connection, in whatever transaction it has. Parameters are $1, $2 and so on.</summary>
internal readonly struct PostgresSession(NpgsqlConnection connection)
{
    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run(string text, params NpgsqlParameter[] parameters)
    {
        using NpgsqlCommand command = Command(text, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>Reads all rows.</summary>
    public List<T> Read<T>(string text, Func<NpgsqlDataReader, T> row, params NpgsqlParameter[] parameters)
    {
        using NpgsqlCommand command = Command(text, parameters);
        using NpgsqlDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Reads the one row there is.</summary>
    public T One<T>(string text, Func<NpgsqlDataReader, T> row, params NpgsqlParameter[] parameters) =>
        Read(text, row, parameters).Single();

    /// <summary>Whether a question is answered with yes.</summary>
    public bool Is(string text, params NpgsqlParameter[] parameters) =>
        One(text, row => row.GetBoolean(0), parameters);

    /// <summary>Has the transaction return only once it withstands a power cut.</summary>
    public void MakeDurable() => Run("SET LOCAL synchronous_commit = on");

    private NpgsqlCommand Command(string text, NpgsqlParameter[] parameters)
    {
        NpgsqlCommand command = new(text, connection);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
