using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace FairOta.Sdk.Swarm;

/// <summary>Writes bencoding (BEP 3), in its one form: every function gives whole values, which lists and dictionaries
/// take in. Pure.</summary>
internal static class Bencode
{
    /// <summary>An integer, <c>i…e</c>.</summary>
    public static byte[] Of(long number) => Ascii(string.Create(CultureInfo.InvariantCulture, $"i{number}e"));

    /// <summary>A byte string, <c>length:…</c>.</summary>
    public static byte[] Of(ReadOnlySpan<byte> bytes) =>
        [.. Ascii(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length}:")), .. bytes];

    /// <summary>A text's UTF-8 as a byte string.</summary>
    public static byte[] Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>A list of values, <c>l…e</c>.</summary>
    public static byte[] List(IEnumerable<byte[]> values) => [(byte)'l', .. values.SelectMany(each => each), (byte)'e'];

    /// <summary>A dictionary, <c>d…e</c>, in the order of its keys' bytes.</summary>
    /// <param name="entries">Keys as they are, and values; a null value's entry is left out.</param>
    /// <exception cref="ArgumentException">A key is there twice.</exception>
    public static byte[] Dictionary(params IEnumerable<(byte[] Key, byte[]? Value)> entries)
    {
        SortedDictionary<byte[], byte[]> sorted = new(Comparer<byte[]>.Create(
            (left, right) => left.AsSpan().SequenceCompareTo(right)));
        foreach ((byte[] key, byte[]? value) in entries)
            if (value is not null) sorted.Add(key, value);
        return [(byte)'d', .. sorted.SelectMany(entry => (byte[])[.. Of(entry.Key), .. entry.Value]), (byte)'e'];
    }

    /// <summary>The same with keys that are text.</summary>
    public static byte[] Dictionary(params IEnumerable<(string Key, byte[]? Value)> entries) =>
        Dictionary(entries.Select(entry => (Encoding.UTF8.GetBytes(entry.Key), entry.Value)));

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
