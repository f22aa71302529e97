using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Fleet;

namespace FairOta.Cli.Commands;

/// <summary>Makes fleet lists from addresses or public keys.</summary>
internal sealed class FleetImportCommand : ToolCommand
{
    private const long MaxFileBytes = 512L << 20;
    private const int MaxPemBytes = 16 << 20;
    private const int MaxGroups = 256;
    private const int MaxGroupName = 64;
    private readonly Option<string[]> _from;
    private readonly Option<string?> _column;
    private readonly Option<string?> _groupBy;
    private readonly Option<string?> _out;

    public FleetImportCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "import",
            "Make a fleet list of devices that keep their keys, from addresses or public keys.")
    {
        _from = Has(Opt.Many(
            "--from", "file",
            "Text with one device a line, CSV, or public keys as PEM. A device is an address or a public key of "
            + "secp256k1 in hex; empty lines and what follows a # are passed over.",
            Opt.ExistingFile, required: true));
        _from.Aliases.Add("--addresses");
        _column = Has(Opt.Of<string?>(
            "--column", "name|number", "The column of addresses or public keys; found by itself where it can be.",
            text => text));
        _groupBy = Has(Opt.Of<string?>(
            "--group-by", "name|number",
            "A column that names each device's group: a list for each group, for the waves of a staged roll-out.",
            text => text));
        _out = Has(Opt.Of<string?>(
            "--out", "file", "The list to write, by default fleet.bin; with --group-by the folder of lists, fleets.",
            Opt.AnyPath));
        Examples =
        [
            "fairota fleet import --from devices.txt --out fleet.bin",
            "fairota fleet import --from devices.csv --column address --group-by wave --out fleets",
            "fairota fleet import --from device-1.pem --from device-2.pem --json",
        ];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        string? groupBy = call.Get(_groupBy);
        var rows = new List<FleetTableRow>();
        var files = new Dictionary<Address, string>();
        foreach (string path in call.Require(_from))
        {
            foreach (FleetTableRow row in Read(path, call.Get(_column), groupBy))
            {
                if (!files.TryAdd(row.Device, path))
                    throw new CliException(
                        ExitCodes.Usage, $"{path}: the device {row.Device} is in {files[row.Device]} already.");
                rows.Add(row);
            }
        }

        if (rows.Count == 0) throw new CliException(ExitCodes.Usage, "There is no device in it.");
        return Task.FromResult(groupBy is null
            ? FleetFiles.Write(call, call.Get(_out) ?? Path.GetFullPath("fleet.bin"), ListOf(rows, "The fleet"))
            : WriteGroups(call, call.Get(_out) ?? Path.GetFullPath("fleets"), rows));
    }

    private static IReadOnlyList<FleetTableRow> Read(string path, string? column, string? groupBy)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
                throw new InvalidDataException($"it has more than {MaxFileBytes} bytes.");
            if (IsPem(path)) return ReadPem(path, groupBy);
            using var reader = new StreamReader(path);
            return FleetTable.Read(reader, column, groupBy);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new CliException(ExitCodes.Usage, $"{path}, {e.Message}");
        }
    }

    private static IReadOnlyList<FleetTableRow> ReadPem(string path, string? groupBy)
    {
        if (groupBy is not null) throw new InvalidDataException("which is PEM, has no column to group by.");
        if (new FileInfo(path).Length > MaxPemBytes)
            throw new InvalidDataException($"which is PEM, has more than {MaxPemBytes} bytes.");
        return [.. DeviceName.ParsePem(File.ReadAllText(path)).Select(device => new FleetTableRow(device, null, 0))];
    }

    private static bool IsPem(string path)
    {
        const string Begin = "-----BEGIN";
        using var reader = new StreamReader(path);
        char[] first = new char[Begin.Length];
        return reader.ReadBlock(first) == first.Length && first.AsSpan().SequenceEqual(Begin);
    }

    private static int WriteGroups(Invocation call, string folder, List<FleetTableRow> rows)
    {
        var groups = rows.GroupBy(row => row.Group!).ToArray();
        if (groups.Length > MaxGroups)
            throw new CliException(ExitCodes.Usage, $"There are {groups.Length} groups; {MaxGroups} are the most.");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var lists = new List<(string Group, string Path, FleetList Fleet)>();
        foreach (var group in groups)
        {
            if (!IsName(group.Key))
            {
                throw new CliException(
                    ExitCodes.Usage,
                    $"Line {group.First().Line}: a group's name has 1 to {MaxGroupName} letters, digits, dots, hyphens "
                    + "and underscores, and begins with a letter or digit, because its list is named so.");
            }

            if (!names.Add(group.Key))
                throw new CliException(
                    ExitCodes.Usage, $"Line {group.First().Line}: the group {group.Key} is written in two ways.");
            string path = Path.Combine(folder, group.Key + ".bin");
            FleetFiles.RefuseExisting(path);
            lists.Add((group.Key, path, ListOf(group, $"Group {group.Key}")));
        }

        Directory.CreateDirectory(folder);
        foreach ((_, string path, FleetList fleet) in lists) FleetFiles.Save(path, fleet);
        return call.Done(
            new JsonObject
            {
                ["devices"] = rows.Count,
                ["folder"] = folder,
                ["groups"] = new JsonArray([.. lists.Select(each => (JsonNode)new JsonObject
                {
                    ["group"] = each.Group,
                    ["devices"] = each.Fleet.Count,
                    ["fleetRoot"] = new FleetTree(each.Fleet).Root.ToString(),
                    ["file"] = each.Path,
                })]),
            },
            [
                $"devices  {rows.Count}",
                .. lists.Select(each => $"group    {each.Group}: {each.Fleet.Count} devices in {each.Path}"),
            ]);
    }

    private static FleetList ListOf(IEnumerable<FleetTableRow> rows, string what)
    {
        try
        {
            return new FleetList([.. rows.Select(row => row.Device)]);
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCodes.Usage, $"{what}: {e.Message}");
        }
    }

    private static bool IsName(string group) => group.Length is > 0 and <= MaxGroupName
        && char.IsAsciiLetterOrDigit(group[0])
        && group.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}

