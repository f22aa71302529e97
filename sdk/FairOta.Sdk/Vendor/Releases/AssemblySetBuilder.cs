using System;
using System.Collections.Generic;
using System.IO;
using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>
/// Packs an application for nanoFramework devices that cannot replace their firmware: payload format 2 of PROTOCOL.md.
/// </summary>
public static class AssemblySetBuilder
{
    /// <summary>Packs assemblies in the order in which a device loads them: each after those it refers to.</summary>
    /// <param name="entryType">Full name of the type in the last assembly whose static Main starts the application.
    /// </param>
    /// <param name="assemblies">Name, without extension, and content of each (.pe).</param>
    /// <exception cref="ReleaseException">The set would be one that <see cref="AssemblySetRelease"/> refuses.
    /// </exception>
    public static byte[] Build(string entryType, IReadOnlyList<KeyValuePair<string, byte[]>> assemblies)
    {
        ArgumentNullException.ThrowIfNull(entryType);
        ArgumentNullException.ThrowIfNull(assemblies);
        byte[] index = Index(entryType, assemblies);
        using MemoryStream set = new();

        // An index too long for these two bytes has a name or a count too many, which is refused before they matter.
        set.WriteByte((byte)(index.Length >> 8));
        set.WriteByte((byte)index.Length);
        set.Write(index);
        foreach ((_, byte[] content) in assemblies)
            set.Write(content);
        byte[] image = set.ToArray();
        AssemblySetRelease.Read(image);
        return image;
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
}
