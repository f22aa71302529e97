using System;
using FairOta.Core;
using FairOta.Platforms.Storage;

namespace FairOta.Agent.Tests.Durability;

/// <summary>A started device: the image that runs, and the ports through which the agent replaces it.</summary>
internal sealed record Loader(byte[] Image, IImageSlot Slot, ITrial Trial)
{
    /// <summary>What the resident loader of a nanoFramework board does at a start.</summary>
    public static Loader Start(IStorage storage)
    {
        AssemblySets sets = new(storage, TestRelease.Symmetric);
        AssemblySet? set = sets.Start();
        return new Loader(set == null ? TestDevice.FactoryImage : ImageOf(storage, set), sets, sets);
    }

    /// <summary>A set of those assemblies, as a vendor makes it: be16(length of index), index, assemblies.</summary>
    public static byte[] Encode(string entryType, string[] names, byte[][] assemblies)
    {
        CborWriter index = new();
        index.WriteArray(3);
        index.WriteUInt(1);
        index.WriteText(entryType);
        index.WriteArray(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            index.WriteArray(2);
            index.WriteText(names[i]);
            index.WriteUInt(assemblies[i].Length);
        }

        byte[] encoded = index.ToArray();
        byte[] image = [(byte)(encoded.Length >> 8), (byte)encoded.Length, .. encoded];
        foreach (byte[] assembly in assemblies)
            image = [.. image, .. assembly];
        return image;
    }

    // A set does not tell its assemblies' names: its image is the file that holds the same.
    private static byte[] ImageOf(IStorage storage, AssemblySet set)
    {
        foreach (string file in new[] { "set-a", "set-b" })
        {
            if (!Holds(storage, file, set))
                continue;
            byte[] image = new byte[storage.Length(file)];
            storage.Read(file, 0, image, 0, image.Length);
            return image;
        }

        throw new InvalidOperationException("What runs lies in no slot.");
    }

    private static bool Holds(IStorage storage, string file, AssemblySet set)
    {
        try
        {
            AssemblySet other = new(storage, file);
            bool isSame = other.EntryType == set.EntryType && other.Count == set.Count;
            for (int i = 0; isSame && i < set.Count; i++)
                isSame = Bytes.Equal(other.Read(i), set.Read(i));
            return isSame;
        }
        catch (ProtocolException)
        {
            // Half written: the other slot holds it.
            return false;
        }
    }
}
