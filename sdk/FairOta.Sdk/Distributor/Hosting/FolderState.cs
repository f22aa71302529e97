using System.IO;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>A distributor's state in SQLite files of its folder, for one process.</summary>
internal sealed class FolderState(DistributorOptions options) : IDistributorState
{
    public IDistributorBooks OpenBooks()
    {
        Directory.CreateDirectory(options.DataDirectory);
        return new SqliteBooks(options.BooksPath);
    }

    public IEpochMarkStore OpenMark()
    {
        Directory.CreateDirectory(options.DataDirectory);
        return new FileEpochMark(options.MarkPath);
    }

    public IReportStore OpenReports()
    {
        Directory.CreateDirectory(options.DataDirectory);
        return new SqliteReportStore(options.ReportsPath);
    }

    public IOutboxStore TryOpenOutbox()
    {
        Directory.CreateDirectory(options.DataDirectory);
        EscrowIdentity identity = options.Escrow!.Identity;
        return new SqliteOutbox(options.OutboxPath, identity.ChainId, identity.Account!.Value);
    }

    public BooksLook Look(long now, long sinceHour) =>
        BooksLook.At(new DistributorFolder(options.DataDirectory), now, sinceHour);
}
