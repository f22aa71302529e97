using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>Reads reports from distributors and origins, none of which it trusts: it takes what a device of the release
/// signed, wherever that comes from.</summary>
/// <remarks>
/// A source can keep reports back; it can forge none, and nothing it does delays the others or costs more than
/// <see cref="ReportLimits"/> say. One that shows a false signature is read no further in that collection: whoever
/// takes reports verifies them.
/// What was verified is kept in memory: a collector made anew reads everything again, to the same result, unless it is
/// told where another stood.
/// For use by one caller at a time.
/// </remarks>
/// <param name="http">Fetches from strangers.</param>
/// <param name="limits">How much is put up with; null for the defaults.</param>
public sealed class ReportCollector(StrangerHttp http, ReportLimits? limits = null) : IReportCollector
{
    // An array of two, the cursor, an array of 256, and in each an array of three, the device, the outcome and the
    // signature, with their heads.
    private const int MaxPageBytes = 16 + Limits.MaxReportsPerAnswer * (1 + 21 + 1 + 66);

    private readonly ReportLimits _limits = limits ?? new ReportLimits();
    private readonly Dictionary<ReleaseId, Reading> _readings = [];

    /// <summary>Where reports of a release are to be found: at its origins, and at the distributors that announced
    /// themselves, as far as a node would name them. The origins come first, so that no stranger delays them.</summary>
    public static IReadOnlyList<string> SourcesOf(EscrowView view, Manifest manifest) =>
        [.. manifest.Origins.Concat(DistributorDirectory.Of(view).Select(entry => entry.Url)).Distinct()];

    /// <inheritdoc/>
    public async Task<CollectedReports> CollectAsync(
        ReleaseId release,
        IReadOnlySet<Address> devices,
        IReadOnlyList<string> sources,
        IReadOnlyDictionary<string, long>? cursors = null,
        CancellationToken cancellation = default)
    {
        if (!_readings.TryGetValue(release, out Reading? reading))
            _readings.Add(release, reading = new Reading(release));
        reading.Begin(devices, cursors);
        string[] distinct = [.. sources.Distinct()];
        using SemaphoreSlim turns = new(_limits.AtOnce);
        ReadSource[] read = await Task.WhenAll(distinct.Select((url, place) => place < _limits.MaxSources
            ? ReadAsync(reading, url, turns, cancellation)
            : Task.FromResult(new ReadSource(url, 0, "Not read: there are too many sources.")))).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return new CollectedReports(reading.Outcomes(), read) { Cursors = reading.Cursors(distinct) };
    }

    private async Task<ReadSource> ReadAsync(
        Reading reading, string url, SemaphoreSlim turns, CancellationToken cancellation)
    {
        if (!BaseUrl.IsValid(url)) return new ReadSource(url, 0, "Not a base URL that is followed.");
        await turns.WaitAsync(cancellation).ConfigureAwait(false);
        using CancellationTokenSource slow = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        slow.CancelAfter(_limits.SourceTimeout);
        int read = 0;
        try
        {
            for (int page = 0; page < _limits.MaxPages; page++)
            {
                OutcomeReportList list = OutcomeReportList.Parse(await http.GetAsync(
                    PageOf(reading, url), MaxPageBytes, slow.Token).ConfigureAwait(false));
                if (reading.Take(url, list, ref read)) return new ReadSource(url, read, null);
            }

            return new ReadSource(url, read, "There is more; the next collection goes on.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or ProtocolException)
        {
            return new ReadSource(url, read, e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ReadSource(url, read, "It took too long.");
        }
        finally
        {
            turns.Release();
        }
    }

    private static Uri PageOf(Reading reading, string url) => BaseUrl.Below(url, string.Create(
        CultureInfo.InvariantCulture, $"/v1/releases/{reading.Release.ToWire()}/reports?after={reading.Cursor(url)}"));

    /// <summary>What was read of one release. Safe for concurrent use between two <see cref="Begin"/>.</summary>
    private sealed class Reading(ReleaseId release)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, long> _cursors = [];
        private readonly DeviceOutcomes _said = new();
        private IReadOnlySet<Address> _devices = new HashSet<Address>();

        public ReleaseId Release => release;

        /// <summary>A device that was not asked about before may be among what was passed over.</summary>
        public void Begin(IReadOnlySet<Address> devices, IReadOnlyDictionary<string, long>? cursors)
        {
            if (!_devices.IsSupersetOf(devices)) _cursors.Clear();
            _devices = devices;
            foreach ((string url, long after) in cursors ?? new Dictionary<string, long>())
                _cursors.TryAdd(url, after);
        }

        public Dictionary<string, long> Cursors(IReadOnlyList<string> urls) => urls
            .Where(_cursors.ContainsKey).ToDictionary(url => url, url => _cursors[url]);

        public long Cursor(string url)
        {
            lock (_gate) return _cursors.GetValueOrDefault(url);
        }

        public Dictionary<Address, int> Outcomes()
        {
            lock (_gate) return _said.Merge(_devices);
        }

        /// <summary>Takes a page; true where it was the last.</summary>
        /// <exception cref="InvalidDataException">No honest server gives it.</exception>
        public bool Take(string url, OutcomeReportList page, ref int read)
        {
            long after = Cursor(url);

            // Then it lost some, and is read from the beginning.
            bool lost = page.Next < after;
            if (!lost && page.Reports.Length > 0 && page.Next == after)
                throw new InvalidDataException("The cursor does not move.");
            foreach (OutcomeReport report in page.Reports) read += Take(report) ? 1 : 0;
            lock (_gate) _cursors[url] = lost ? 0 : page.Next;
            return !lost && page.Reports.Length == 0;
        }

        private bool Take(OutcomeReport report)
        {
            var device = Address.FromBytes(report.Device);
            if (!_devices.Contains(device)) return false;
            lock (_gate)
            {
                if (_said.Has(device, report.Outcome)) return false;
            }

            // Outside of the lock: this takes as long as everything else together.
            if (!ReportRules.IsGenuine(release, report))
                throw new InvalidDataException("It shows a report with a false signature.");
            // Another source may have shown it meanwhile.
            lock (_gate) return _said.Add(device, report.Outcome);
        }
    }
}
