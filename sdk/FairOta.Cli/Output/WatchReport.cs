using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace FairOta.Cli.Output;

/// <summary>A release that is watched.</summary>
/// <param name="Id">The release.</param>
/// <param name="Version">Its version, where its folder is known.</param>
/// <param name="Fleets">Its devices, where its folder is known.</param>
/// <param name="IsRecalled">Whether its folder says that it was taken back.</param>
internal sealed record Watched(ReleaseId Id, ImageVersion? Version, FleetIndex? Fleets, bool IsRecalled)
{
    /// <summary>Its manifest, where its folder is known.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>What people call it.</summary>
    public string Name => (Version is null ? Id.ToString() : $"{Version} ({Id.ToString()[..10]}…)")
        + (IsRecalled ? ", recalled" : "");
}

/// <summary>What is seen of watched releases at one moment.</summary>
/// <param name="Now">Unix seconds.</param>
/// <param name="Releases">The releases; null progress where the chain has none.</param>
/// <param name="Versions">Devices by version; empty where releases are not of one product.</param>
/// <param name="Urls">Where distributors said that they serve.</param>
/// <param name="Times">Unix seconds of blocks.</param>
/// <param name="Units">What tokens are counted in.</param>
internal sealed record WatchReport(
    long Now, IReadOnlyList<(Watched Release, ReleaseProgress? Progress)> Releases,
    IReadOnlyList<VersionProgress> Versions, IReadOnlyDictionary<Address, string> Urls,
    IReadOnlyDictionary<long, long> Times, IReadOnlyDictionary<Address, TokenUnit> Units)
{
    /// <summary>What devices reported, by release and tranche; empty where nobody was asked.</summary>
    public IReadOnlyDictionary<ReleaseId, IReadOnlyList<OutcomeCount>> Outcomes { get; init; } =
        new Dictionary<ReleaseId, IReadOnlyList<OutcomeCount>>();

    /// <summary>Whether nothing more will happen to any of them.</summary>
    public bool IsOver => Releases.All(each => each.Progress is { IsOver: true });

    public JsonObject ToJson() => new()
    {
        ["releases"] = new JsonArray([.. Releases.Select(each => (JsonNode)Json(each.Release, each.Progress))]),
        ["versions"] = new JsonArray([.. Versions.Select(each => (JsonNode)new JsonObject
        {
            ["version"] = each.Version?.ToString(),
            ["devices"] = each.Devices,
            ["share"] = Share(each.Devices, Versions.Sum(one => one.Devices)),
        })]),
    };

    /// <summary>A line for each release and version.</summary>
    public IEnumerable<string> Lines()
    {
        foreach ((Watched release, ReleaseProgress? progress) in Releases)
        {
            if (progress is null)
            {
                yield return $"{release.Name}: not on the chain";
                continue;
            }

            TokenUnit unit = Units[progress.Token];
            yield return $"{release.Name}: {progress.Delivered} of {progress.Devices} devices "
                + $"({Percent(progress.Delivered, progress.Devices)}) delivered, {progress.Reserved} reserved, "
                + $"{progress.Left} left; paid {unit.Format(progress.Paid)} of {unit.Format(progress.Locked)}; "
                + $"claims until {Moment.Of(progress.ClaimDeadline, Now)}";
            foreach (TrancheProgress tranche in progress.Tranches)
            {
                yield return $"  tranche {tranche.Tranche}: {Number(tranche.Delivered)} of {tranche.Devices} "
                    + $"delivered, {tranche.Reserved} reserved, {Number(tranche.Left)} left"
                    + (OutcomeOf(release, tranche) is { } said
                        ? $"; reported {said.Installed} installed, {said.Failed} failed, {said.Refused} refused"
                        : "");
            }

            foreach (DistributorProgress each in progress.Distributors)
            {
                yield return $"  {each.Distributor} {Urls.GetValueOrDefault(each.Distributor, "")}: {each.Delivered} "
                    + $"delivered ({Percent(each.Delivered, progress.Delivered)}), {each.Reserved} reserved, last seen "
                    + Seen(each);
            }
        }

        foreach (VersionProgress each in Versions)
        {
            yield return $"{each.Version?.ToString() ?? "none of them"}: {each.Devices} devices "
                + $"({Percent(each.Devices, Versions.Sum(one => one.Devices))})";
        }
    }

    /// <summary>Tables for a terminal.</summary>
    public IRenderable ToTables()
    {
        Table tranches = Table(
            "Tranches", "release", "tranche", "delivered", "reserved", "left", "devices", "", "installed", "failed",
            "refused");
        Table distributors = Table("Distributors", "release", "account", "url", "delivered", "share", "last seen");
        Table versions = Table("Versions delivered", "version", "devices", "share");
        Table money = Table("Money", "release", "locked", "paid", "left", "claims until");
        foreach ((Watched release, ReleaseProgress? progress) in Releases)
        {
            if (progress is null)
            {
                Add(money, release.Name, "not on the chain", "", "", "");
                continue;
            }

            TokenUnit unit = Units[progress.Token];
            Add(
                money, release.Name, unit.Format(progress.Locked), unit.Format(progress.Paid),
                unit.Format(progress.Balance), Moment.Of(progress.ClaimDeadline, Now));
            foreach (TrancheProgress tranche in progress.Tranches)
            {
                Add(
                    tranches, release.Name, $"{tranche.Tranche}", Number(tranche.Delivered), $"{tranche.Reserved}",
                    Number(tranche.Left), $"{tranche.Devices}", Bar(tranche.Delivered ?? 0, tranche.Devices),
                    Number(OutcomeOf(release, tranche)?.Installed), Number(OutcomeOf(release, tranche)?.Failed),
                    Number(OutcomeOf(release, tranche)?.Refused));
            }

            foreach (DistributorProgress each in progress.Distributors)
            {
                Add(
                    distributors, release.Name, $"{each.Distributor}", Urls.GetValueOrDefault(each.Distributor, ""),
                    $"{each.Delivered}", Percent(each.Delivered, progress.Delivered), Seen(each));
            }
        }

        foreach (VersionProgress each in Versions)
        {
            Add(
                versions, each.Version?.ToString() ?? "none of them", $"{each.Devices}",
                Percent(each.Devices, Versions.Sum(one => one.Devices)));
        }

        return new Rows(new[] { tranches, versions, distributors, money }.Where(table => table.Rows.Count > 0));
    }

    private static Table Table(string title, params string[] columns)
    {
        var table = new Table { Title = new TableTitle(title), Border = TableBorder.Rounded };
        foreach (string column in columns) table.AddColumn(column);
        return table;
    }

    /// <summary>Strangers' texts among the cells are no markup.</summary>
    private static void Add(Table table, params string[] cells) =>
        table.AddRow(cells.Select(cell => (IRenderable)new Text(cell)));

    private static string Bar(long done, long all)
    {
        const int Width = 20;
        int full = all == 0 ? 0 : (int)(Width * done / all);
        return new string('█', full) + new string('░', Width - full) + " " + Percent(done, all);
    }

    private static string Percent(long part, long whole) =>
        whole == 0 ? "0 %" : (100.0 * part / whole).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "?";

    private static string Digits(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

    private OutcomeCount? OutcomeOf(Watched release, TrancheProgress tranche) =>
        Outcomes.TryGetValue(release.Id, out var counts) && tranche.Tranche < counts.Count
            ? counts[tranche.Tranche]
            : null;

    private string Seen(DistributorProgress each) => Times.TryGetValue(each.LastBlock, out long time)
        ? Moment.Of(time, Now)
        : $"in block {each.LastBlock}";

    private JsonObject Json(Watched release, ReleaseProgress? progress)
    {
        var json = new JsonObject
        {
            ["releaseId"] = release.Id.ToString(),
            ["version"] = release.Version?.ToString(),
            ["recalled"] = release.Version is null ? null : release.IsRecalled,
            ["onChain"] = progress is not null,
        };
        if (progress is null) return json;
        json["token"] = progress.Token.IsZero ? null : progress.Token.ToString();
        json["symbol"] = Units[progress.Token].Symbol;
        json["reward"] = Digits(progress.Reward);
        json["claimDeadline"] = progress.ClaimDeadline;
        json["devices"] = progress.Devices;
        json["delivered"] = progress.Delivered;
        json["reserved"] = progress.Reserved;
        json["left"] = progress.Left;
        json["locked"] = Digits(progress.Locked);
        json["paid"] = Digits(progress.Paid);
        json["reclaimed"] = Digits(progress.Reclaimed);
        json["balance"] = Digits(progress.Balance);
        json["over"] = progress.IsOver;
        json["tranches"] = new JsonArray([.. progress.Tranches.Select(each => (JsonNode)new JsonObject
        {
            ["tranche"] = each.Tranche,
            ["devices"] = each.Devices,
            ["delivered"] = each.Delivered,
            ["reserved"] = each.Reserved,
            ["left"] = each.Left,
            ["installed"] = OutcomeOf(release, each)?.Installed,
            ["failed"] = OutcomeOf(release, each)?.Failed,
            ["refused"] = OutcomeOf(release, each)?.Refused,
        })]);
        json["distributors"] = new JsonArray([.. progress.Distributors.Select(each => (JsonNode)new JsonObject
        {
            ["account"] = each.Distributor.ToString(),
            ["url"] = Urls.GetValueOrDefault(each.Distributor),
            ["delivered"] = each.Delivered,
            ["reserved"] = each.Reserved,
            ["share"] = Share(each.Delivered, progress.Delivered),
            ["lastBlock"] = each.LastBlock,
            ["lastSeen"] = Times.TryGetValue(each.LastBlock, out long time) ? time : null,
        })]);
        return json;
    }
}
