using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>What a release's folder says of itself, package and fleets unread: enough to find and to list
/// releases.</summary>
/// <param name="FolderPath">Where it lies.</param>
/// <param name="Manifest">The manifest, its signature checked.</param>
/// <param name="Journal">Signer, terms, and how far the funding is.</param>
/// <param name="IsRecalled">Whether it was taken back.</param>
internal sealed record ReleaseCard(string FolderPath, Manifest Manifest, ReleaseJournal Journal, bool IsRecalled)
{
    /// <summary>The product.</summary>
    public ProductId Product => ProductId.FromBytes(Manifest.ProductId);

    /// <summary>Whether anything of it was sent to the chain, as far as the folder knows.</summary>
    public bool IsSent => Journal.Tranches.Any(tranche => tranche.State != FundingState.Planned);

    /// <summary>The release folders at and directly below a path.</summary>
    /// <exception cref="IOException">It cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be listed.</exception>
    public static IEnumerable<string> Folders(string path) => new[] { Path.GetFullPath(path) }
        .Concat(Directory.EnumerateDirectories(path).Select(Path.GetFullPath))
        .Where(folder => File.Exists(Path.Combine(folder, ReleaseFolder.JournalName)));

    /// <summary>Reads the releases at and directly below a path, by version.</summary>
    /// <param name="path">The path.</param>
    /// <param name="refused">Told of every folder that cannot be read.</param>
    /// <exception cref="IOException">It cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be listed.</exception>
    public static IReadOnlyList<ReleaseCard> Below(string path, Action<ReleaseException> refused)
    {
        var cards = new List<ReleaseCard>();
        foreach (string folder in Folders(path))
        {
            try
            {
                cards.Add(ReleaseFolder.ReadCard(folder));
            }
            catch (ReleaseException e)
            {
                refused(e);
            }
        }

        cards.Sort((a, b) => a.Manifest.Version.CompareTo(b.Manifest.Version));
        return cards;
    }
}
