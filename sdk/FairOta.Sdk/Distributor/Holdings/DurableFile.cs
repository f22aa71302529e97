using System;
using System.IO;

namespace FairOta.Sdk.Distributor;

/// <summary>Files that survive a crash as the old or the new one.</summary>
internal static class DurableFile
{
    /// <summary>Writes a file whole: beside it first, onto the disk, then in its place.</summary>
    public static void Write(string path, byte[] bytes) => Write(path, file => file.Write(bytes));

    /// <summary>The same for what is written piece by piece.</summary>
    public static void Write(string path, Action<FileStream> write)
    {
        string next = path + ".next";
        using (FileStream file = new(next, FileMode.Create, FileAccess.Write))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
