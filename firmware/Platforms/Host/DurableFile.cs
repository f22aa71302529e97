using System;
using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FairOta.Platforms.Host;

/// <summary>
/// Files that are the old or the new after a power cut: written aside, flushed, renamed, the directory flushed.
/// </summary>
internal static class DurableFile
{
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string aside = path + ".new";
        using (SafeFileHandle handle = File.OpenHandle(aside, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(aside, path, overwrite: true);
        FlushDirectory(path);
    }

    public static void Delete(string path)
    {
        File.Delete(path);
        FlushDirectory(path);
    }

    /// <summary>Makes names in the file's directory durable. Windows does that with the file itself.</summary>
    public static void FlushDirectory(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            return;
        int directory = Posix.Open(Path.GetDirectoryName(Path.GetFullPath(path))!, 0);
        if (directory < 0)
            throw new IOException("The directory cannot be opened to flush it.");
        int result = Posix.Fsync(directory);
        _ = Posix.Close(directory);
        if (result != 0)
            throw new IOException("The directory cannot be flushed.");
    }

    private static class Posix
    {
        [DllImport(
            "libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
        public static extern int Open(string path, int flags);

        [DllImport("libc", EntryPoint = "fsync")]
        public static extern int Fsync(int descriptor);

        [DllImport("libc", EntryPoint = "close")]
        public static extern int Close(int descriptor);
    }
}
