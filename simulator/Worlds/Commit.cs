using System.Reflection;

namespace FairOta.Simulator.Worlds;

/// <summary>Which simulator this is.</summary>
internal static class Commit
{
    /// <summary>The commit it was built from, hex; <c>unknown</c> where the build does not know.</summary>
    public static string Name { get; } =
        typeof(Commit).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            is { } version && version.IndexOf('+') is >= 0 and var plus ? version[(plus + 1)..] : "unknown";
}
