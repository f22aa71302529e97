using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Postgres;

/// <summary>Reports in the database of the replicas, numbered for all of them together.</summary>
/// <param name="hold">The replica's connection; its owner disposes it.</param>
internal sealed class PostgresReportStore(PostgresHold hold) : IReportStore
{
    private const string Last = "SELECT coalesce(max(number), 0) FROM report WHERE release = $1";

    /// <inheritdoc/>
    public IReadOnlyList<ReleaseId> Releases => hold.Do(session => session.Read(
        PostgresRows.EachRelease("report"), row => ReleaseId.FromBytes(row.Bytes(0))));

    /// <inheritdoc/>
    public byte[]? Find(ReleaseId release, Address device, int outcome) => hold.Do(session => session.Read(
        "SELECT signature FROM report WHERE release = $1 AND device = $2 AND outcome = $3",
        row => row.Bytes(0),
        PostgresValue.Of(release.ToBytes()),
        PostgresValue.Of(device.ToBytes()),
        PostgresValue.Of(outcome))).SingleOrDefault();

    /// <inheritdoc/>
    public bool TryAdd(ReleaseId release, OutcomeReport report, long now) => hold.Do(session =>
    {
        session.MakeDurable();
        long last = session.One(Last, row => row.GetInt64(0), PostgresValue.Of(release.ToBytes()));
        return session.Run(
            "INSERT INTO report VALUES ($1, $2, $3, $4, $5) ON CONFLICT (release, device, outcome) DO NOTHING",
            PostgresValue.Of(release.ToBytes()),
            PostgresValue.Of(ReportNumber.After(last, now)),
            PostgresValue.Of(report.Device),
            PostgresValue.Of(report.Outcome),
            PostgresValue.Of(report.Signature)) == 1;
    });

    /// <inheritdoc/>
    public (long Next, IReadOnlyList<OutcomeReport> Reports) Read(ReleaseId release, long after, int most) =>
        hold.Do<(long, IReadOnlyList<OutcomeReport>)>(session =>
        {
            List<(long Number, OutcomeReport Report)> rows = session.Read(
                """
                SELECT number, device, outcome, signature FROM report
                WHERE release = $1 AND number > $2 ORDER BY number LIMIT $3
                """,
                row => (row.GetInt64(0), new OutcomeReport
                {
                    Device = row.Bytes(1),
                    Outcome = row.GetInt32(2),
                    Signature = row.Bytes(3),
                }),
                PostgresValue.Of(release.ToBytes()),
                PostgresValue.Of(after),
                PostgresValue.Of(most));
            if (rows.Count > 0) return (rows[^1].Number, [.. rows.Select(row => row.Report)]);
            long last = session.One(Last, row => row.GetInt64(0), PostgresValue.Of(release.ToBytes()));
            return (long.Min(after, last), []);
        });

    /// <inheritdoc/>
    public void Forget(ReleaseId release) =>
        hold.Do(session => session.Run("DELETE FROM report WHERE release = $1", PostgresValue.Of(release.ToBytes())));

    /// <summary>Gives nothing up: the connection is not this object's alone.</summary>
    public void Dispose()
    {
    }
}
