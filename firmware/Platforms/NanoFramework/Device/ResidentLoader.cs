using System;
using System.Reflection;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.NanoFramework;

/// <summary>
/// Loads a set of assemblies and calls its entry. Their bytes stay in memory and nothing unloads before a restart. The
/// interpreter checks each assembly's checksums and references and throws where they are wrong. It runs static
/// constructors while it loads, at a priority above every thread, and passes over one that throws.
/// </summary>
internal static class ResidentLoader
{
    /// <summary>Runs the set: returns or throws as its static Main does.</summary>
    /// <exception cref="InvalidOperationException">The last assembly has no such entry.</exception>
    public static void Run(AssemblySet set)
    {
        Assembly last = null;
        for (int i = 0; i < set.Count; i++)
            last = Assembly.Load(set.Read(i));
        Type entry = last.GetType(set.EntryType);
        MethodInfo main = entry == null ? null : entry.GetMethod("Main");
        if (main == null)
            throw new InvalidOperationException("The application has no entry.");
        main.Invoke(null, null);
    }
}