/// <summary>Shows what a fleet list is; changes nothing.</summary>
internal sealed class FleetInspectCommand : ToolCommand
{
    private readonly Argument<string> _list;
    private readonly Option<Address[]> _device;

    public FleetInspectCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "inspect", "Show a fleet list's size and root, and whether a device is in it.")
    {
        _list = new Argument<string>("list") { Description = "The fleet list." };
        Add(_list);
        _device = Has(Opt.Many("--device", "address|key", "A device to look for.", DeviceName.Parse));
        Examples =
        [
            "fairota fleet inspect fleet.bin",
            "fairota fleet inspect fleet.bin --device 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --json",
        ];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        string path = call.Require(_list);
        if (!File.Exists(path)) throw new CliException(ExitCodes.Usage, $"There is no file {path}.");
        FleetList fleet = FleetFiles.Read(path);
        (Address Device, int Index)[] asked =
        [
            .. call.Require(_device).Select(device => (device, fleet.Devices.IndexOf(device))),
        ];
        Hash32 root = new FleetTree(fleet).Root;
        call.Done(
            new JsonObject
            {
                ["file"] = path,
                ["devices"] = fleet.Count,
                ["fleetRoot"] = root.ToString(),
                ["asked"] = new JsonArray([.. asked.Select(each => (JsonNode)new JsonObject
                {
                    ["device"] = each.Device.ToString(),
                    ["index"] = each.Index < 0 ? null : each.Index,
                })]),
            },
            [
                $"devices  {fleet.Count}",
                $"root     {root}",
                .. asked.Select(each => $"device   {each.Device} "
                    + (each.Index < 0 ? "is not in it" : $"is at index {each.Index}")),
            ]);
        return Task.FromResult(asked.All(each => each.Index >= 0) ? ExitCodes.Done : ExitCodes.Refused);
    }
}
