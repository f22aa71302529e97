using System;
using System.IO;

namespace FairOta.Simulator.Run;

/// <summary>
/// A folder for a run's files: the one that was asked for, which stays, or a temporary one, which goes.
/// </summary>
public sealed class WorkFolder : IDisposable
{
    private readonly bool _temporary;

    /// <summary>Makes the folder.</summary>
    /// <param name="wanted">A folder that is empty or not there; null for a temporary one.</param>
    /// <exception cref="IOException">The folder holds something already.</exception>
    public WorkFolder(DirectoryInfo? wanted)
    {
        _temporary = wanted is null;
        Folder = wanted ?? Directory.CreateTempSubdirectory("fairota-");
        Folder.Create();
        if (!_temporary && Folder.EnumerateFileSystemInfos().GetEnumerator().MoveNext())
            throw new IOException($"{Folder} is not empty; name an empty folder.");
    }

    /// <summary>The folder.</summary>
    public DirectoryInfo Folder { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary) Folder.Delete(recursive: true);
    }
}
