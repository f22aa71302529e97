using System;
using System.IO;

namespace FairOta.Sdk.Chain;

/// <summary>Keeps files to their owner.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the file, empty, unless it is there, and takes it and its companions from everybody else. What
    /// SQLite makes beside a database has the database's mode.</summary>
    public static void Secure(string database)
    {
        // Made with its mode, so that nobody can open it in between.
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        options.Share = FileShare.ReadWrite;
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Owner;
        new FileStream(database, options).Dispose();
        if (OperatingSystem.IsWindows()) return;
        foreach (string path in new[] { database, database + "-wal", database + "-shm" })
            if (File.Exists(path)) File.SetUnixFileMode(path, Owner);
    }
}
