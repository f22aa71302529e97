using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor's books show to its operator.</summary>
/// <param name="Sessions">How many sessions stand in which way.</param>
/// <param name="Ledger">What was earned, lost and spent.</param>
/// <param name="Bytes">Room that all of it takes.</param>
internal sealed record BooksLook(IReadOnlyList<SessionCount> Sessions, DistributorLedger Ledger, long Bytes)
{
    /// <summary>Reads a folder, beside whoever writes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="sinceHour">As in <see cref="IDistributorBooks.Count"/>.</param>
    /// <exception cref="InvalidDataException">The books are of another version.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">They cannot be read.</exception>
    public static BooksLook At(DistributorFolder folder, long now, long sinceHour)
    {
        using SqliteBooks books = SqliteBooks.OpenToRead(folder.Books);
        return new BooksLook(
            books.Count(now, sinceHour),
            DistributorLedger.Read(folder),
            new[] { folder.Books, folder.Books + "-wal", folder.Outbox, folder.Outbox + "-wal" }
                .Select(path => new FileInfo(path)).Where(file => file.Exists).Sum(file => file.Length));
    }
}
