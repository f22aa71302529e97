using System.Globalization;
using System.Linq;
using System.Numerics;
using Spectre.Console;

namespace FairOta.Simulator.Report;

/// <summary>A run's result as tables for people.</summary>
public static class ResultTables
{
    // What a device is and what it took stand in one table where a line has these columns, else in two.
    private const int WidthOfAll = 152;

    private static readonly BigInteger WeiPerGwei = 1_000_000_000;

    /// <summary>Prints the tables and the verdict.</summary>
    public static void Print(IAnsiConsole console, RunResult result)
    {
        bool wide = console.Profile.Width >= WidthOfAll;
        console.Write(Devices(result, facts: true, phases: wide));
        if (!wide) console.Write(Devices(result, facts: false, phases: true));
        console.Write(Distributors(result));
        console.Write(Vendor(result));
        foreach (string mistake in result.BookMistakes)
            console.MarkupLineInterpolated($"[red]{mistake}[/]");
        foreach (DeviceResult device in result.Devices.Where(device => device.Failure is not null))
            console.MarkupLineInterpolated($"[red]Device {device.Index}: {device.Failure}[/]");
        console.MarkupLine(Verdict(result));
    }

    private static string Verdict(RunResult result)
    {
        int updated = result.Devices.Count(device => device.Updated);
        string devices = $"{updated} of {result.Devices.Length} devices run {result.Release.Version}";
        string books = result.Balanced ? "the books balance to the wei" : "the books do not balance";
        string colour = result.ExitCode == ExitCodes.Success ? "green" : "red";
        return Invariant($"[{colour}]{devices}; {books}; {result.DurationMs / 1000:F1} s.[/]");
    }

    private static Table Devices(RunResult result, bool facts, bool phases)
    {
        string[] names = phases ? Phases(result) : [];
        string title = !phases ? "Devices" : facts ? "Devices (phases in ms)" : "Phases in ms";
        Table table = new Table().Title(title).Border(TableBorder.Rounded).AddColumn("#");
        if (facts)
        {
            table.AddColumns("address", "before", "after", "distributor");
            table.AddColumn(new TableColumn("bytes").RightAligned());
        }
        foreach (string name in names) table.AddColumn(new TableColumn(name).RightAligned());
        foreach (DeviceResult device in result.Devices)
        {
            table.AddRow([
                Invariant($"{device.Index}"),
                .. facts ? Facts(device) : [],
                .. names.Select(name => device.Phases.FirstOrDefault(time => time.Phase == name) is { } time
                    ? Invariant($"{time.Ms:F0}")
                    : "-"),
            ]);
        }
        return table;
    }

    /// <summary>The phases' names in the order in which the device that saw most of them went through them.</summary>
    private static string[] Phases(RunResult result) =>
    [
        .. result.Devices
            .OrderByDescending(device => device.Phases.Length).SelectMany(device => device.Phases)
            .Select(time => time.Phase)
            .Distinct(),
    ];

    private static string[] Facts(DeviceResult device) =>
    [
        Short(device.Address),
        device.VersionBefore,
        device.Updated ? device.VersionAfter : $"[red]{device.VersionAfter}[/]",
        device.Distributor is null ? "-" : Short(device.Distributor),
        Invariant($"{device.PackageBytes:N0}"),
    ];

    private static Table Distributors(RunResult result)
    {
        Table table = new Table().Title("Distributors").Border(TableBorder.Rounded);
        table.AddColumns("#", "address", "url");
        foreach (string name in new[] { "deliveries", "earned gwei", "fees gwei", "gas", "transactions" })
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (DistributorResult distributor in result.Distributors)
        {
            table.AddRow(
                Invariant($"{distributor.Number}"),
                Short(distributor.Address),
                distributor.Url,
                Invariant($"{distributor.Deliveries}"),
                Gwei(distributor.EarnedWei),
                Gwei(distributor.FeesWei),
                Invariant($"{distributor.GasUsed:N0}"),
                Invariant($"{distributor.Transactions}"));
        }
        return table;
    }

    private static Table Vendor(RunResult result)
    {
        Table table = new Table().Title("Vendor").Border(TableBorder.Rounded);
        table.AddColumn("address");
        foreach (string name in new[] { "locked gwei", "paid gwei", "left gwei", "fees gwei", "gas" })
            table.AddColumn(new TableColumn(name).RightAligned());
        VendorResult vendor = result.Vendor;
        return table.AddRow(
            Short(vendor.Address),
            Gwei(vendor.LockedWei),
            Gwei(vendor.PaidWei),
            Gwei(vendor.LeftWei),
            Gwei(vendor.FeesWei),
            Invariant($"{vendor.GasUsed:N0}"));
    }

    /// <summary>Gwei with the nine digits that make it exact to the wei, trailing zeros left out.</summary>
    private static string Gwei(BigInteger wei)
    {
        BigInteger whole = BigInteger.DivRem(wei, WeiPerGwei, out BigInteger rest);
        string text = whole.ToString("N0", CultureInfo.InvariantCulture);
        return rest.IsZero ? text
            : text + "." + BigInteger.Abs(rest).ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
    }

    private static string Short(string address) => $"{address[..6]}…{address[^4..]}";

    private static string Invariant(System.FormattableString text) => System.FormattableString.Invariant(text);
}
