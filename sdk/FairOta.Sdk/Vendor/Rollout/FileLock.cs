using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Vendor;

/// <summary>A file that one process at a time holds; the operating system lets go of it when that process ends, however
/// it ends.</summary>
internal static class FileLock
{
    private const int Tries = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes the file; null where another holds it.</summary>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (Directory.Exists(Path.GetDirectoryName(path)))
        {
            return null;
        }
    }

    /// <summary>Takes a file that is held for moments only.</summary>
    /// <exception cref="RolloutException">Somebody holds it for 5 seconds.</exception>
    public static async Task<IDisposable> TakeAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        for (int i = 0; i < Tries; i++)
        {
            if (TryTake(path) is { } taken) return taken;
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }

        throw new RolloutException("Another process writes to this roll-out just now; repeat the command.");
    }
}
