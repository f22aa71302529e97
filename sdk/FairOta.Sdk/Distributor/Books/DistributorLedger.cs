using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>What a distributor earned, lost and spent, as its folder says.</summary>
/// <param name="Earned">Final deliveries, by release.</param>
/// <param name="Tallies">How many deliveries stand in which way, and who took those that were lost.</param>
/// <param name="Settled">Transactions that ended, with their fees.</param>
/// <param name="Pending">Transactions on their way.</param>
internal sealed record DistributorLedger(
    IReadOnlyList<Earning> Earned, IReadOnlyList<Tally> Tallies, IReadOnlyList<SettledTransaction> Settled, int Pending)
{
    /// <summary>What was earned in ETH, in wei. Tokens are not added up.</summary>
    public BigInteger EarnedWei => Earned
        .Where(e => e.Token.IsZero).Aggregate(BigInteger.Zero, (sum, e) => sum + e.Amount);

    /// <summary>What transactions cost, in wei.</summary>
    public BigInteger FeesWei => Settled.Aggregate(BigInteger.Zero, (sum, s) => sum + s.Fee);

    /// <summary>Reads it, beside whoever writes.</summary>
    /// <exception cref="InvalidDataException">The books are of another version.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">They cannot be read.</exception>
    public static DistributorLedger Read(DistributorFolder folder)
    {
        using SqliteBooks books = SqliteBooks.OpenToRead(folder.Books);
        (IReadOnlyList<OutboxEntry> live, IReadOnlyList<SettledTransaction> settled) = File.Exists(folder.Outbox)
            ? SqliteOutbox.Read(folder.Outbox)
            : ([], []);
        return new DistributorLedger(books.Earned(), books.Tallies(), settled, live.Count);
    }
}
