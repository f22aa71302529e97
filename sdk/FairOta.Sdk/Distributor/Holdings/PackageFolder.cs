using System;
using System.IO;
using System.Threading;
using FairOta.Sdk.Serving;
using Microsoft.Win32.SafeHandles;

namespace FairOta.Sdk.Distributor;

/// <summary>A folder in which the operator's other programs, a BitTorrent client as a rule, leave packages as
/// <see cref="PackageFile.NameOf"/> names them. It is read and never written to, and nothing in it is believed: a file
/// may be wrong, not finished or changing.</summary>
internal sealed class PackageFolder(string path)
{
    /// <summary>Takes what is missing of a package and right in its file, reading no more than the package has
    /// bytes.</summary>
    /// <param name="release">The release.</param>
    /// <param name="package">As far as it is here.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Null where nothing is missing any more; else a sentence on what the folder lacks.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; what was taken stays.</exception>
    public string? Fill(ReleaseId release, PackageDraft package, CancellationToken cancellation)
    {
        FileInfo file = new(Path.Combine(path, PackageFile.NameOf(release)));
        try
        {
            if (!file.Exists) return $"{file.FullName} is not there.";
            if (file.LinkTarget is not null) return $"{file.FullName} is a link, and links are not followed.";
            // Pipes and devices have no length, and whoever opens one may wait for ever.
            if (file.Length == 0) return $"{file.FullName} is empty.";
            // Its writer may go on with it, or away with it.
            using SafeFileHandle opened = File.OpenHandle(
                file.FullName, share: FileShare.ReadWrite | FileShare.Delete, options: FileOptions.SequentialScan);
            if (RandomAccess.GetLength(opened) > package.TotalBytes)
                return $"{file.FullName} has more bytes than the package, {package.TotalBytes}.";
            Take(opened, package, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file.FullName} cannot be taken over: {e.Message}";
        }

        return package.Missing == 0
            ? null
            : $"{file.FullName} lacks {package.Missing} of {package.SegmentCount} segments, or has others.";
    }

    private static void Take(SafeFileHandle file, PackageDraft package, CancellationToken cancellation)
    {
        byte[] segment = new byte[package.SegmentSize];
        for (int index = 1; index <= package.SegmentCount; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (package.IsHere(index)) continue;
            int count = RandomAccess.Read(file, segment, (index - 1L) * segment.Length);
            if (count < segment.Length) return; // it ends here, for now
            package.TryTake(index, segment);
        }
    }
}
