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
        return new Loader(set == null ? TestDevice.FactoryImage : ImageOf(set), sets, sets);
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

    private static byte[] ImageOf(AssemblySet set)
    {
        string[] names = new string[set.Count];
        byte[][] assemblies = new byte[set.Count][];
        for (int i = 0; i < set.Count; i++)
            (names[i], assemblies[i]) = (set.Name(i), set.Read(i));
        return Encode(set.EntryType, names, assemblies);
    }
}
