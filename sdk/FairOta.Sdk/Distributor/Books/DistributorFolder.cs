using System.IO;

namespace FairOta.Sdk.Distributor;

/// <summary>Where a distributor keeps what it knows.</summary>
/// <param name="Path">The folder.</param>
internal sealed record DistributorFolder(string Path)
{
    /// <summary>Sessions and earnings.</summary>
    public string Books => System.IO.Path.Combine(Path, "books.db");

    /// <summary>Transactions on their way, and how they ended.</summary>
    public string Outbox => System.IO.Path.Combine(Path, "outbox.db");

    /// <summary>The folder of a distributor that ran before.</summary>
    /// <exception cref="DirectoryNotFoundException">There are no books.</exception>
    public static DistributorFolder Find(string path)
    {
        DistributorFolder folder = new(path);
        return File.Exists(folder.Books)
            ? folder
            : throw new DirectoryNotFoundException($"No distributor keeps books in {path}.");
    }
}
