using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Npgsql;

namespace FairOta.Tests.Postgres;

/// <summary>A PostgreSQL server of a test's own, in a folder of its own behind a Unix socket, gone with the
/// test's process whatever ends it.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string User = "postgres";
    private readonly bool _isDurable;
    private Process? _process;
    private int _databases;

    private PostgresServer(bool isDurable) => _isDurable = isDurable;

    /// <summary>Why there is none; null where PostgreSQL is installed.</summary>
    public static string? Missing => Programs is null ? "PostgreSQL is not installed." : null;

    public string Folder { get; } = Directory.CreateTempSubdirectory("fairota-pg-").FullName;

    private string Data => Path.Combine(Folder, "data");

    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "postgres"))).Order().LastOrDefault()
        : null;

    /// <summary>The server refuses to be root.</summary>
    private static string[] AsUser => Environment.IsPrivilegedProcess ? ["runuser", "-u", User, "--"] : [];

    /// <summary>Makes and starts one.</summary>
    /// <param name="isDurable">Whether it syncs: for whoever kills it.</param>
    public static PostgresServer Start(bool isDurable = false)
    {
        PostgresServer server = new(isDurable);
        if (Environment.IsPrivilegedProcess) Run("chown", User, server.Folder);
        Run([
            .. AsUser, Program("initdb"), "-D", server.Data, "-A", "trust", "-U", "fairota", "-E", "UTF8", "--locale=C",
            "--no-sync",
        ]);
        server.Restart();
        return server;
    }

    /// <summary>How to connect to a database.</summary>
    public string Connection(string database) => $"Host={Folder};Username=fairota;Database={database}";

    /// <summary>A new, empty database.</summary>
    /// <returns>Its name.</returns>
    public string CreateDatabase()
    {
        string name = $"books{Interlocked.Increment(ref _databases)}";
        Execute("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Runs a statement beside whoever else is there.</summary>
    public void Execute(string database, string statement)
    {
        using NpgsqlConnection connection = new(Connection(database) + ";Pooling=False");
        connection.Open();
        using NpgsqlCommand command = new(statement, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Asks for one value beside whoever else is there.</summary>
    public T Ask<T>(string database, string question)
    {
        using NpgsqlConnection connection = new(Connection(database) + ";Pooling=False");
        connection.Open();
        using NpgsqlCommand command = new(question, connection);
        return (T)command.ExecuteScalar()!;
    }

    /// <summary>Ends a database's connections, as a network that breaks does; returns once they are gone.</summary>
    public void Disconnect(string database) => Execute(
        "postgres", $"SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '{database}'");

    /// <summary>Writes a database into a file, from which <see cref="Restore"/> reads it.</summary>
    public string Dump(string database)
    {
        string file = Path.Combine(Folder, database + ".dump");
        Run([.. AsUser, Program("pg_dump"), "-Fc", "-h", Folder, "-U", "fairota", "-f", file, database]);
        return file;
    }

    /// <summary>Reads a dump into a database: an empty one, or in place of what is there.</summary>
    public void Restore(string file, string database) => Run([
        .. AsUser, Program("pg_restore"), "--clean", "--if-exists", "--single-transaction", "-h", Folder,
        "-U", "fairota", "-d", database, file,
    ]);

    /// <summary>Ends it as a power cut does: nothing is finished or said.</summary>
    public void Kill()
    {
        string pid = File.ReadLines(Path.Combine(Data, "postmaster.pid")).First();
        foreach (string child in File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ').Where(c => c != ""))
            Run("sh", "-c", $"kill -9 {child} || true");
        Run("kill", "-9", pid);
        Stop();
    }

    /// <summary>Starts it again.</summary>
    public void Restart()
    {
        // Its input is this process: the server ends where that does.
        const string watched = "\"$@\" & server=$!; cat > /dev/null; kill -QUIT $server; wait $server";
        ProcessStartInfo start = StartOf([
            .. AsUser, "sh", "-c", watched, "sh", Program("postgres"), "-D", Data, "-k", Folder,
            "-c", "listen_addresses=", "-c", $"fsync={(_isDurable ? "on" : "off")}", "-c", "max_connections=200",
            "-c", "shared_buffers=32MB", "-c", "log_destination=stderr", "-c", "logging_collector=off",
            "-c", "log_min_messages=panic",
        ]);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Run([.. AsUser, Program("pg_isready"), "-q", "-t", "1", "-h", Folder], tries: 2_000);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        if (Environment.IsPrivilegedProcess) Run("chown", "-R", "root", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private void Stop()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    private static string Program(string name) => Path.Combine(Programs!, name);

    private static void Run(params string[] command) => Run(command, tries: 1);

    /// <summary>Runs a command, as often as it may fail before it does not.</summary>
    private static void Run(string[] command, int tries)
    {
        for (int left = tries - 1; ; left--)
        {
            using Process process = Process.Start(StartOf(command))!;
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode == 0) return;
            if (left == 0) throw new InvalidOperationException($"{string.Join(' ', command)}: {output}");
        }
    }

    private static ProcessStartInfo StartOf(string[] command) => new(command[0], command[1..])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(),
    };
}
