using System;
using System.Collections.Generic;
using System.IO;
using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>Which devices reported what, durable in one file that only grows: servers forget reports, and come and go.
/// Each entry takes 21 bytes, device ‖ outcome. One process at a time writes to it; not safe for concurrent
/// use.</summary>
internal sealed class OutcomeBook
{
    private const int EntryBytes = Address.Size + 1;
    private readonly string _path;
    private readonly Dictionary<Address, ReportedOutcomes> _devices = [];

    private OutcomeBook(string path) => _path = path;

    /// <summary>Reads the file; one that is not there is empty. What a crash left of an entry at its end is
    /// dropped.</summary>
    /// <exception cref="RolloutException">An entry is of no outcome.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OutcomeBook Open(string path)
    {
        var book = new OutcomeBook(path);
        if (!File.Exists(path)) return book;
        using FileStream file = File.OpenRead(path);
        Span<byte> entry = stackalloc byte[EntryBytes];
        using var buffered = new BufferedStream(file, 1 << 16);
        while (buffered.ReadAtLeast(entry, EntryBytes, throwOnEndOfStream: false) == EntryBytes)
        {
            if (FlagOf(entry[^1]) is not { } flag)
                throw new RolloutException($"{Path.GetFileName(path)} is damaged: no outcome is {entry[^1]}.");
            var device = Address.FromBytes(entry[..Address.Size]);
            book._devices[device] = book.Of(device) | flag;
            book.Entries++;
        }

        return book;
    }

    /// <summary>How many entries the file has.</summary>
    public long Entries { get; private set; }

    /// <summary>What a device reported.</summary>
    public ReportedOutcomes Of(Address device) => _devices.GetValueOrDefault(device);

    /// <summary>Takes what is new; durable when it returns.</summary>
    /// <param name="outcomes">Outcomes of devices whose signatures are checked, in any order, also known ones.</param>
    /// <returns>How many were new.</returns>
    /// <exception cref="IOException">It cannot be written; the same reports can be given again.</exception>
    public int Add(IEnumerable<KeyValuePair<Address, int>> outcomes)
    {
        var entries = new MemoryStream();
        var added = new Dictionary<Address, ReportedOutcomes>();
        foreach ((Address device, int outcome) in outcomes)
        {
            ReportedOutcomes known = added.GetValueOrDefault(device, Of(device));
            if (FlagOf(outcome) is not { } flag || known.HasFlag(flag)) continue;
            added[device] = known | flag;
            entries.Write(device.ToBytes());
            entries.WriteByte((byte)outcome);
        }

        if (entries.Length == 0) return 0;
        using (var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write))
        {
            file.SetLength(file.Length / EntryBytes * EntryBytes);
            file.Seek(0, SeekOrigin.End);
            entries.WriteTo(file);
            file.Flush(flushToDisk: true);
        }

        foreach ((Address each, ReportedOutcomes all) in added) _devices[each] = all;
        int count = (int)(entries.Length / EntryBytes);
        Entries += count;
        return count;
    }

    /// <summary>The flag of one of <see cref="Outcome"/>; null for anything else.</summary>
    public static ReportedOutcomes? FlagOf(int outcome) => outcome switch
    {
        Outcome.Installed => ReportedOutcomes.Installed,
        Outcome.Failed => ReportedOutcomes.Failed,
        Outcome.Refused => ReportedOutcomes.Refused,
        _ => null,
    };
}
