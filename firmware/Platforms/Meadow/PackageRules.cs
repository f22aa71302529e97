// Which Meadow package may be handed to the operating system. Pure: it looks at the list of what a package holds.
//
//  1. The application alone: files below app/, and info.json. A package with a part of the operating system (os/,
//     firmware/) is refused, because nothing says how the system gets back from one that fails.
//  2. app/App.dll or app/App.exe is there: without it Meadow starts nothing, and nobody could repair that from afar.
//  3. Plain names: no absolute path, no "..", no backslash, colon or control character, none twice (by any case).
//  4. Within limits: entries, bytes of all of them unpacked.

using System;
using System.Collections.Generic;
using System.IO.Compression;

namespace FairOta.Platforms.Meadow;

internal static class PackageRules
{
    /// <summary>Most entries, folders included.</summary>
    public const int MaxEntries = 1024;

    /// <summary>Longest name in characters.</summary>
    public const int MaxNameLength = 200;

    private const string AppFolder = "app/";
    private const string Metadata = "info.json";

    /// <summary>True where the operating system may have it.</summary>
    public static bool MayInstall(ZipArchive package, long largestUnpackedBytes)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        long unpacked = 0;
        if (package.Entries.Count > MaxEntries)
            return false;
        foreach (ZipArchiveEntry entry in package.Entries)
        {
            if (!IsPlain(entry.FullName) || !Belongs(entry.FullName) || !names.Add(entry.FullName))
                return false;
            if (entry.Length < 0 || entry.Length > largestUnpackedBytes - unpacked)
                return false;
            unpacked += entry.Length;
        }

        return names.Contains("app/App.dll") || names.Contains("app/App.exe");
    }

    /// <summary>True for an entry that is a folder.</summary>
    public static bool IsFolder(string name) => name.EndsWith('/');

    private static bool Belongs(string name) =>
        name == Metadata || name.StartsWith(AppFolder, StringComparison.Ordinal);

    private static bool IsPlain(string name)
    {
        if (name.Length > MaxNameLength)
            return false;
        foreach (char c in name)
        {
            if (c < ' ' || c == '\\' || c == ':' || c == 0x7F)
                return false;
        }

        foreach (string part in (IsFolder(name) ? name[..^1] : name).Split('/'))
        {
            if (part.Length == 0 || part == "." || part == "..")
                return false;
        }

        return true;
    }
}
