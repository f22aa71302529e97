using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace FairOta.Sdk.Fleet;

/// <summary>A table of devices as text: one a line, or CSV (RFC 4180) with commas, semicolons or tabs, with or without
/// a header. Empty lines, and what follows a # at a line's or a word's beginning, are passed over.</summary>
public static class FleetTable
{
    /// <summary>Most characters of a record.</summary>
    public const int MaxRecordLength = 8192;

    /// <summary>Most devices of a table, over all its groups.</summary>
    public const int MaxDevices = 1 << 22;

    private static readonly string[] DeviceColumns =
        ["address", "device", "deviceaddress", "account", "publickey", "pubkey", "key"];

    /// <summary>Reads a table.</summary>
    /// <param name="text">The table.</param>
    /// <param name="column">Name (with a header) or number from 1 of the column of addresses or public keys; null to
    /// find it.</param>
    /// <param name="groupColumn">Name or number of the column that names a device's group; null for none.</param>
    /// <exception cref="InvalidDataException">A line is malformed, a device is there twice, or a limit is passed; names
    /// the line.</exception>
    public static IReadOnlyList<FleetTableRow> Read(TextReader text, string? column = null, string? groupColumn = null)
    {
        var rows = new List<FleetTableRow>();
        var lines = new Dictionary<Address, int>();
        (int Device, int Group)? places = null;
        foreach ((int line, string[] fields) in Records(text))
        {
            if (places is null)
            {
                bool isHeader = !fields.Any(DeviceName.IsLike);
                places = Places(fields, isHeader, column, groupColumn, line);
                if (isHeader) continue;
            }

            (int device, int group) = places.Value;
            if (fields.Length <= Math.Max(device, group))
                throw At(line, $"there are only {fields.Length} columns.");
            FleetTableRow row = new(Parse(fields[device], line), group < 0 ? null : fields[group], line);
            if (!lines.TryAdd(row.Device, line))
                throw At(line, $"the device {row.Device} is on line {lines[row.Device]} already.");
            rows.Add(row);
            if (rows.Count > MaxDevices) throw At(line, $"there are more than {MaxDevices} devices.");
        }

        return rows;
    }

    private static Address Parse(string field, int line)
    {
        try
        {
            return DeviceName.Parse(field);
        }
        catch (FormatException e)
        {
            throw At(line, e.Message);
        }
    }

    private static (int Device, int Group) Places(
        string[] first, bool isHeader, string? column, string? groupColumn, int line)
    {
        string[] names = isHeader ? first : [];
        int device = column is not null ? Named(column, names, first.Length, line)
            : isHeader ? Array.FindIndex(names, name => DeviceColumns.Contains(Plain(name)))
            : Array.FindIndex(first, DeviceName.IsLike);
        if (device < 0)
        {
            throw At(line, first.Length == 1 && first[0].Length > 0 && DeviceColumns.Contains(Plain(first[0])) is false
                ? "this is neither an address nor a public key in hex."
                : "no column of addresses or public keys is found; name it.");
        }

        return (device, groupColumn is null ? -1 : Named(groupColumn, names, first.Length, line));
    }

    private static int Named(string column, string[] names, int count, int line)
    {
        int place = Array.FindIndex(names, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
        if (place >= 0) return place;
        return int.TryParse(column, out int number) && number >= 1 && number <= count
            ? number - 1
            : throw At(
                line,
                $"there is no column {column}{(names.Length > 0 ? "" : ": without a header it is a number from 1")}.");
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>The records with the number of the line on which each begins.</summary>
    private static IEnumerable<(int Line, string[] Fields)> Records(TextReader text)
    {
        char separator = '\0';
        int line = 0;
        while (text.ReadLine() is string read)
        {
            int first = ++line;
            if (read.TrimStart('\uFEFF', ' ', '\t').StartsWith('#')) continue;
            // A quoted field may hold line ends.
            while (read.Length <= MaxRecordLength && read.Count(c => c == '"') % 2 == 1)
            {
                line++;
                read += "\n" + (text.ReadLine() ?? throw At(first, "a quote is not closed."));
            }

            if (read.Length > MaxRecordLength) throw At(first, $"it has more than {MaxRecordLength} characters.");
            if (separator == '\0')
                separator = read.FirstOrDefault(c => c is ',' or ';' or '\t', '\0');
            string[] fields = Split(first == 1 ? read.TrimStart('\uFEFF') : read, separator, first);
            if (fields.Any(field => field.Length > 0)) yield return (first, fields);
        }
    }

    private static string[] Split(string record, char separator, int line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false, wasQuoted = false;
        for (int i = 0; i < record.Length; i++)
        {
            char c = record[i];
            if (isQuoted)
            {
                if (c != '"') field.Append(c);
                else if (i + 1 < record.Length && record[i + 1] == '"') field.Append(record[i++]);
                else isQuoted = false;
            }
            else if (c == '"')
            {
                if (field.ToString().Trim().Length > 0 || wasQuoted) throw At(line, "a quote stands within a field.");
                field.Clear();
                isQuoted = wasQuoted = true;
            }
            else if (c == separator && separator != '\0')
            {
                fields.Add(wasQuoted ? field.ToString() : field.ToString().Trim());
                field.Clear();
                wasQuoted = false;
            }
            else if (c == '#' && (i == 0 || char.IsWhiteSpace(record[i - 1])))
            {
                break;
            }
            else if (!wasQuoted)
            {
                field.Append(c);
            }
            else if (!char.IsWhiteSpace(c))
            {
                throw At(line, "something follows a quoted field.");
            }
        }

        fields.Add(wasQuoted ? field.ToString() : field.ToString().Trim());
        return [.. fields];
    }

    private static InvalidDataException At(int line, string sentence) => new($"line {line}: {sentence}");
}

/// <summary>A device of a table.</summary>
/// <param name="Device">The device.</param>
/// <param name="Group">Its group; null where none was asked for.</param>
/// <param name="Line">The line of the table, from 1.</param>
public sealed record FleetTableRow(Address Device, string? Group, int Line);
