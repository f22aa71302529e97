using System;
using System.CommandLine;
using FairOta.Cli.Commands;
using Npgsql;

namespace FairOta.Cli;

/// <summary>The database of a distributor that has several replicas. Its password is never on the command line: whoever
/// may list processes reads that.</summary>
internal sealed class DatabaseOption
{
    private readonly Option<string?> _database;

    /// <summary>Adds the option to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="description">What the database is to the command.</param>
    public DatabaseOption(Command command, string description)
    {
        _database = Opt.Of<string?>("--database", "connection", description, Parse);
        command.Add(_database);
    }

    /// <summary>How to connect; null for the books in the folder.</summary>
    public string? Get(Invocation call) => call.Get(_database);

    private static string Parse(string text)
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            // What was typed may hold a password, and the exception what was typed.
            throw new FormatException(
                "a connection string is expected, as \"Host=db.example;Database=fairota;Username=fairota\".");
        }

        if (connection.Password is not null)
        {
            throw new FormatException(
                "a password does not belong on the command line: put it into ~/.pgpass, or into a file that the "
                + "environment variable PGPASSFILE names, as host:port:database:user:password.");
        }

        return connection.Host is null || connection.Database is null
            ? throw new FormatException("the connection names no Host, or no Database.")
            : connection.ToString();
    }
}
