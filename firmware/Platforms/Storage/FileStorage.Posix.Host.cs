#if NET
using System.IO;
using System.Runtime.InteropServices;

namespace FairOta.Platforms.Storage;

/// <content>Durable names, where the system is POSIX: a file's fsync says nothing of its folder. Windows makes names
/// durable with the file itself.</content>
public sealed partial class FileStorage
{
    partial void FlushNames()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            return;
        int folder = Posix.Open(_folder, 0);
        if (folder < 0)
            throw new IOException("The folder cannot be opened to flush it.");
        int result = Posix.Fsync(folder);
        _ = Posix.Close(folder);
        if (result != 0)
            throw new IOException("The folder cannot be flushed.");
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
#endif
