using System;
using System.Collections.Generic;
using System.Globalization;

namespace FairOta.LoadTest;

/// <summary>What a run does, from the command line.</summary>
internal sealed record LoadOptions
{
    /// <summary>Complete exchanges, each of a device of its own.</summary>
    public int Sessions { get; init; } = 1_000;

    /// <summary>Bytes of the image.</summary>
    public int Size { get; init; } = 4_096;

    /// <summary>Bytes of a segment.</summary>
    public int Segment { get; init; } = 128;

    /// <summary>Devices at once, each under an address of its own.</summary>
    public int Devices { get; init; } = 16;

    /// <summary>Abuse beside the honest devices: none; signatures, slow, oversize, random or all, after as many
    /// sessions without; or each, one after the other and then all.</summary>
    public string Abuse { get; init; } = "none";

    /// <summary>Abusers of each kind at once, each under an address of its own.</summary>
    public int Abusers { get; init; } = 2;

    /// <summary>Requests per second of an abuser.</summary>
    public int AbuseRate { get; init; } = 200;

    /// <summary>Sessions between two looks at the distributor's memory.</summary>
    public int Every { get; init; } = 10_000;

    /// <summary>How the distributor connects to an empty PostgreSQL database for its books; null for SQLite.</summary>
    public string? Database { get; init; }

    /// <summary>The folder of the distributor, in the process that serves; null in the one that loads.</summary>
    public string? Serve { get; init; }

    /// <exception cref="FormatException">An option is none.</exception>
    public static LoadOptions Parse(string[] arguments)
    {
        Dictionary<string, string> values = [];
        for (int i = 0; i + 1 < arguments.Length; i += 2) values.Add(arguments[i], arguments[i + 1]);
        LoadOptions defaults = new();
        int Number(string name, int otherwise) => values.Remove(name, out string? text)
            ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : otherwise;
        string Text(string name, string otherwise) => values.Remove(name, out string? text) ? text : otherwise;
        LoadOptions options = new()
        {
            Sessions = Number("--sessions", defaults.Sessions),
            Size = Number("--size", defaults.Size),
            Segment = Number("--segment", defaults.Segment),
            Devices = Number("--devices", defaults.Devices),
            Abuse = Text("--abuse", defaults.Abuse),
            Abusers = Number("--abusers", defaults.Abusers),
            AbuseRate = Number("--abuse-rate", defaults.AbuseRate),
            Every = Number("--every", defaults.Every),
            Database = values.Remove("--database", out string? database) ? database : null,
            Serve = values.Remove("--serve", out string? folder) ? folder : null,
        };
        return values.Count == 0 && arguments.Length % 2 == 0
            ? options
            : throw new FormatException("Unknown: " + string.Join(' ', values.Keys));
    }
}
