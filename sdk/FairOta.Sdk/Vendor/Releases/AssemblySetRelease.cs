using System;
using System.Collections.Generic;
using FairOta.Core;

namespace FairOta.Sdk.Vendor;

/// <summary>What an image of <see cref="PayloadFormat.AssemblySet"/> must be before anybody pays for its delivery: a
/// set that devices take (the rules of <see cref="AssemblyIndex"/>) and that their interpreter can load.</summary>
internal static class AssemblySetRelease
{
    private static readonly string Advice =
        " So it is not released: devices could not run it. 'fairota vendor assemblies' packs a set of 1 to "
        + $"{Limits.MaxAssemblies} assemblies of at most {Limits.MaxAssemblyBytes} bytes each and at most "
        + $"{Limits.MaxAssemblySetBytes} together with their index; a name has 1 to {Limits.MaxAssemblyNameBytes} "
        + $"bytes, that of the entry type 1 to {Limits.MaxEntryTypeBytes}.";

    /// <summary>Whether an image begins as a set does, whatever else is wrong with it.</summary>
    public static bool IsLike(ReadOnlySpan<byte> image) => image.Length > 3 && image[2] == 0x83 && image[3] == 0x01;

    /// <summary>Reads the index of an image and demands that devices could run it.</summary>
    /// <exception cref="ReleaseException">They could not; the message says why, and what they take.</exception>
    public static AssemblyIndex Read(byte[] image)
    {
        ArgumentNullException.ThrowIfNull(image);
        AssemblyIndex index = Parse(image);
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < index.Count; i++)
        {
            if (!names.Add(index.Name(i)))
                throw new ReleaseException($"The assembly {index.Name(i)} is there twice." + Advice);
            string? defect = NanoAssembly.Defect(image.AsSpan(index.Position(i), index.Length(i)));
            if (defect != null)
                throw new ReleaseException($"{index.Name(i)} is {defect}." + Advice);
        }

        return index;
    }

    internal static void Check(ReleasePlan plan)
    {
        if (plan.PayloadFormat == PayloadFormat.AssemblySet) Read(plan.Image);
    }

    private static AssemblyIndex Parse(byte[] image)
    {
        try
        {
            _ = AssemblyIndex.StartBytes(image.Length);
            return new AssemblyIndex(image, image.Length);
        }
        catch (ProtocolException e)
        {
            throw new ReleaseException(e.Message + Advice, e);
        }
    }
}
