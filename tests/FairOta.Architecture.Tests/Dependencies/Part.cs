using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Architecture.Tests.Dependencies;

/// <summary>A part of the product, the folder that holds it, and the parts it may know.</summary>
/// <param name="Name">Name in messages.</param>
/// <param name="Folder">Where its projects lie, from the root.</param>
/// <param name="Assemblies">How its assemblies are named: a name, or a prefix that ends in a dot;
/// empty for those that bear others' names.</param>
/// <param name="MayKnow">Names of the parts that it may refer to beside itself.</param>
internal sealed record Part(string Name, string Folder, string Assemblies, params string[] MayKnow)
{
    /// <summary>Every part. Dependencies point from later to earlier rows.</summary>
    public static IReadOnlyList<Part> All { get; } =
    [
        new("Surface", "firmware/Surface/", ""),
        new("Core", "firmware/Core/", "FairOta.Core", "Surface"),
        new("Agent", "firmware/Agent/", "FairOta.Agent", "Core", "Surface"),
        new("Platforms", "firmware/Platforms/", "FairOta.Platforms.", "Agent", "Core", "Surface"),
        new("Boards", "boards/", "FairOta.Boards.", "Platforms", "Agent", "Core", "Surface"),
        new("Linker", "firmware/Linker/", "FairOta.Linker"),
        new("Sdk", "sdk/FairOta.Sdk/", "FairOta.Sdk", "Core"),
        new("SdkSurface", "sdk/Surface/", ""),
        new("Nethereum", "sdk/FairOta.Sdk.Nethereum/", "FairOta.Sdk.Nethereum", "Sdk", "Core", "SdkSurface"),
        new("Postgres", "sdk/FairOta.Sdk.Postgres/", "FairOta.Sdk.Postgres", "Sdk", "Core"),
        new("Samples", "sdk/samples/", "FairOta.Samples.", "Sdk", "Core"),
        new("Cli", "sdk/FairOta.Cli/", "fairota", "Postgres", "Sdk", "Platforms", "Agent", "Core"),
        new("Simulator", "simulator/", "FairOta.Simulator", "Sdk", "Platforms", "Agent", "Core"),
        new(
            "Tests", "tests/", "FairOta.Tests.",
            "Linker", "Boards", "Simulator", "Cli", "Samples", "Nethereum", "Postgres", "Sdk", "Platforms", "Agent",
            "Core", "Surface"),
    ];

    /// <summary>The part that a project file belongs to.</summary>
    public static Part Of(string path) =>
        All.SingleOrDefault(part => path.StartsWith(part.Folder, StringComparison.Ordinal))
        ?? throw new InvalidOperationException($"{path} belongs to no part: give it one in {nameof(Part)}.");

    /// <summary>The part that an assembly belongs to, or null where it is not ours.</summary>
    public static Part? OfAssembly(string name) =>
        All.SingleOrDefault(part => part.Assemblies.Length > 0 && (part.Assemblies.EndsWith('.')
            ? name.StartsWith(part.Assemblies, StringComparison.Ordinal)
            : name == part.Assemblies));

    /// <summary>Whether this part may refer to another.</summary>
    public bool Allows(Part other) => other == this || MayKnow.Contains(other.Name);
}
