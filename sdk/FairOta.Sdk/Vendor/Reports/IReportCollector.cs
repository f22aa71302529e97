using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Vendor;

/// <summary>Brings the reports of a release to its vendor.</summary>
public interface IReportCollector
{
    /// <summary>Reads what is new at the sources, and tells all that it ever read of the release.</summary>
    /// <param name="release">The release.</param>
    /// <param name="devices">Who is asked about: the devices of the release's tranches. Whatever anybody else signed
    /// is passed over.</param>
    /// <param name="sources">Base URLs of distributors and origins.</param>
    /// <param name="cursors">Where to go on at sources that it did not read yet:
    /// <see cref="CollectedReports.Cursors"/> of an earlier one, for the same devices, whose outcomes are durable
    /// elsewhere; null to read all.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="System.OperationCanceledException">Cancelled.</exception>
    Task<CollectedReports> CollectAsync(
        ReleaseId release,
        IReadOnlySet<Address> devices,
        IReadOnlyList<string> sources,
        IReadOnlyDictionary<string, long>? cursors = null,
        CancellationToken cancellation = default);
}
