using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

namespace FairOta.Linker;

/// <summary>
/// <c>FairOta.Linker --out folder [--library x.dll]… [--root name]… x.dll…</c>: makes one device's assemblies
/// small. Beside them it writes <c>names.txt</c>, old names by new ones.
/// </summary>
public static class Program
{
    private const int WrongUsage = 2;

    /// <summary>Runs it.</summary>
    /// <returns>0; 2 on wrong usage, a missing file included.</returns>
    public static int Main(string[] args)
    {
        string? folder = null;
        List<string> libraries = [], roots = [], linked = [];
        for (int i = 0; i < args.Length; i++)
        {
            bool takesValue = args[i] is "--out" or "--library" or "--root";
            if (takesValue && i + 1 == args.Length)
                return Refuse();
            switch (args[i])
            {
                case "--out":
                    folder = args[++i];
                    break;
                case "--library":
                    libraries.Add(args[++i]);
                    break;
                case "--root":
                    roots.Add(args[++i]);
                    break;
                default:
                    linked.Add(args[i]);
                    break;
            }
        }

        if (folder == null || linked.Count == 0)
            return Refuse();
        string? missing = linked.Concat(libraries).FirstOrDefault(file => !File.Exists(file));
        if (missing != null)
        {
            Console.Error.WriteLine($"There is no file {missing}. Build the board first.");
            return WrongUsage;
        }

        using DeviceSet set = new(linked, [], libraries);
        IReadOnlyDictionary<string, string> names = set.Link([.. roots]);
        Directory.CreateDirectory(folder);
        foreach (ModuleDefinition module in set.Linked)
            module.Write(Path.Combine(folder, module.Name));
        File.WriteAllLines(
            Path.Combine(folder, "names.txt"),
            names.OrderBy(name => name.Key, StringComparer.Ordinal).Select(name => $"{name.Key} = {name.Value}"));
        return 0;
    }

    private static int Refuse()
    {
        Console.Error.WriteLine("usage: --out folder [--library x.dll]... [--root assembly]... x.dll...");
        return WrongUsage;
    }
}
