using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>The release folders below one folder, loaded once each and again when their journal changes. Not safe for
/// concurrent use.</summary>
/// <param name="path">The folder that holds release folders, or one release folder itself.</param>
public sealed class ReleaseShelf(string path)
{
    private readonly Dictionary<string, (DateTime Written, HeldRelease? Held)> _loaded = [];

    /// <summary>Looks at the folders.</summary>
    /// <param name="refused">Told of every folder that cannot be served, once until it changes.</param>
    /// <returns>The releases that can be served.</returns>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be listed.</exception>
    public IReadOnlyList<HeldRelease> Refresh(Action<ReleaseException> refused)
    {
        string[] found = [.. Folders()];
        foreach (string gone in _loaded.Keys.Except(found).ToArray()) _loaded.Remove(gone);
        foreach (string folder in found)
        {
            DateTime written = File.GetLastWriteTimeUtc(Path.Combine(folder, ReleaseFolder.JournalName));
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
            return (written, ReleaseFolder.Load(folder).Release.ToHeld());
        }
        catch (ReleaseException e)
        {
            refused(e);
            return (written, null);
        }
    }

    private IEnumerable<string> Folders() => new[] { Path.GetFullPath(path) }
        .Concat(Directory.EnumerateDirectories(path).Select(Path.GetFullPath))
        .Where(folder => File.Exists(Path.Combine(folder, ReleaseFolder.JournalName)));
}
