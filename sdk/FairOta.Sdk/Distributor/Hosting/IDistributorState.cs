using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>Where a distributor keeps what it knows and owes: in its folder, unless the host says otherwise. Packages
/// are in the folder always.</summary>
internal interface IDistributorState
{
    /// <summary>Opens sessions and earnings.</summary>
    IDistributorBooks OpenBooks();

    /// <summary>Opens the mark outside of the books' backup; null where the books begin their epochs
    /// themselves.</summary>
    IEpochMarkStore? OpenMark();

    /// <summary>Opens reports of installations.</summary>
    IReportStore OpenReports();

    /// <summary>Opens what the account sends, to send; null while another process over the same books does.</summary>
    IOutboxStore? TryOpenOutbox();

    /// <summary>Reads what an operator asks for, beside whoever writes: nothing waits for it, and it writes
    /// nothing.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="sinceHour">As in <see cref="IDistributorBooks.Count"/>.</param>
    BooksLook Look(long now, long sinceHour);
}
