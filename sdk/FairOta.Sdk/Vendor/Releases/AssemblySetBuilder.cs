using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>
/// Packs an application for nanoFramework devices that cannot replace their firmware: payload format 2 of PROTOCOL.md.
/// </summary>
public static class AssemblySetBuilder
{
    // CLR_RECORD_ASSEMBLY of nf-interpreter's stable line begins with this, zero-padded to 8 bytes.
    private static readonly byte[] Marker = [.. "NFMRK1"u8, 0, 0];

    /// <summary>Packs assemblies in the order in which a device loads them: each after those it refers to.</summary>
    /// <param name="entryType">Full name of the type in the last assembly whose static Main starts the application.
    /// </param>
    /// <param name="assemblies">Name, without extension, and content of each (.pe).</param>
    /// <exception cref="ReleaseException">An assembly is none that the stable line loads, a name is missing, too long
    /// or there twice, or a limit of <see cref="Limits"/> is passed.</exception>
    public static byte[] Build(string entryType, IReadOnlyList<KeyValuePair<string, byte[]>> assemblies)
    {
        ArgumentNullException.ThrowIfNull(entryType);
        ArgumentNullException.ThrowIfNull(assemblies);
        CheckText(entryType, Limits.MaxEntryTypeBytes, "The name of the entry type");
        if (assemblies.Count is 0 or > Limits.MaxAssemblies)
            throw new ReleaseException($"An assembly set has 1 to {Limits.MaxAssemblies} assemblies.");
        foreach ((string name, byte[] content) in assemblies)
            Check(name, content);
        string? twice = assemblies.GroupBy(assembly => assembly.Key, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice != null)
            throw new ReleaseException($"{twice} is there twice.");

        byte[] index = Index(entryType, assemblies);
        using MemoryStream set = new();
        set.WriteByte((byte)(index.Length >> 8));
        set.WriteByte((byte)index.Length);
        set.Write(index);
        foreach ((_, byte[] content) in assemblies)
            set.Write(content);
        if (set.Length > Limits.MaxAssemblySetBytes)
        {
            throw new ReleaseException(
                $"The set has {set.Length} bytes with its index; devices take {Limits.MaxAssemblySetBytes}.");
        }

        return set.ToArray();
    }

    private static byte[] Index(string entryType, IReadOnlyList<KeyValuePair<string, byte[]>> assemblies)
    {
        CborWriter writer = new();
        writer.WriteArray(3);
        writer.WriteUInt(1);
        writer.WriteText(entryType);
        writer.WriteArray(assemblies.Count);
        foreach ((string name, byte[] content) in assemblies)
        {
            writer.WriteArray(2);
            writer.WriteText(name);
            writer.WriteUInt(content.Length);
        }

        return writer.ToArray();
    }

    private static void Check(string name, byte[] content)
    {
        CheckText(name, Limits.MaxAssemblyNameBytes, "The name of an assembly");
        if (!content.AsSpan().StartsWith(Marker))
        {
            throw new ReleaseException(
                $"{name} is no .pe of nanoFramework's stable line: it does not begin with NFMRK1.");
        }

        if (content.Length > Limits.MaxAssemblyBytes)
        {
            throw new ReleaseException(
                $"{name} has {content.Length} bytes; devices take {Limits.MaxAssemblyBytes} an assembly.");
        }
    }

    private static void CheckText(string text, int mostBytes, string what)
    {
        if (text.Length == 0 || Encoding.UTF8.GetByteCount(text) > mostBytes)
            throw new ReleaseException($"{what} has 1 to {mostBytes} bytes.");
    }
}
