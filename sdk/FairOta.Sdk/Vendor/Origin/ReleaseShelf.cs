using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>The release folders below one folder, loaded once each and again when their journal or recall changes. Safe
/// for concurrent use.</summary>
/// <param name="path">The folder that holds release folders, or one release folder itself.</param>
internal sealed class ReleaseShelf(string path)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTime Written, HeldRelease? Held)> _loaded = [];

    /// <summary>Looks at the folders.</summary>
    /// <param name="refused">Told of every folder that cannot be served, once until it changes.</param>
    /// <returns>The releases that can be served.</returns>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be listed.</exception>
    public IReadOnlyList<HeldRelease> Refresh(Action<ReleaseException> refused)
    {
        lock (_gate) return Look(refused);
    }

    /// <summary>Where the release's folder lies, as of the last look; null where it has none.</summary>
    public string? FolderOf(ReleaseId release)
    {
        lock (_gate) return _loaded.FirstOrDefault(entry => entry.Value.Held?.Id == release).Key;
    }

    /// <summary>Keeps the notice that takes a release back in the release's folder.</summary>
    /// <param name="release">The release.</param>
    /// <param name="notice">The notice, verified by the caller.</param>
    /// <exception cref="IOException">It cannot be written, or the release has no folder here.</exception>
    public void Recall(ReleaseId release, byte[] notice)
    {
        lock (_gate)
        {
            string folder = _loaded.FirstOrDefault(entry => entry.Value.Held?.Id == release).Key
                ?? throw new IOException("The release has no folder here.");
            try
            {
                Durable.Write(Path.Combine(folder, ReleaseFolder.RecallName), notice);
            }
            catch (UnauthorizedAccessException e)
            {
                throw new IOException($"The recall cannot be kept: {e.Message}", e);
            }
        }
    }

    private IReadOnlyList<HeldRelease> Look(Action<ReleaseException> refused)
    {
        string[] found = [.. ReleaseCard.Folders(path)];
        foreach (string gone in _loaded.Keys.Except(found).ToArray()) _loaded.Remove(gone);
        foreach (string folder in found)
        {
            DateTime written = Written(folder);
            if (_loaded.TryGetValue(folder, out var known) && known.Written == written) continue;
            _loaded[folder] = Load(folder, written, refused);
        }

        return [.. _loaded.Values.Select(entry => entry.Held).OfType<HeldRelease>()];
    }

    private static (DateTime Written, HeldRelease? Held) Load(
        string folder, DateTime written, Action<ReleaseException> refused)
    {
        try
        {
            // Not disposed: an answer that is being sent reads the package's file, which closes once nobody holds it.
            return (written, ReleaseFolder.Load(folder).ToHeld());
        }
        catch (ReleaseException e)
        {
            refused(e);
            return (written, null);
        }
    }

    private static DateTime Written(string folder) =>
        new[] { ReleaseFolder.JournalName, ReleaseFolder.RecallName }
            .Max(name => File.GetLastWriteTimeUtc(Path.Combine(folder, name)));
}
